// What a network asks of whatever computes its matrix products: FP32, quantised operands, a PE.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "models/tensor/matrix.hpp"

namespace lop::network {

using Matrix = tensor::Matrix<float>;

/// A matrix of weights made ready for many activations.
class Product {
 public:
  virtual ~Product() = default;

  /// Rows are tokens of sequences of `sequence` rows, the last one perhaps shorter. What depends on several tokens (the
  /// scale of a tensor) is settled for each sequence, so that a result depends on no other sequence.
  /// Any thread may call it.
  /// shapes  activations {m, k}, out {m, n}
  virtual Matrix apply(const Matrix& activations, std::size_t sequence) const = 0;
};

enum class AttentionProduct { kScores, kValues };

class Products {
 public:
  virtual ~Products() = default;

  /// name     of the weights, as in the source they came from
  /// shapes   weights {n, k}
  virtual std::unique_ptr<Product> linear(const std::string& name, Matrix weights) = 0;

  /// Keys {positions, width} or values {width, positions} of one head of one sequence, as the cache gave them back, as
  /// weights. Called from many threads.
  virtual std::unique_ptr<Product> attention(AttentionProduct which, std::size_t layer,
                                             const Matrix& weights) const = 0;

  /// What a layer's cache gives back of the keys (after their rotation) or values stored in it; FP32 unless said.
  /// shapes  rows {m, heads * width}
  virtual void cache(std::size_t /*layer*/, Matrix& /*rows*/, std::size_t /*width*/) const {}
};

/// All in FP32 by tensor::fp32_gemm.
class Fp32Products : public Products {
 public:
  std::unique_ptr<Product> linear(const std::string& name, Matrix weights) override;
  std::unique_ptr<Product> attention(AttentionProduct which, std::size_t layer, const Matrix& weights) const override;
};

std::unique_ptr<Product> fp32_product(const Matrix& weights);

}  // namespace lop::network
