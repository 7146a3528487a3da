// Codes as for the PE, then their values.
#include "sim/accuracy/operand_products.hpp"

#include <algorithm>
#include <utility>

#include "models/formats/fp32.hpp"

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
  const bool paired = slice.codes_are_paired(mode);
  Matrix values(codes.rows, codes.columns);
  for (std::size_t n = 0; n < codes.rows; ++n) {
    for (std::size_t k = 0; k < codes.columns; ++k) {
      const bool has_groups = !operands.metadata.values.empty();
      const pe::Metadata metadata = has_groups ? operands.metadata(n, group_of(slice, k)) : pe::Metadata{};
      const std::uint32_t code = tensor::whole_code(codes, n, k, paired, slice.weight_bits(mode));
      values(n, k) = static_cast<float>(slice.weight_value(mode, code, metadata));
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

class OperandProduct : public SliceProduct {
 public:
  OperandProduct(std::shared_ptr<const pe::Slice> slice, sim::RowScales scales,
                 std::shared_ptr<const CodeValues> values, const Matrix& weights, std::shared_ptr<const quantizers::RoundTrip> activations)
      : SliceProduct(std::move(slice), scales, weights, std::move(activations)),
        values_(std::move(values)),
        product_(network::fp32_product(weight_values(*slice_, mode(), weights_))) {
    // Activations ask only how many channels there are, and their scales.
    weights_.weights = {};
    weights_.weights.rows = weights.rows;
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

std::unique_ptr<network::Product> OperandProducts::product(
    const Matrix& weights, std::shared_ptr<const quantizers::RoundTrip> activations) const {
  return std::make_unique<OperandProduct>(slice_, scales_, values_, weights, std::move(activations));
}

}  // namespace lop::accuracy
