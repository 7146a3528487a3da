// Binary floating-point formats: a table; every width, limit and code is derived from its row.
#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string_view>

#include "models/formats/rounding.hpp"

namespace lop::formats {

enum class FloatClass { kZero, kSubnormal, kNormal, kInfinity, kNan };

/// What the highest exponent field means.
enum class SpecialPolicy {
  kIeee,       // Inf (mantissa 0) and NaN
  kFiniteNan,  // finite, except NaN where the mantissa is all ones (OCP "fn")
  kAllFinite,  // finite
};

/// What an overflow yields. kInfinity means NaN where the format has no Inf but NaN, and the largest finite where it has neither.
enum class Overflow { kInfinity, kSaturate };

/// Sign bit, exponent field, mantissa field, from the highest bit down; at most 32 bits.
struct FloatFormat {
  std::string_view name;
  int exponent_bits;
  int mantissa_bits;
  SpecialPolicy policy;

  constexpr int bits() const { return 1 + exponent_bits + mantissa_bits; }
  constexpr int bias() const { return (1 << (exponent_bits - 1)) - 1; }
  /// Exponent of the last bit of subnormals and of the lowest binade.
  constexpr int min_exponent() const { return 1 - bias() - mantissa_bits; }

  constexpr std::uint32_t sign_mask() const { return std::uint32_t{1} << (bits() - 1); }
  constexpr std::uint32_t magnitude_mask() const { return sign_mask() - 1; }
  constexpr std::uint32_t mantissa_mask() const { return (std::uint32_t{1} << mantissa_bits) - 1; }
  constexpr std::uint32_t max_exponent_field() const { return (std::uint32_t{1} << exponent_bits) - 1; }

