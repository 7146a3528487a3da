// From FP32 to a slice's operands.
#include "sim/accuracy/slice_products.hpp"

#include <algorithm>
#include <utility>

#include "sim/accuracy/fp16_codes.hpp"

namespace lop::accuracy {

using network::Matrix;

SliceProduct::SliceProduct(std::shared_ptr<const pe::Slice> slice, sim::RowScales scales, const Matrix& weights,
                           std::shared_ptr<const quantizers::RoundTrip> activations)
    : slice_(std::move(slice)),
      weights_(sim::make_weight_operands(*slice_, mode(), fp16_codes(weights, 0, weights.rows), scales)),
      scales_(scales),
      activations_(std::move(activations)) {}

Matrix SliceProduct::apply(const Matrix& activations, std::size_t sequence) const {
  Matrix values = activations;
  if (activations_) network::quantize_tokens(*activations_, values, sequence);
  Matrix out(values.rows, weights_.weights.rows);
  const std::size_t at_once = sim::rows_are_independent(*slice_, mode()) ? values.rows : sequence;
  for (std::size_t first = 0; first < values.rows; first += at_once) {
    const std::size_t rows = std::min(at_once, values.rows - first);
    multiply(sim::with_activations(*slice_, mode(), weights_, fp16_codes(values, first, rows), scales_), sequence,
             first, out);
  }
  return out;
}

std::unique_ptr<network::Product> SliceProducts::linear(const std::string&, Matrix weights) {
  if (quantization_.weights) quantization_.weights->apply(weights);
  return product(weights, quantization_.activations);
}

std::unique_ptr<network::Product> SliceProducts::attention(network::AttentionProduct, std::size_t,
                                                           const Matrix& weights) const {
  return product(weights, nullptr);
}

void SliceProducts::cache(std::size_t, Matrix& rows, std::size_t width) const {
  if (quantization_.cache) network::quantize_heads(*quantization_.cache, rows, width);
}

}  // namespace lop::accuracy
