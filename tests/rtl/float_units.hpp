// The formats in the slots of float_unpack_units.sv and float_round_units.sv, and what float_unpack makes of a code.
#pragma once

#include <vector>

#include "models/formats/float_format.hpp"

namespace lop::cosim {

inline std::vector<formats::FloatFormat> unit_formats() {
  std::vector<formats::FloatFormat> all(formats::kFloatFormats.begin(), formats::kFloatFormats.end());
  all.push_back(formats::float_format("e4m3_fnuz"));
  all.push_back(formats::float_format("e5m2_fnuz"));
  return all;
}

/// As float_formats_pkg writes it.
constexpr std::uint32_t format_word(const formats::FloatFormat& format) {
  return static_cast<std::uint32_t>(format.exponent_bits) << 9 | static_cast<std::uint32_t>(format.mantissa_bits) << 4 |
         static_cast<std::uint32_t>(format.policy) << 2 | std::uint32_t{format.is_signed} << 1 |
         std::uint32_t{format.has_zero};
}

struct UnpackedFields {
  bool sign, zero, infinite, nan;
  int exponent;
  std::uint64_t significand;
};

inline UnpackedFields unpacked_fields(const formats::FloatFormat& format, std::uint32_t code, bool normalise) {
  const formats::FloatClass kind = unpack(format, code).float_class;
  // An infinity or NaN shows what its fields would be in a format without such.
  formats::FloatFormat finite = format;
  finite.policy = formats::SpecialPolicy::kAllFinite;
  formats::Unpacked number = unpack(finite, code);
  if (normalise) {
    for (int i = 0; i <= format.mantissa_bits && number.significand >> format.mantissa_bits == 0; ++i) {
      number.significand <<= 1;
      --number.exponent;
    }
  }
  return {number.negative,
          kind == formats::FloatClass::kZero,
          kind == formats::FloatClass::kInfinity,
          kind == formats::FloatClass::kNan,
          number.exponent + finite.bias() + format.mantissa_bits,
          number.significand};
}

}  // namespace lop::cosim
