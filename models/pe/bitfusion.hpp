// BitFusion slice: a fusion unit of sixteen 2 x 2-bit multipliers for operands of 2, 4 or 8 bits, values without time.
//
// Two's complement operands on both sides; 64 / (weight bits x activation bits) lanes along K; INT32 accumulator
// (ours: it wraps).
// source  Sharma et al., Bit Fusion, ISCA 2018
#pragma once

#include "models/pe/dot_slice.hpp"

namespace lop::pe {

struct BitfusionDot : PlainDot {
  static constexpr std::string_view kStem = "bitfusion", kSource = "Bit Fusion, ISCA 2018";

  static const std::vector<Parameter>& parameters() {
    static const std::vector<Parameter> kParameters = {{"weight_bits", {"2", "4", "8"}, ParameterKind::kMode},
                                                       {"activation_bits", {"2", "4", "8"}, ParameterKind::kMode}};
    return kParameters;
  }
  static DotMode mode(const std::vector<std::string>& bits) {
    const CodeTable weights("int" + bits[0]), activations("int" + bits[1]);
    return {"w" + bits[0] + "a" + bits[1], activations, weights, 64 / (weights.bits * activations.bits)};
  }
};

using Bitfusion = DotSlice<BitfusionDot>;

}  // namespace lop::pe
