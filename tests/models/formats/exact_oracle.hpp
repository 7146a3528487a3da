// Exact floating-point formats in rationals, written from their definitions and not from the code under test.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <optional>

#include "models/formats/rounding.hpp"

namespace lop::test {

using Rational = boost::multiprecision::cpp_rational;
using Integer = boost::multiprecision::cpp_int;

inline Rational power_of_two(int exponent) {
  const Integer power = Integer(1) << (exponent < 0 ? -exponent : exponent);
  return exponent < 0 ? Rational(1, power) : Rational(power);
}

/// A format typed in by the test: field widths, bias, and whether the highest exponent field is Inf and NaN.
struct Definition {
  int exponent_bits;
  int mantissa_bits;
  int bias;
  bool ieee;
  int bits() const { return 1 + exponent_bits + mantissa_bits; }
};

inline constexpr Definition kFp32Definition{8, 23, 127, true};
inline constexpr Definition kFp16Definition{5, 10, 15, true};
inline constexpr Definition kBf16Definition{8, 7, 127, true};
inline constexpr Definition kFp4Definition{2, 1, 1, false};
inline constexpr Definition kFp3Definition{2, 0, 1, false};

struct Number {
  bool negative = false;
  bool infinite = false;
  bool nan = false;
  Rational magnitude = 0;
  Rational value() const { return negative ? -magnitude : magnitude; }
};

/// (-1)^s * 2^(E - bias) * (1 + m/2^M), and (-1)^s * 2^(1 - bias) * m/2^M where E = 0.
inline Number number_of(const Definition& format, std::uint32_t code) {
  const auto field = static_cast<int>((code >> format.mantissa_bits) % (1u << format.exponent_bits));
  const auto mantissa = static_cast<int>(code % (1u << format.mantissa_bits));
  Number number;
  number.negative = ((code >> (format.bits() - 1)) & 1) != 0;
  if (format.ieee && field + 1 == 1 << format.exponent_bits) {
    (mantissa == 0 ? number.infinite : number.nan) = true;
    return number;
  }
  const Rational fraction = Rational(mantissa) / power_of_two(format.mantissa_bits);
  number.magnitude =
      field == 0 ? fraction * power_of_two(1 - format.bias) : (1 + fraction) * power_of_two(field - format.bias);
  return number;
}

inline Integer floor_of(const Rational& magnitude) { return numerator(magnitude) / denominator(magnitude); }

/// A magnitude as an integer; nullopt for the random mode, which has no single answer.
inline std::optional<Integer> rounded_magnitude(const Rational& magnitude, formats::Rounding mode, bool negative) {
  const Integer below = floor_of(magnitude);
  const Rational fraction = magnitude - Rational(below);
  const Rational half(1, 2);
  switch (mode) {
    case formats::Rounding::kNearestEven:
      return fraction > half || (fraction == half && below % 2 == 1) ? below + 1 : below;
    case formats::Rounding::kTowardZero: return below;
    case formats::Rounding::kFloor: return negative && fraction > 0 ? below + 1 : below;
    case formats::Rounding::kNearestAway: return fraction >= half ? below + 1 : below;
    case formats::Rounding::kStochastic: break;
  }
  return std::nullopt;
}

/// floor(log2(magnitude)), magnitude > 0
inline int exponent_of(const Rational& magnitude) {
  const int guess = static_cast<int>(msb(numerator(magnitude))) - static_cast<int>(msb(denominator(magnitude)));
  return power_of_two(guess) > magnitude ? guess - 1 : guess;
}

/// Code of a finite number rounded into the format; overflow as IEEE 754 section 7.4, or to the largest finite.
inline std::uint32_t code_of(const Definition& format, bool negative, const Rational& magnitude, formats::Rounding mode,
                             bool saturate) {
  const std::uint32_t sign = negative ? 1u << (format.bits() - 1) : 0;
  if (magnitude == 0) return sign;
  const std::uint32_t infinity = ((1u << format.exponent_bits) - 1) << format.mantissa_bits;
  const std::uint32_t largest = format.ieee ? infinity - 1 : (1u << (format.bits() - 1)) - 1;

  const int exponent = std::max(exponent_of(magnitude), 1 - format.bias);
  const Rational last_place = power_of_two(exponent - format.mantissa_bits);
  const Rational rounded = Rational(*rounded_magnitude(magnitude / last_place, mode, negative)) * last_place;
  if (rounded > number_of(format, largest).magnitude) {
    const bool to_finite = mode == formats::Rounding::kTowardZero || (mode == formats::Rounding::kFloor && !negative);
    return sign | (saturate || to_finite || !format.ieee ? largest : infinity);
  }
  if (rounded == 0) return sign;
  const int field = exponent_of(rounded) + format.bias;
  const Rational unit = power_of_two(std::max(field, 1) - format.bias - format.mantissa_bits);
  const auto significand = static_cast<std::uint32_t>(floor_of(rounded / unit));
  if (field < 1) return sign | significand;
  return sign | (static_cast<std::uint32_t>(field) << format.mantissa_bits) |
         (significand - (1u << format.mantissa_bits));
}

}  // namespace lop::test
