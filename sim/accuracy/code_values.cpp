// Activations from a table of at most 2^16 numbers, made once for a network.
#include "sim/accuracy/code_values.hpp"

namespace lop::accuracy {

CodeValues::CodeValues(std::shared_ptr<const pe::Slice> slice, int mode)
    : slice_(std::move(slice)),
      mode_(mode),
      paired_(slice_->codes_are_paired(mode)),
      code_bits_(static_cast<unsigned>(slice_->activation_bits(mode) * (paired_ ? 2 : 1))),
      reads_metadata_(slice_->row_metadata_bits(mode) > 0 &&
                      !slice_->derived_row_metadata(mode, nullptr, 0).has_value()) {
  constexpr unsigned kMostBits = 16;
  const unsigned metadata_bits = reads_metadata_ ? static_cast<unsigned>(slice_->row_metadata_bits(mode)) : 0;
  if (code_bits_ + metadata_bits > kMostBits) return;
  for (std::uint32_t metadata = 0; metadata < 1u << metadata_bits; ++metadata) {
    for (std::uint32_t code = 0; code < 1u << code_bits_; ++code) {
      values_.push_back(static_cast<float>(slice_->activation_value(mode_, code, metadata)));
    }
  }
}

float CodeValues::value(std::uint32_t code, std::uint32_t metadata) const {
  if (values_.empty()) return static_cast<float>(slice_->activation_value(mode_, code, metadata));
  return values_[metadata << code_bits_ | code];
}

tensor::Matrix<float> CodeValues::activations(const tensor::GemmOperands& operands) const {
  const auto& codes = operands.activations;
  const auto group = static_cast<std::size_t>(slice_->group_size());
  tensor::Matrix<float> values(codes.rows, codes.columns);
  for (std::size_t m = 0; m < codes.rows; ++m) {
    for (std::size_t k = 0; k < codes.columns; ++k) {
      const std::uint32_t code = tensor::whole_code(codes, m, k, paired_, slice_->activation_bits(mode_));
      values(m, k) = value(code, reads_metadata_ ? operands.row_metadata(m, k / group) : 0);
    }
  }
  return values;
}

void weight_values(const pe::Slice& slice, const tensor::GemmOperands& operands, std::size_t channel, float* out) {
  const int mode = slice.default_mode();
  const auto& codes = operands.weights;
  const bool paired = slice.codes_are_paired(mode), has_groups = !operands.metadata.values.empty();
  const auto group = static_cast<std::size_t>(slice.group_size());
  for (std::size_t k = 0; k < codes.columns; ++k) {
    const pe::Metadata metadata = has_groups ? operands.metadata(channel, group == 0 ? 0 : k / group) : pe::Metadata{};
    const std::uint32_t code = tensor::whole_code(codes, channel, k, paired, slice.weight_bits(mode));
    out[k] = static_cast<float>(slice.weight_value(mode, code, metadata));
  }
}

}  // namespace lop::accuracy
