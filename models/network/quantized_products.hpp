// Products of quantised operands in exact FP32 arithmetic: what the number formats alone cost.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "models/network/products.hpp"
#include "models/quantizers/error_metrics.hpp"
#include "models/quantizers/round_trip.hpp"

namespace lop::network {

/// Null: as they are.
struct Quantization {
  std::shared_ptr<const quantizers::RoundTrip> weights;      // groups along the input
  std::shared_ptr<const quantizers::RoundTrip> activations;  // of linear layers, a token at a time
  std::shared_ptr<const quantizers::RoundTrip> cache;        // keys and values, a head of a token at a time
};

/// Quantises rows, each sequence for itself where the type joins rows.
void quantize_tokens(const quantizers::RoundTrip& type, Matrix& rows, std::size_t sequence);
/// Quantises each head of each row for itself. shapes  {m, heads * width}
void quantize_heads(const quantizers::RoundTrip& type, Matrix& rows, std::size_t width);

class QuantizedProducts : public Products {
 public:
  explicit QuantizedProducts(Quantization quantization) : quantization_(std::move(quantization)) {}

  std::unique_ptr<Product> linear(const std::string& name, Matrix weights) override;
  std::unique_ptr<Product> attention(AttentionProduct which, std::size_t layer, const Matrix& weights) const override;
  void cache(std::size_t layer, Matrix& rows, std::size_t width) const override;

  /// Of the weights given to linear(), by name.
  const std::map<std::string, quantizers::ErrorMeter>& weight_errors() const { return weight_errors_; }

 private:
  Quantization quantization_;
  std::map<std::string, quantizers::ErrorMeter> weight_errors_;
};

}  // namespace lop::network
