// ANT slice: dot products of flint, power-of-two and integer codes, values without time.
//
// Signed types on both sides: flint4 is a sign and {0, 1, 2, 3, 16, 8, 4, 6}, pot4 a sign and {0, 1, 2, 4, .. 64}, int4
// and int8 are two's complement (int4 down to -8, as in ANT's own code). Four lanes along K, one where a side has 8
// bits (ours); INT32 accumulator (ours: it wraps). source  Guo et al., ANT, MICRO 2022
#pragma once

#include "models/pe/dot_slice.hpp"

namespace lop::pe {

struct AntDot : PlainDot {
  static constexpr std::string_view kStem = "ant", kSource = "ANT, MICRO 2022";

  static const std::vector<Parameter>& parameters() {
    static const std::vector<std::string> kTypes = {"flint4", "int4", "pot4", "int8"};
    static const std::vector<Parameter> kParameters = {{"weight_type", kTypes, ParameterKind::kMode},
                                                       {"activation_type", kTypes, ParameterKind::kMode}};
    return kParameters;
  }
  static DotMode mode(const std::vector<std::string>& types) {
    const CodeTable weights(types[0]), activations(types[1]);
    return {types[0] + "_" + types[1], activations, weights, weights.bits == 4 && activations.bits == 4 ? 4 : 1};
  }
};

using Ant = DotSlice<AntDot>;

}  // namespace lop::pe
