// From FP32 to a slice's operands.
#include "sim/accuracy/slice_products.hpp"

#include <algorithm>
#include <utility>

#include "models/formats/fp32.hpp"
#include "sim/accuracy/code_values.hpp"
#include "sim/accuracy/fp16_codes.hpp"

namespace lop::accuracy {

using network::Matrix;

namespace {

tensor::GemmOperands operands_of(const pe::Slice& slice, const Matrix& weights, sim::RowScales scales) {
  return sim::make_weight_operands(slice, slice.default_mode(), fp16_codes(weights, 0, weights.rows), scales);
}

/// By what the machine and the host multiply a channel's outputs.
double column_scale(const tensor::GemmOperands& operands, std::size_t channel) {
  const double machine = operands.channel_scale.empty() ? 1 : formats::fp32_value(operands.channel_scale[channel]);
  return machine * (operands.column_scale.empty() ? 1 : operands.column_scale[channel]);
}

/// A row at a time, so that no second matrix is held.
quantizers::ErrorMeter weight_error(const pe::Slice& slice, const tensor::GemmOperands& operands,
                                    const Matrix& weights) {
  quantizers::ErrorMeter meter;
  std::vector<float> values(weights.columns);
  for (std::size_t n = 0; n < weights.rows; ++n) {
    weight_values(slice, operands, n, values.data());
    const double scale = column_scale(operands, n);
    for (std::size_t k = 0; k < weights.columns; ++k) meter.add(weights(n, k), values[k] * scale);
  }
  return meter;
}

}  // namespace

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

std::unique_ptr<network::Product> SliceProducts::linear(const std::string& name, Matrix weights) {
  const auto& type = numerics_.quantization.weights;
  const Matrix original = type ? weights : Matrix();
  if (type) type->apply(weights);
  std::vector<std::shared_ptr<const pe::Slice>> candidates = numerics_.candidates;
  if (candidates.empty()) candidates.push_back(numerics_.slice);

  std::shared_ptr<const pe::Slice> best;
  tensor::GemmOperands operands;
  quantizers::ErrorMeter least;
  for (const std::shared_ptr<const pe::Slice>& slice : candidates) {
    tensor::GemmOperands some = operands_of(*slice, weights, numerics_.scales);
    const quantizers::ErrorMeter error = weight_error(*slice, some, type ? original : weights);
    if (best != nullptr && !(error.sqnr_db() > least.sqnr_db())) continue;
    best = slice;
    least = error;
    operands = std::move(some);
  }
  weight_errors_[name] = least;
  if (!numerics_.candidates.empty()) chosen_[name] = {{numerics_.parameter, best->choices().at(numerics_.parameter)}};
  return product(best, std::move(operands), numerics_.quantization.activations);
}

std::unique_ptr<network::Product> SliceProducts::attention(network::AttentionProduct, std::size_t,
                                                           const Matrix& weights) const {
  return product(numerics_.slice, operands_of(*numerics_.slice, weights, numerics_.scales), nullptr);
}

}  // namespace lop::accuracy
