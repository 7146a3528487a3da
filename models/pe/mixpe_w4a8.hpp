// MixPE slice of 4-bit weights and INT8 activations, values without time.
//
// P and A are exact integers of at most 24 bits of magnitude, so P - z A and its conversion to FP32 are exact; times
// the scale and added to the accumulator, each rounded once. The forms of the multiplier give the same bits.
#pragma once

#include "models/pe/mixpe_slice.hpp"

namespace lop::pe {

class MixpeW4a8 final : public MixpeSlice {
 public:
  static constexpr std::string_view kStem = "mixpe_w4a8";

  explicit MixpeW4a8(const Choices& choices);

  std::string_view stem() const override { return kStem; }
  std::string activation_format(int) const override { return "int8"; }
  int activation_bits(int) const override { return 8; }
  PortWidths port_widths() const override { return {8, 4, 36, 1, 32, 32, 16, 1, 0, 0, 25, 21}; }
  std::unique_ptr<Grid> make_grid(int rows, int columns) const override;
  std::unique_ptr<SumChain> make_chain(int rows, int columns) const override;
};

}  // namespace lop::pe