  constexpr bool has_infinity() const { return policy == SpecialPolicy::kIeee; }
  constexpr bool has_nan() const { return policy != SpecialPolicy::kAllFinite; }
  /// Magnitude codes; the first two only where the format has them.
  constexpr std::uint32_t infinity_code() const { return max_exponent_field() << mantissa_bits; }
  constexpr std::uint32_t nan_code() const {
    return policy == SpecialPolicy::kIeee ? infinity_code() | (std::uint32_t{1} << (mantissa_bits - 1)) : magnitude_mask();
  }
  constexpr std::uint32_t max_finite_code() const {
    return policy == SpecialPolicy::kIeee        ? infinity_code() - 1
           : policy == SpecialPolicy::kFiniteNan ? magnitude_mask() - 1
                                                 : magnitude_mask();
  }
};

inline constexpr FloatFormat kFp32{"fp32", 8, 23, SpecialPolicy::kIeee};        // source  IEEE 754 binary32
inline constexpr FloatFormat kFp16{"fp16", 5, 10, SpecialPolicy::kIeee};        // source  IEEE 754 binary16
inline constexpr FloatFormat kBf16{"bf16", 8, 7, SpecialPolicy::kIeee};         // source  upper half of binary32
inline constexpr FloatFormat kFp4E2M1{"e2m1", 2, 1, SpecialPolicy::kAllFinite};  // source  OCP Microscaling Formats 1.0
inline constexpr FloatFormat kFp3E2M0{"e2m0", 2, 0, SpecialPolicy::kAllFinite};  // source  BitMoD, HPCA 2025

inline constexpr std::array kFloatFormats = {kFp32, kFp16, kBf16, kFp4E2M1, kFp3E2M0};

/// value = (-1)^negative * significand * 2^exponent, exact, subnormals included; significand 0 for zero, Inf and NaN.
struct Unpacked {
  bool negative;
  FloatClass float_class;
  std::uint64_t significand;
  int exponent;
};

/// Bits of `code` above the format's width are ignored.
constexpr Unpacked unpack(const FloatFormat& format, std::uint32_t code) {
  const bool negative = (code & format.sign_mask()) != 0;
  const std::uint32_t magnitude = code & format.magnitude_mask();
  const std::uint32_t field = magnitude >> format.mantissa_bits;
  const std::uint32_t mantissa = magnitude & format.mantissa_mask();
  if (magnitude > format.max_finite_code()) {
    const bool infinite = format.has_infinity() && magnitude == format.infinity_code();
    return {negative, infinite ? FloatClass::kInfinity : FloatClass::kNan, 0, 0};
  }
  if (field == 0) {
    return {negative, mantissa == 0 ? FloatClass::kZero : FloatClass::kSubnormal, mantissa, format.min_exponent()};
  }
  const std::uint64_t significand = (std::uint64_t{1} << format.mantissa_bits) | mantissa;
  return {negative, FloatClass::kNormal, significand, format.min_exponent() + static_cast<int>(field) - 1};
}

/// The code of a magnitude beyond the largest finite, as IEEE 754 section 7.4 has it for each rounding.
constexpr std::uint32_t overflow_code(const FloatFormat& format, bool negative, Rounding rounding, Overflow overflow) {
  const std::uint32_t sign = negative ? format.sign_mask() : 0;
  const bool towards_finite = rounding == Rounding::kTowardZero || (rounding == Rounding::kFloor && !negative);
  if (overflow == Overflow::kSaturate || towards_finite || !format.has_nan()) return sign | format.max_finite_code();
  return format.has_infinity() ? sign | format.infinity_code() : format.nan_code();
}

/// (-1)^negative * significand * 2^exponent rounded once into the format. Zero keeps its sign.
///
/// Nearest-even without a mantissa bit: a tie goes to the larger magnitude, between 0 and the smallest value to 0.
/// sticky  the exact value lies strictly between significand and significand + 1
/// errors  std::invalid_argument when sticky is set and the result's last place is below 2 * 2^exponent
constexpr std::uint32_t pack(const FloatFormat& format, bool negative, std::uint64_t significand, int exponent,
                             Rounding rounding = Rounding::kNearestEven, Overflow overflow = Overflow::kInfinity,
                             bool sticky = false, std::uint64_t random = 0) {
  const std::uint32_t sign = negative ? format.sign_mask() : 0;
  if (significand == 0 && !sticky) return sign;
  int length = 0;
  for (int step = 32; step != 0; step /= 2) {
    if ((significand >> length) >> step != 0) length += step;
  }
  if (significand != 0) ++length;

  const int binade = exponent + length - 1 - format.mantissa_bits;  // exponent of the last bit kept, were it normal
  const int last = binade > format.min_exponent() ? binade : format.min_exponent();
  const int shift = last - exponent;
  if (sticky && shift < 1) throw std::invalid_argument("pack: sticky bit without a guard bit below the last place");
  const std::uint64_t rounded =
      shift >= 0 ? shift_right_rounded(significand, shift, rounding, negative, sticky, random) : significand << -shift;

  // The hidden bit adds one to the exponent field of all but subnormals; so does a carry out of the mantissa.
  const std::int64_t field = last - format.min_exponent();
  if (field > format.max_exponent_field()) return overflow_code(format, negative, rounding, overflow);
  const std::uint64_t magnitude = (static_cast<std::uint64_t>(field) << format.mantissa_bits) + rounded;
  if (magnitude > format.max_finite_code()) return overflow_code(format, negative, rounding, overflow);
  return sign | static_cast<std::uint32_t>(magnitude);
}

/// errors  std::invalid_argument naming the known formats
const FloatFormat& float_format(std::string_view name);

/// Exact for every format of the table.
double decode(const FloatFormat& format, std::uint32_t code);

/// Rounded once. NaN gives the canonical NaN, or +0 in a format without one; Inf overflows.
std::uint32_t encode(const FloatFormat& format, double value, Rounding rounding = Rounding::kNearestEven,
                     Overflow overflow = Overflow::kInfinity, std::uint64_t random = 0);

}  // namespace lop::formats
