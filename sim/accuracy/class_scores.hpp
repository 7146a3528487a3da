// Figures of many classified images, alone and against a reference on the same images.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/tensor/matrix.hpp"

namespace lop::accuracy {

/// The largest logit of each row; of equal ones the first.
std::vector<std::size_t> classes_of(const tensor::Matrix<float>& logits);

struct ClassScores {
  std::size_t images = 0, right = 0;

  double top1() const { return static_cast<double>(right) / static_cast<double>(images); }
};

/// Differences to the reference.
struct ClassComparison {
  ClassScores reference;
  double delta_top1 = 0;
  /// Of delta_top1, the images being the sample: sqrt(sum (d_i - d)^2 / (N (N - 1))), d_i 1 where an image became
  /// right, -1 where it became wrong, 0 where neither; NaN for one image.
  double delta_top1_standard_error = 0;
  std::size_t flipped = 0;  // images of another class: to the right one, from it, or from one wrong class to another
  std::size_t to_right = 0, to_wrong = 0;
};

// shapes  all {images}, labels too
ClassScores summarize(const std::vector<std::size_t>& classes, const std::vector<std::uint8_t>& labels);
ClassComparison compare(const std::vector<std::size_t>& classes, const std::vector<std::size_t>& reference,
                        const std::vector<std::uint8_t>& labels);

}  // namespace lop::accuracy
