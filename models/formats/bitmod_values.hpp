// BitMoD's weight types: what each code of each weight mode stands for, in half units, so that all values are integers.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "models/formats/int_format.hpp"

namespace lop::formats {

/// In the order of the PE's `weight_mode` parameter, which is the mode index of its gates.
enum class WeightMode : std::uint8_t { kInt8, kInt6, kInt5, kInt4, kInt3, kFp4, kFp3 };

inline constexpr int kWeightModeCount = 7;
inline constexpr std::array<std::string_view, kWeightModeCount> kWeightModeNames = {"int8", "int6", "int5", "int4",
                                                                                    "int3", "fp4",  "fp3"};

constexpr bool is_float(WeightMode mode) { return mode == WeightMode::kFp4 || mode == WeightMode::kFp3; }

constexpr int weight_bits(WeightMode mode) {
  constexpr std::array<int, kWeightModeCount> kBits = {8, 6, 5, 4, 3, 4, 3};
  return kBits[static_cast<std::size_t>(mode)];
}

/// What minus zero stands for, by special-value index: ER+, ER-, EA+, EA-.
inline constexpr int kSpecialCount = 4;
using SpecialValues = std::array<std::int8_t, kSpecialCount>;
inline constexpr SpecialValues kFp4SpecialHalfUnits = {10, -10, 16, -16};
inline constexpr SpecialValues kFp3SpecialHalfUnits = {6, -6, 12, -12};

/// The sign bit alone: minus zero of a sign-magnitude type.
constexpr std::uint32_t special_code(WeightMode mode) { return std::uint32_t{1} << (weight_bits(mode) - 1); }

constexpr int special_half_units(WeightMode mode, int special) {
  const SpecialValues& values = mode == WeightMode::kFp4 ? kFp4SpecialHalfUnits : kFp3SpecialHalfUnits;
  return values[static_cast<std::size_t>(special)];
}

/// Twice the value of a weight code. Integers are two's complement and every code is legal; fp4 (E2M1) and fp3 (E2M0)
/// are sign-magnitude with minus zero standing for the group's special value.
///
/// special  0..3, read by fp4 and fp3 only
constexpr int value_half_units(WeightMode mode, std::uint32_t code, int special) {
  const int bits = weight_bits(mode);
  if (!is_float(mode)) return 2 * sign_extend(code, bits);

  constexpr std::array<std::int8_t, 8> kFp4Magnitudes = {0, 1, 2, 3, 4, 6, 8, 12};
  constexpr std::array<std::int8_t, 4> kFp3Magnitudes = {0, 2, 4, 8};
  const std::uint32_t sign_bit = special_code(mode);
  if ((code & (2 * sign_bit - 1)) == sign_bit) return special_half_units(mode, special);
  const std::uint32_t magnitude_code = code & (sign_bit - 1);
  const int magnitude = mode == WeightMode::kFp4 ? kFp4Magnitudes[magnitude_code] : kFp3Magnitudes[magnitude_code];
  return (code & sign_bit) != 0 ? -magnitude : magnitude;
}

}  // namespace lop::formats
