// The formats in the slots of float_unpack_units.sv and float_round_units.sv.
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
         static_cast<std::uint32_t>(format.policy) << 2 | std::uint32_t{format.is_signed} << 1 | std::uint32_t{format.has_zero};
}

}  // namespace lop::cosim
