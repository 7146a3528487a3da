// Binary floating-point formats, minifloats and unsigned scales too: a table, from whose rows all else follows.
#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "models/formats/rounding.hpp"

namespace lop::formats {

enum class FloatClass { kZero, kSubnormal, kNormal, kInfinity, kNan };

/// What the highest exponent field means.
enum class SpecialPolicy {
  kIeee,       // Inf (mantissa 0) and NaN
  kFiniteNan,  // finite, except NaN where the mantissa is all ones (OCP "fn")
  kAllFinite,  // finite
  kFnuz,       // finite, and the code of minus zero is the single NaN; the bias is one more
};

/// What an overflow yields. kInfinity means NaN where the format
/// has no Inf but NaN, and the largest finite where it has neither.
enum class Overflow { kInfinity, kSaturate };

/// Sign bit if any, exponent field, mantissa field, from the highest bit down; at most 32 bits.
struct FloatFormat {
  std::string_view name;
  int exponent_bits;  // 1 to 8
  int mantissa_bits;  // 0 to 23; at least 1 under kIeee, whose NaN needs one
  SpecialPolicy policy;
  Overflow default_overflow = Overflow::kSaturate;  // what its users mean when they name no overflow rule
  bool is_signed = true;                            // an unsigned format is not kFnuz
  bool has_zero = true;                             // without: no subnormals either, the lowest code is a power of two

  constexpr int magnitude_bits() const { return exponent_bits + mantissa_bits; }
  constexpr int bits() const { return magnitude_bits() + (is_signed ? 1 : 0); }
  constexpr int bias() const { return (1 << (exponent_bits - 1)) - (policy == SpecialPolicy::kFnuz ? 0 : 1); }
  /// Exponent field of the lowest binade.
  constexpr int min_normal_field() const { return has_zero ? 1 : 0; }
  /// Exponent of the last bit of subnormals and of the lowest binade.
  constexpr int min_exponent() const { return min_normal_field() - bias() - mantissa_bits; }

  /// 0 in an unsigned format.
  constexpr std::uint32_t sign_mask() const { return is_signed ? std::uint32_t{1} << magnitude_bits() : 0; }
  constexpr std::uint32_t magnitude_mask() const { return (std::uint32_t{1} << magnitude_bits()) - 1; }
  constexpr std::uint32_t mantissa_mask() const { return (std::uint32_t{1} << mantissa_bits) - 1; }
  constexpr std::uint32_t max_exponent_field() const { return (std::uint32_t{1} << exponent_bits) - 1; }

  constexpr bool has_infinity() const { return policy == SpecialPolicy::kIeee; }
  constexpr bool has_nan() const { return policy != SpecialPolicy::kAllFinite; }
  constexpr bool has_negative_zero() const { return is_signed && policy != SpecialPolicy::kFnuz; }
  /// Only where the format has them.
  constexpr std::uint32_t infinity_code() const { return max_exponent_field() << mantissa_bits; }
  constexpr std::uint32_t nan_code() const {
    return policy == SpecialPolicy::kIeee   ? infinity_code() | (std::uint32_t{1} << (mantissa_bits - 1))
           : policy == SpecialPolicy::kFnuz ? sign_mask()
                                            : magnitude_mask();
  }
  constexpr std::uint32_t max_finite_code() const {
    return policy == SpecialPolicy::kIeee        ? infinity_code() - 1
           : policy == SpecialPolicy::kFiniteNan ? magnitude_mask() - 1
                                                 : magnitude_mask();
  }
  /// The lowest code in a format without a zero.
  constexpr std::uint32_t zero_code(bool negative) const { return negative && has_negative_zero() ? sign_mask() : 0; }
  /// What an unsigned format makes of a number below zero.
  constexpr std::uint32_t below_zero_code() const { return has_nan() ? nan_code() : 0; }
};

// source  IEEE 754-2019: fp32, fp16
inline constexpr FloatFormat kFp32{"fp32", 8, 23, SpecialPolicy::kIeee, Overflow::kInfinity};
inline constexpr FloatFormat kFp16{"fp16", 5, 10, SpecialPolicy::kIeee, Overflow::kInfinity};
inline constexpr FloatFormat kBf16{"bf16", 8, 7, SpecialPolicy::kIeee, Overflow::kInfinity};   // the upper half of fp32
inline constexpr FloatFormat kTf32{"tf32", 8, 10, SpecialPolicy::kIeee, Overflow::kInfinity};  // its upper 19 bits
// source  OCP 8-bit Floating Point Specification 1.0
inline constexpr FloatFormat kFp8E5M2{"e5m2", 5, 2, SpecialPolicy::kIeee};
inline constexpr FloatFormat kFp8E4M3{"e4m3", 4, 3, SpecialPolicy::kFiniteNan};
// source  OCP Microscaling Formats 1.0: e3m2, e2m3, e2m1, e8m0
inline constexpr FloatFormat kFp8E3M4{"e3m4", 3, 4, SpecialPolicy::kAllFinite};
inline constexpr FloatFormat kFp6E3M2{"e3m2", 3, 2, SpecialPolicy::kAllFinite};
inline constexpr FloatFormat kFp6E2M3{"e2m3", 2, 3, SpecialPolicy::kAllFinite};
inline constexpr FloatFormat kFp4E2M1{"e2m1", 2, 1, SpecialPolicy::kAllFinite};
inline constexpr FloatFormat kFp4E3M0{"e3m0", 3, 0, SpecialPolicy::kAllFinite};
inline constexpr FloatFormat kFp3E2M0{"e2m0", 2, 0, SpecialPolicy::kAllFinite};  // source  BitMoD, HPCA 2025
inline constexpr FloatFormat kE8M0{"e8m0", 8, 0, SpecialPolicy::kFiniteNan, Overflow::kSaturate, false, false};
/// Seven bits; a byte that holds one has its highest bit clear.
inline constexpr FloatFormat kUe4M3{"ue4m3", 4, 3, SpecialPolicy::kFiniteNan, Overflow::kSaturate, false};
/// Code ff is NaN; ue5m3_all is the reading in which it is the number 122880.
inline constexpr FloatFormat kUe5M3{"ue5m3", 5, 3, SpecialPolicy::kFiniteNan, Overflow::kSaturate, false};

/// The formats with a name or a policy of their own; float_format() knows every other shape by its spelling.
inline constexpr std::array kFloatFormats = {kFp32,    kFp16,    kBf16,    kTf32,    kFp8E5M2,
                                             kFp8E4M3, kFp8E3M4, kFp6E3M2, kFp6E2M3, kFp4E2M1,
                                             kFp4E3M0, kFp3E2M0, kE8M0,    kUe4M3,   kUe5M3};

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
  if (format.policy == SpecialPolicy::kFnuz && negative && magnitude == 0) return {false, FloatClass::kNan, 0, 0};
  const std::uint32_t field = magnitude >> format.mantissa_bits;
  const std::uint32_t mantissa = magnitude & format.mantissa_mask();
  if (magnitude > format.max_finite_code()) {
    const bool infinite = format.has_infinity() && magnitude == format.infinity_code();
    return {negative, infinite ? FloatClass::kInfinity : FloatClass::kNan, 0, 0};
  }
  if (field == 0 && format.has_zero) {
    return {negative, mantissa == 0 ? FloatClass::kZero : FloatClass::kSubnormal, mantissa, format.min_exponent()};
  }
  const std::uint64_t significand = (std::uint64_t{1} << format.mantissa_bits) | mantissa;
  return {negative, FloatClass::kNormal, significand,
          format.min_exponent() + static_cast<int>(field) - format.min_normal_field()};
}

