// Operands pass through their types, then FP32 multiplies them.
#include "models/network/quantized_products.hpp"

#include <algorithm>
#include <utility>

namespace lop::network {
namespace {

class QuantizedProduct : public Product {
 public:
  QuantizedProduct(const Matrix& weights, std::shared_ptr<const quantizers::RoundTrip> activations)
      : product_(fp32_product(weights)), activations_(std::move(activations)) {}

  Matrix apply(const Matrix& activations, std::size_t sequence) const override {
    Matrix quantized = activations;
    quantize_tokens(*activations_, quantized, sequence);
    return product_->apply(quantized, sequence);
  }

 private:
  std::unique_ptr<Product> product_;
  std::shared_ptr<const quantizers::RoundTrip> activations_;
};

/// A few rows at a time where they are independent, so that no second matrix is held for the error.
void quantize_weights(const quantizers::RoundTrip& type, Matrix& weights, quantizers::ErrorMeter& error) {
  constexpr std::size_t kElementsAtATime = 1 << 20;
  const std::size_t all = std::max<std::size_t>(weights.rows, 1), columns = std::max<std::size_t>(weights.columns, 1);
  const std::size_t at_a_time = type.joins_rows() ? all : std::max<std::size_t>(kElementsAtATime / columns, 1);
  for (std::size_t first = 0; first < weights.rows; first += at_a_time) {
    Matrix some(std::min(at_a_time, weights.rows - first), weights.columns);
    std::copy_n(weights.row(first), some.values.size(), some.values.begin());
    type.apply(some);
    error.add(weights.row(first), some.values.data(), some.values.size());
    std::copy(some.values.begin(), some.values.end(), weights.row(first));
  }
}

}  // namespace

void quantize_tokens(const quantizers::RoundTrip& type, Matrix& rows, std::size_t sequence) {
  if (!type.joins_rows()) {
    type.apply(rows);
    return;
  }
  for (std::size_t first = 0; first < rows.rows; first += sequence) {
    Matrix some(std::min(sequence, rows.rows - first), rows.columns);
    std::copy_n(rows.row(first), some.values.size(), some.values.begin());
    type.apply(some);
    std::copy(some.values.begin(), some.values.end(), rows.row(first));
  }
}

void quantize_heads(const quantizers::RoundTrip& type, Matrix& rows, std::size_t width) {
  Matrix heads;
  heads.rows = rows.values.size() / width;
  heads.columns = width;
  heads.values = std::move(rows.values);
  quantize_tokens(type, heads, 1);
  rows.values = std::move(heads.values);
}

std::unique_ptr<Product> QuantizedProducts::linear(const std::string& name, Matrix weights) {
  if (quantization_.weights) quantize_weights(*quantization_.weights, weights, weight_errors_[name]);
  if (!quantization_.activations) return fp32_product(weights);
  return std::make_unique<QuantizedProduct>(weights, quantization_.activations);
}

std::unique_ptr<Product> QuantizedProducts::attention(AttentionProduct, std::size_t, const Matrix& weights) const {
  return fp32_product(weights);
}

void QuantizedProducts::cache(std::size_t, Matrix& rows, std::size_t width) const {
  if (quantization_.cache) quantize_heads(*quantization_.cache, rows, width);
}

}  // namespace lop::network
