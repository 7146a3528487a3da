// Codes as for the PE, then their values.
#include "sim/accuracy/operand_products.hpp"

#include <algorithm>
#include <utility>

#include "models/formats/fp32.hpp"
#include "sim/accuracy/fp16_codes.hpp"
#include "sim/system/operands.hpp"

namespace lop::accuracy {
namespace {

using network::Matrix;

/// Which group of K an element is of, for rows of metadata.
std::size_t group_of(const pe::Slice& slice, std::size_t k) {
  const auto size = static_cast<std::size_t>(slice.group_size());
  return size == 0 ? 0 : k / size;
}

Matrix weight_values(const pe::Slice& slice, int mode, const tensor::GemmOperands& operands) {
  const auto& codes = operands.weights;
  Matrix values(codes.rows, codes.columns);
  for (std::size_t n = 0; n < codes.rows; ++n) {
    for (std::size_t k = 0; k < codes.columns; ++k) {
      const bool has_groups = !operands.metadata.values.empty();
      const pe::Metadata metadata = has_groups ? operands.metadata(n, group_of(slice, k)) : pe::Metadata{};
      values(n, k) = static_cast<float>(slice.weight_value(mode, codes(n, k), metadata));
    }
  }
  return values;
}

/// By all the scales of its row and its channel.
void scale_outputs(const tensor::GemmOperands& operands, const Matrix& sums, std::size_t first, Matrix& out) {
  for (std::size_t m = 0; m < sums.rows; ++m) {
    const double row = operands.row_scale.empty() ? 1 : operands.row_scale[m];
    for (std::size_t n = 0; n < sums.columns; ++n) {
      const double channel = operands.channel_scale.empty() ? 1 : formats::fp32_value(operands.channel_scale[n]);
      const double column = operands.column_scale.empty() ? 1 : operands.column_scale[n];
      out(first + m, n) = static_cast<float>(sums(m, n) * channel * row * column);
    }
  }
}

class OperandProduct : public network::Product {
 public:
  OperandProduct(std::shared_ptr<const pe::Slice> slice, std::shared_ptr<const CodeValues> values,
                 const Matrix& weights, std::shared_ptr<const quantizers::RoundTrip> activations)
      : slice_(std::move(slice)), values_(std::move(values)), activations_(std::move(activations)) {
    operands_ = sim::make_weight_operands(*slice_, mode(), fp16_codes(weights, 0, weights.rows));
    product_ = network::fp32_product(weight_values(*slice_, mode(), operands_));
    // Activations ask only how many channels there are, and their scales.
    operands_.weights = {};
    operands_.weights.rows = weights.rows;
    operands_.metadata = {};
  }

  Matrix apply(const Matrix& activations, std::size_t sequence) const override {
    Matrix values = activations;
    if (activations_) network::quantize_tokens(*activations_, values, sequence);
    Matrix out(values.rows, operands_.weights.rows);
    const std::size_t at_once = sim::rows_are_independent(*slice_, mode()) ? values.rows : sequence;
    for (std::size_t first = 0; first < values.rows; first += at_once) {
      const std::size_t rows = std::min(at_once, values.rows - first);
      const tensor::GemmOperands operands =
          sim::with_activations(*slice_, mode(), operands_, fp16_codes(values, first, rows));
      scale_outputs(operands, product_->apply(values_->activations(operands), sequence), first, out);
    }
    return out;
  }

 private:
  int mode() const { return slice_->default_mode(); }

  std::shared_ptr<const pe::Slice> slice_;
  std::shared_ptr<const CodeValues> values_;
  std::shared_ptr<const quantizers::RoundTrip> activations_;
  tensor::GemmOperands operands_;
  std::unique_ptr<network::Product> product_;
};

}  // namespace

std::unique_ptr<network::Product> OperandProducts::linear(const std::string&, Matrix weights) {
  if (quantization_.weights) quantization_.weights->apply(weights);
  return std::make_unique<OperandProduct>(slice_, values_, weights, quantization_.activations);
}

std::unique_ptr<network::Product> OperandProducts::attention(network::AttentionProduct, std::size_t,
                                                             const Matrix& weights) const {
  return std::make_unique<OperandProduct>(slice_, values_, weights, nullptr);
}

void OperandProducts::cache(Matrix& rows, std::size_t width) const {
  if (quantization_.cache) network::quantize_heads(*quantization_.cache, rows, width);
}

}  // namespace lop::accuracy
