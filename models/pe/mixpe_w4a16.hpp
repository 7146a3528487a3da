// MixPE slice of 4-bit weights and FP16 activations, values without time.
//
// Accumulators of products and of the row's activations alike:
//   fp32, fp16       a product, exact, is added with one rounding
//   block_aligned    integers: significands, with guard bits below, moved right and truncated to the largest exponent
//                    of the group's activations, which comes as metadata of the activations
// At the end of a group z A, P - z A, times the scale and plus the accumulator are rounded once each, in FP32.
#pragma once

#include "models/pe/mixpe_slice.hpp"

namespace lop::pe {

/// block_aligned: an activation in last places of its group, whose field is the low five bits of row_metadata. One above
/// that field stays where it is, as nothing moves to the left.
std::int64_t mixpe_aligned(std::uint32_t code, std::uint32_t row_metadata, int guard_bits);

/// Exponent of that last place.
constexpr int mixpe_aligned_last_place(std::uint32_t row_metadata, int guard_bits) {
  return static_cast<int>(row_metadata & 31) - 25 - guard_bits;
}

enum class MixpeAccumulator { kFp32, kFp16, kBlockAligned };

class MixpeW4a16 final : public MixpeSlice {
 public:
  static constexpr std::string_view kStem = "mixpe_w4a16";

  explicit MixpeW4a16(const Choices& choices);

  std::string_view stem() const override { return kStem; }
  std::uint32_t variant() const override;
  std::string activation_format(int) const override { return "fp16"; }
  int activation_bits(int) const override { return 16; }
  int row_metadata_bits(int) const override { return block_aligned() ? kRowMetadataBits : 0; }
  /// Largest exponent field of the finite activations other than zero, subnormals having 1; 0 without any.
  std::optional<std::uint32_t> derived_row_metadata(int mode, const std::uint32_t* codes,
                                                    std::size_t count) const override;
  PortWidths port_widths() const override { return {16, 4, 36, kRowMetadataBits, 32, 32, 16, 1}; }
  std::unique_ptr<Grid> make_grid(int rows, int columns) const override;

  MixpeAccumulator accumulator() const { return accumulator_; }
  bool block_aligned() const { return accumulator_ == MixpeAccumulator::kBlockAligned; }
  int guard_bits() const { return guard_bits_; }

 private:
  static constexpr int kRowMetadataBits = 5;

  MixpeAccumulator accumulator_;
  int guard_bits_;
};

}  // namespace lop::pe
