// How good a prediction is, and how far two predictions are apart; in FP64 with sums in rising index.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lop::network {

struct Prediction {
  double nll = 0;         // -ln of the probability of the token that came
  std::uint32_t top = 0;  // the likeliest token, the first of equals
};

/// shapes  logits {vocabulary}
Prediction predict(const float* logits, std::size_t vocabulary, std::uint32_t token);

/// KL(p || q) in nats, p and q the softmax of the logits. Rounding may leave it below 0 by parts in 10^15.
double kl_divergence(const float* p_logits, const float* q_logits, std::size_t vocabulary);

}  // namespace lop::network
