// SQNR, cosine and largest error.
#include "sim/report/accuracy.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

namespace lop::report {

LayerAccuracy measure_accuracy(const std::vector<double>& reference, const std::vector<double>& actual) {
  if (reference.size() != actual.size()) throw std::invalid_argument("accuracy of outputs of different sizes");
  double signal = 0, noise = 0, power = 0, product = 0, largest = 0;
  bool finite = true;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const double error = actual[i] - reference[i];
    finite = finite && std::isfinite(error);
    signal += reference[i] * reference[i];
    power += actual[i] * actual[i];
    product += reference[i] * actual[i];
    noise += error * error;
    largest = std::fmax(largest, std::abs(error));
  }
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  if (!finite) return {kNan, kNan, kNan};
  LayerAccuracy accuracy;
  accuracy.sqnr_db = noise == 0 ? std::numeric_limits<double>::infinity() : 10 * std::log10(signal / noise);
  accuracy.cosine = noise == 0 ? 1 : product / (std::sqrt(signal) * std::sqrt(power));
  accuracy.max_error = largest;
  return accuracy;
}

}  // namespace lop::report
