// Error figures from the sums of an ErrorMeter.
#include "models/quantizers/error_metrics.hpp"

#include <cmath>
#include <limits>

namespace lop::quantizers {

void ErrorMeter::add(double reference, double value) {
  const double error = value - reference;
  reference_squares_ += reference * reference;
  value_squares_ += value * value;
  error_squares_ += error * error;
  products_ += reference * value;
  // A NaN must show in every figure; std::max would drop it.
  if (!(std::abs(error) <= max_error_)) max_error_ = std::isnan(max_error_) ? max_error_ : std::abs(error);
}

double ErrorMeter::sqnr_db() const {
  if (error_squares_ == 0) return std::numeric_limits<double>::infinity();
  return 10 * std::log10(reference_squares_ / error_squares_);
}

double ErrorMeter::cosine() const {
  if (reference_squares_ == 0 || value_squares_ == 0) return reference_squares_ == value_squares_ ? 1 : 0;
  return products_ / (std::sqrt(reference_squares_) * std::sqrt(value_squares_));
}

double ErrorMeter::rms_relative() const {
  if (error_squares_ == 0) return 0;
  return std::sqrt(error_squares_ / reference_squares_);
}

}  // namespace lop::quantizers
