// Means and the error of a mean.
#include "sim/accuracy/scores.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/network/elementary.hpp"

namespace lop::accuracy {

double Scores::perplexity() const { return network::exponential(nll); }

Scores summarize(const std::vector<network::Prediction>& predictions, const std::vector<std::uint32_t>& targets) {
  Scores scores;
  scores.predictions = predictions.size();
  std::size_t hits = 0;
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    scores.nll += predictions[i].nll;
    hits += predictions[i].top == targets[i] ? 1 : 0;
  }
  const auto count = static_cast<double>(predictions.size());
  scores.nll /= count;
  scores.top1 = static_cast<double>(hits) / count;
  return scores;
}

Comparison compare(const std::vector<network::Prediction>& predictions,
                   const std::vector<network::Prediction>& reference, const std::vector<double>& kl_divergences,
                   const std::vector<std::uint32_t>& targets, std::size_t sequence) {
  Comparison comparison;
  comparison.reference = summarize(reference, targets);
  const auto count = static_cast<double>(predictions.size());
  std::size_t same = 0;
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    comparison.delta_nll += predictions[i].nll - reference[i].nll;
    comparison.kl_divergence += kl_divergences[i];
    same += predictions[i].top == reference[i].top ? 1 : 0;
  }
  comparison.delta_nll /= count;
  comparison.kl_divergence /= count;
  comparison.top1_agreement = static_cast<double>(same) / count;

  double squares = 0;
  std::size_t windows = 0;
  for (std::size_t first = 0; first < predictions.size(); first += sequence, ++windows) {
    const std::size_t end = std::min(first + sequence, predictions.size());
    double sum = 0;
    for (std::size_t i = first; i < end; ++i) sum += predictions[i].nll - reference[i].nll;
    const double off = sum - static_cast<double>(end - first) * comparison.delta_nll;
    squares += off * off;
  }
  const auto w = static_cast<double>(windows);
  comparison.delta_nll_standard_error =
      windows < 2 ? std::numeric_limits<double>::quiet_NaN() : std::sqrt(w / (w - 1) * squares) / count;
  return comparison;
}

}  // namespace lop::accuracy
