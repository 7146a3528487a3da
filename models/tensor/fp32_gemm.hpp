// Products of FP32 matrices: every output adds its products one after the other in rising k, each step rounded once.
#pragma once

#include <cstddef>
#include <vector>

#include "models/tensor/matrix.hpp"

namespace lop::tensor {

/// Weights in the order in which fp32_gemm reads them: panels of channels, inputs slowest, zeros in place of channels
/// that are not there.
class PackedWeights {
 public:
  static constexpr std::size_t kPanel = 32;

  /// shapes  {n, k}
  explicit PackedWeights(const Matrix<float>& weights);

  std::size_t n() const { return n_; }
  std::size_t k() const { return k_; }
  std::size_t panels() const { return (n_ + kPanel - 1) / kPanel; }
  const float* panel(std::size_t index) const { return values_.data() + index * k_ * kPanel; }

 private:
  std::size_t n_, k_;
  std::vector<float> values_;
};

/// The definition: sum = 0; for k: sum = sum + a[m][k] * w[n][k].
/// shapes  activations {m, k}, weights {n, k}, out {m, n}
/// errors  std::invalid_argument when the shapes do not fit
Matrix<float> fp32_gemm_by_definition(const Matrix<float>& activations, const Matrix<float>& weights);

/// The same bits (of a NaN: another NaN), many outputs at a time; threads share out outputs, never a sum.
/// errors  std::invalid_argument when the shapes do not fit
Matrix<float> fp32_gemm(const Matrix<float>& activations, const PackedWeights& weights);
Matrix<float> fp32_gemm(const Matrix<float>& activations, const Matrix<float>& weights);

}  // namespace lop::tensor
