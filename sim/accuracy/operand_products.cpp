// Codes as for the PE, then their values.
#include "sim/accuracy/operand_products.hpp"

#include <algorithm>
#include <utility>

#include "models/formats/fp32.hpp"

namespace lop::accuracy {
namespace {

using network::Matrix;

Matrix weight_matrix(const pe::Slice& slice, const tensor::GemmOperands& operands) {
  Matrix values(operands.weights.rows, operands.weights.columns);
  for (std::size_t n = 0; n < values.rows; ++n) weight_values(slice, operands, n, values.row(n));
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

class OperandProduct : public SliceProduct {
 public:
  OperandProduct(std::shared_ptr<const pe::Slice> slice, sim::RowScales scales,
                 std::shared_ptr<const CodeValues> values, tensor::GemmOperands weights,
                 std::shared_ptr<const quantizers::RoundTrip> activations)
      : SliceProduct(std::move(slice), scales, std::move(weights), std::move(activations)),
        values_(std::move(values)),
        product_(network::fp32_product(weight_matrix(*slice_, weights_))) {
    // Activations ask only how many channels there are, and their scales.
    const std::size_t channels = weights_.weights.rows;
    weights_.weights = {};
    weights_.weights.rows = channels;
    weights_.metadata = {};
  }

 private:
  void multiply(const tensor::GemmOperands& operands, std::size_t sequence, std::size_t first,
                Matrix& out) const override {
    scale_outputs(operands, product_->apply(values_->activations(operands), sequence), first, out);
  }

  std::shared_ptr<const CodeValues> values_;
  std::unique_ptr<network::Product> product_;
};

}  // namespace

OperandProducts::OperandProducts(Numerics numerics) : SliceProducts(std::move(numerics)) {
  const auto add = [&](const std::shared_ptr<const pe::Slice>& slice) {
    values_.emplace(slice, std::make_shared<const CodeValues>(slice, slice->default_mode()));
  };
  add(this->numerics().slice);
  for (const auto& candidate : this->numerics().candidates) add(candidate);
}

std::unique_ptr<network::Product> OperandProducts::product(
    std::shared_ptr<const pe::Slice> slice, tensor::GemmOperands weights,
    std::shared_ptr<const quantizers::RoundTrip> activations) const {
  const std::shared_ptr<const CodeValues>& values = values_.at(slice);
  return std::make_unique<OperandProduct>(std::move(slice), numerics().scales, values, std::move(weights),
                                          std::move(activations));
}

}  // namespace lop::accuracy
