// Counts.
#include "sim/accuracy/class_scores.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lop::accuracy {

std::vector<std::size_t> classes_of(const tensor::Matrix<float>& logits) {
  std::vector<std::size_t> classes;
  for (std::size_t r = 0; r < logits.rows; ++r) {
    const float* row = logits.row(r);
    classes.push_back(static_cast<std::size_t>(std::max_element(row, row + logits.columns) - row));
  }
  return classes;
}

ClassScores summarize(const std::vector<std::size_t>& classes, const std::vector<std::uint8_t>& labels) {
  ClassScores scores;
  scores.images = classes.size();
  for (std::size_t i = 0; i < classes.size(); ++i) scores.right += classes[i] == labels[i] ? 1 : 0;
  return scores;
}

ClassComparison compare(const std::vector<std::size_t>& classes, const std::vector<std::size_t>& reference,
                        const std::vector<std::uint8_t>& labels) {
  ClassComparison comparison;
  comparison.reference = summarize(reference, labels);
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (classes[i] == reference[i]) continue;
    ++comparison.flipped;
    comparison.to_right += classes[i] == labels[i] ? 1 : 0;
    comparison.to_wrong += reference[i] == labels[i] ? 1 : 0;
  }
  const auto n = static_cast<double>(classes.size());
  const auto gained = static_cast<double>(comparison.to_right), lost = static_cast<double>(comparison.to_wrong);
  comparison.delta_top1 = (gained - lost) / n;
  const double squares = gained + lost - n * comparison.delta_top1 * comparison.delta_top1;
  comparison.delta_top1_standard_error =
      n < 2 ? std::numeric_limits<double>::quiet_NaN() : std::sqrt(std::max(squares, 0.0) / (n * (n - 1)));
  return comparison;
}

}  // namespace lop::accuracy
