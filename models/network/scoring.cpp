// Log-softmax: logits less the logarithm of the sum of their exponentials.
#include "models/network/scoring.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "models/formats/vector_clones.hpp"
#include "models/network/elementary.hpp"

namespace lop::network {
namespace {

LOP_VECTOR_CLONES void exponentials(const float* logits, std::size_t count, double shift, double* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = exponential(static_cast<double>(logits[i]) - shift);
}

/// ln of the sum of exp(logit); NaN for a sum that is not a positive number.
double log_sum(const float* logits, std::size_t count, std::vector<double>& powers) {
  const double most = *std::max_element(logits, logits + count);
  powers.resize(count);
  exponentials(logits, count, most, powers.data());
  double sum = 0;
  for (const double power : powers) sum += power;
  if (!(sum >= 1 && sum < std::numeric_limits<double>::infinity())) return std::numeric_limits<double>::quiet_NaN();
  return most + logarithm(sum);
}

}  // namespace

Prediction predict(const float* logits, std::size_t vocabulary, std::uint32_t token) {
  std::vector<double> powers;
  const double total = log_sum(logits, vocabulary, powers);
  return {total - logits[token], static_cast<std::uint32_t>(std::max_element(logits, logits + vocabulary) - logits)};
}

double kl_divergence(const float* p_logits, const float* q_logits, std::size_t vocabulary) {
  std::vector<double> powers;
  const double q_total = log_sum(q_logits, vocabulary, powers), p_total = log_sum(p_logits, vocabulary, powers);
  exponentials(p_logits, vocabulary, p_total, powers.data());
  double sum = 0;
  for (std::size_t i = 0; i < vocabulary; ++i) {
    sum += powers[i] * ((p_logits[i] - p_total) - (q_logits[i] - q_total));
  }
  return sum;
}

}  // namespace lop::network
