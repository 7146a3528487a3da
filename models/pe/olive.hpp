// OliVe slice: dot products of outlier-victim pairs, values without time.
//
// Both sides have the same type (ours). At 4 bits codes come in pairs, even and odd place along K. No code 1000: two
// normal values, int4 (two's complement, -7..7) or flint4. One code 1000, the identifier: its element is the victim,
// zero, and the other code is an outlier, abfloat {sign, exponent[1:0], mantissa} = +-(2 + mantissa) * 2^(exponent +
// bias), bias 2 beside int4 (12..96) and 3 beside flint4 (24..192). Ours: an outlier's code 0000, which no quantiser
// writes, is zero, so that zeros that fill up a chunk stay zero; two identifiers are two zeros; int8 has no pairs. Four
// lanes along K, int8 one; INT32 accumulator (ours: it wraps). source  Guo et al., OliVe, ISCA 2023, and its released
// code
#pragma once

#include "models/pe/dot_slice.hpp"

namespace lop::pe {

struct OliveDot {
  static constexpr std::string_view kStem = "olive", kSource = "OliVe, ISCA 2023";

  static const std::vector<Parameter>& parameters() {
    static const std::vector<Parameter> kParameters = {
        {"weight_type", {"int4", "flint4", "int8"}, ParameterKind::kMode}};
    return kParameters;
  }
  static DotMode mode(const std::vector<std::string>& types) {
    const CodeTable table(types[0]);
    return {types[0], table, table, table.bits == 4 ? 4 : 1};
  }
  static bool has_pairs(const CodeTable& table) { return table.bits == 4; }
  static void decode(const CodeTable& table, const std::uint32_t* codes, int lanes, std::int32_t* values);
};

using Olive = DotSlice<OliveDot>;

}  // namespace lop::pe
