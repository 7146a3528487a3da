// What products through a slice's operands have in common, whatever multiplies them.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "models/quantizers/error_metrics.hpp"
#include "models/tensor/gemm.hpp"
#include "sim/accuracy/numerics.hpp"

namespace lop::accuracy {

/// Weights and activations, rounded to FP16 as they lie in memory, become operands as sim::make_operands has them; a
/// sequence is a GEMM, or all rows where none depends on another.
///
/// errors  quantizers::QuantizeError for numbers that are not finite or beyond FP16's range
class SliceProduct : public network::Product {
 public:
  /// weights  without activations
  SliceProduct(std::shared_ptr<const pe::Slice> slice, sim::RowScales scales, tensor::GemmOperands weights,
               std::shared_ptr<const quantizers::RoundTrip> activations)
      : slice_(std::move(slice)), weights_(std::move(weights)), scales_(scales), activations_(std::move(activations)) {}

  network::Matrix apply(const network::Matrix& activations, std::size_t sequence) const override;

 protected:
  int mode() const { return slice_->default_mode(); }
  /// Rows of outputs, from `first` on. shapes  out {all rows, n}
  virtual void multiply(const tensor::GemmOperands& operands, std::size_t sequence, std::size_t first,
                        network::Matrix& out) const = 0;

  std::shared_ptr<const pe::Slice> slice_;
  tensor::GemmOperands weights_;

 private:
  sim::RowScales scales_;
  std::shared_ptr<const quantizers::RoundTrip> activations_;
};

/// Types of a Quantization come first, where one is given.
class SliceProducts : public network::Products {
 public:
  /// numerics  with a slice
  explicit SliceProducts(Numerics numerics) : numerics_(std::move(numerics)) {}

  std::unique_ptr<network::Product> linear(const std::string& name, network::Matrix weights) override;
  std::unique_ptr<network::Product> attention(network::AttentionProduct which, std::size_t layer,
                                              const network::Matrix& weights) const override;

  /// Of the weights given to linear(), by name: what their operands lose.
  const std::map<std::string, quantizers::ErrorMeter>& weight_errors() const { return weight_errors_; }
  /// The parameter that a layer took, where it had a choice.
  const std::map<std::string, pe::Choices>& chosen() const { return chosen_; }

 protected:
  const Numerics& numerics() const { return numerics_; }
  virtual std::unique_ptr<network::Product> product(std::shared_ptr<const pe::Slice> slice,
                                                    tensor::GemmOperands weights,
                                                    std::shared_ptr<const quantizers::RoundTrip> activations) const = 0;

 private:
  Numerics numerics_;
  std::map<std::string, quantizers::ErrorMeter> weight_errors_;
  std::map<std::string, pe::Choices> chosen_;
};

}  // namespace lop::accuracy
