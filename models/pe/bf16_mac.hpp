// BF16 MAC slice: BF16 activation times BF16 weight into an FP32 accumulator, values without time.
//
// Products may lie far outside FP32's exponents; they are exact before the one rounding of the sum, as in a fused
// multiply-add (ours; formats of the same exponents let a product
// overflow or underflow on its own). Subnormals are numbers.
#pragma once

#include "models/pe/float_mac.hpp"

namespace lop::pe {

struct Bf16Product : FloatMac {
  static constexpr std::string_view kStem = "bf16_mac", kMode = "bf16", kSource = "ours: a baseline";

  using FloatMac::FloatMac;
  static std::string_view activation_format() { return "bf16"; }
  static std::string_view weight_format() { return "bf16"; }
  static float activation(std::uint32_t code);
  static float weight(std::uint32_t code) { return activation(code); }
  static void step(float activation, const float* weights, std::size_t columns, float* accumulators);
};

using Bf16Mac = MacSlice<Bf16Product>;

}  // namespace lop::pe