/// The code of a magnitude beyond the largest finite, as IEEE 754 section 7.4 has it for each rounding.
constexpr std::uint32_t overflow_code(const FloatFormat& format, bool negative, Rounding rounding, Overflow overflow) {
  if (negative && !format.is_signed) return format.below_zero_code();
  const std::uint32_t sign = negative ? format.sign_mask() : 0;
  const bool towards_finite = rounding == Rounding::kTowardZero || (rounding == Rounding::kFloor && !negative);
  if (overflow == Overflow::kSaturate || towards_finite || !format.has_nan()) return sign | format.max_finite_code();
  return format.has_infinity() ? sign | format.infinity_code() : format.nan_code();
}

/// (-1)^negative * significand * 2^exponent rounded once into the format. Zero keeps its sign where the format has one.
/// In a format without a zero everything from 0 to the smallest value is the smallest value.
///
/// Nearest-even without a mantissa bit: a tie goes to the larger magnitude, between 0 and the smallest value to 0.
/// sticky  the exact value lies strictly between significand and significand + 1
/// errors  std::invalid_argument when sticky is set and the result's last place is below 2 * 2^exponent
constexpr std::uint32_t pack(const FloatFormat& format, bool negative, std::uint64_t significand, int exponent,
                             Rounding rounding = Rounding::kNearestEven, Overflow overflow = Overflow::kInfinity,
                             bool sticky = false, std::uint64_t random = 0) {
  if (significand == 0 && !sticky) return format.zero_code(negative);
  if (negative && !format.is_signed) return format.below_zero_code();
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

  if (rounded == 0) return format.zero_code(negative);
  if (!format.has_zero && rounded >> format.mantissa_bits == 0) return 0;  // below the lowest binade
  // The hidden bit adds one to the exponent field of all but subnormals; so does a carry out of the mantissa.
  const std::int64_t field = last - format.min_exponent();
  if (field > format.max_exponent_field()) return overflow_code(format, negative, rounding, overflow);
  const std::uint64_t hidden = format.has_zero ? 0 : std::uint64_t{1} << format.mantissa_bits;  // already in its field
  const std::uint64_t magnitude = (static_cast<std::uint64_t>(field) << format.mantissa_bits) + rounded - hidden;
  if (magnitude > format.max_finite_code()) return overflow_code(format, negative, rounding, overflow);
  return (negative ? format.sign_mask() : 0) | static_cast<std::uint32_t>(magnitude);
}

/// A row of the table, or any eEmM (signed) or ueEmM (unsigned), upper or lower case, with a suffix for its policy:
/// _ieee, _fn, _all or _fnuz. Without suffix: as the table's row; else ueEmM is _fn, eEmM of up to 8 bits _all, a wider
/// one _ieee. Those with Inf overflow to it unless asked otherwise, e5m2 apart; the others saturate.
///
/// errors  std::invalid_argument naming the known formats
const FloatFormat& float_format(std::string_view name);

/// What float_format() knows, for messages.
std::string known_float_formats();

/// Exact for every format of the table.
double decode(const FloatFormat& format, std::uint32_t code);

/// Rounded once. NaN gives the canonical NaN, or +0 in a format without one; Inf overflows.
std::uint32_t encode(const FloatFormat& format, double value, Rounding rounding = Rounding::kNearestEven,
                     Overflow overflow = Overflow::kInfinity, std::uint64_t random = 0);

}  // namespace lop::formats
