// Figures of many predictions, alone and against a reference on the same samples.
#pragma once

#include <cstddef>
#include <vector>

#include "models/network/scoring.hpp"

namespace lop::accuracy {

struct Scores {
  std::size_t predictions = 0;
  double nll = 0;   // mean, nats
  double top1 = 0;  // share of targets that were the likeliest token

  double perplexity() const;
};

/// Differences to the reference.
struct Comparison {
  Scores reference;
  double delta_nll = 0;
  /// Of delta_nll, the windows being the sample: sqrt(W / (W - 1) sum (S_w - n_w d)^2) / N, S_w the summed differences
  /// of a window's n_w predictions; NaN for one window.
  double delta_nll_standard_error = 0;
  double kl_divergence = 0;  // mean KL(reference || model), nats
  double top1_agreement = 0;
};

/// Sums in the order of the samples. shapes  all {n}; targets: the tokens that came
Scores summarize(const std::vector<network::Prediction>& predictions, const std::vector<std::uint32_t>& targets);

/// sequence  predictions of a window; the last one may have fewer
Comparison compare(const std::vector<network::Prediction>& predictions,
                   const std::vector<network::Prediction>& reference, const std::vector<double>& kl_divergences,
                   const std::vector<std::uint32_t>& targets, std::size_t sequence);

}  // namespace lop::accuracy
