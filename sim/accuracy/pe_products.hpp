// Matrix products through a PE: operands in its formats, its order of operations, its output codes.
#pragma once

#include <memory>

#include "models/network/quantized_products.hpp"
#include "models/pe/slice.hpp"

namespace lop::accuracy {

/// Weights and activations, rounded to FP16 as they lie in memory, become operands as sim::make_operands has them; a
/// sequence is a GEMM, or many are one where that gives the same bits. Before that they pass through the types of a
/// Quantization, where one is given.
///
/// errors  quantizers::QuantizeError for numbers that are not finite or beyond FP16's range
class PeProducts : public network::Products {
 public:
  PeProducts(std::shared_ptr<const pe::Slice> slice, network::Quantization quantization)
      : slice_(std::move(slice)), quantization_(std::move(quantization)) {}

  std::unique_ptr<network::Product> linear(const std::string& name, network::Matrix weights) override;
  std::unique_ptr<network::Product> attention(network::AttentionProduct which, std::size_t layer,
                                              const network::Matrix& weights) const override;
  void cache(network::Matrix& rows, std::size_t width) const override;

 private:
  std::shared_ptr<const pe::Slice> slice_;
  network::Quantization quantization_;
};

}  // namespace lop::accuracy
