// What products through a slice's operands have in common, whatever multiplies them.
#pragma once

#include <memory>

#include "models/network/quantized_products.hpp"
#include "models/pe/slice.hpp"
#include "models/tensor/gemm.hpp"
#include "sim/system/operands.hpp"

namespace lop::accuracy {

/// Weights and activations, rounded to FP16 as they lie in memory, become operands as sim::make_operands has them; a
/// sequence is a GEMM, or all rows where none depends on another.
///
/// errors  quantizers::QuantizeError for numbers that are not finite or beyond FP16's range
class SliceProduct : public network::Product {
 public:
  SliceProduct(std::shared_ptr<const pe::Slice> slice, sim::RowScales scales, const network::Matrix& weights,
               std::shared_ptr<const quantizers::RoundTrip> activations);

  network::Matrix apply(const network::Matrix& activations, std::size_t sequence) const override;

 protected:
  int mode() const { return slice_->default_mode(); }
  /// Rows of outputs, from `first` on. shapes  out {all rows, n}
  virtual void multiply(const tensor::GemmOperands& operands, std::size_t sequence, std::size_t first,
                        network::Matrix& out) const = 0;

  std::shared_ptr<const pe::Slice> slice_;
  tensor::GemmOperands weights_;  // without activations

 private:
  sim::RowScales scales_;
  std::shared_ptr<const quantizers::RoundTrip> activations_;
};

/// Types of a Quantization come first, where one is given.
class SliceProducts : public network::Products {
 public:
  SliceProducts(std::shared_ptr<const pe::Slice> slice, network::Quantization quantization,
                sim::RowScales scales = sim::RowScales::kOwn)
      : slice_(std::move(slice)), scales_(scales), quantization_(std::move(quantization)) {}

  std::unique_ptr<network::Product> linear(const std::string& name, network::Matrix weights) override;
  std::unique_ptr<network::Product> attention(network::AttentionProduct which, std::size_t layer,
                                              const network::Matrix& weights) const override;
  void cache(std::size_t layer, network::Matrix& rows, std::size_t width) const override;

 protected:
  virtual std::unique_ptr<network::Product> product(const network::Matrix& weights,
                                                    std::shared_ptr<const quantizers::RoundTrip> activations) const = 0;

  std::shared_ptr<const pe::Slice> slice_;
  sim::RowScales scales_;

 private:
  network::Quantization quantization_;
};

}  // namespace lop::accuracy
