// Small float formats as sorted lists of exact rationals: rounding is a search between neighbours, without exponents.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/models/formats/exact_oracle.hpp"

namespace lop::test {

enum class Specials { kInfAndNan, kTopIsNan, kNone, kMinusZeroIsNan };

struct Shape {
  std::string name;
  int exponent_bits;
  int mantissa_bits;
  Specials specials;
  bool is_signed = true;
  bool has_zero = true;
};

/// A finite number, or neither finite nor a number; a missing number is NaN.
struct Extended {
  bool infinite = false;
  bool negative = false;
  Rational value = 0;   // signed; `negative` tells the zeros apart
};
using Maybe = std::optional<Extended>;

class ValueTable {
 public:
  explicit ValueTable(const Shape& shape) : shape_(shape) {
    const int top = 1 << (shape.exponent_bits + shape.mantissa_bits);
    const int last_binade = top - (1 << shape.mantissa_bits);
    const int finite = shape.specials == Specials::kInfAndNan  ? last_binade
                       : shape.specials == Specials::kTopIsNan ? top - 1
                                                               : top;
    // one more than there is: where overflow begins
    for (int code = 0; code <= finite; ++code) values_.push_back(value_of(code));
  }

  const Shape& shape() const { return shape_; }
  std::uint32_t finite_codes() const { return static_cast<std::uint32_t>(values_.size() - 1); }
  std::uint32_t codes() const { return 1u << bits(); }
  const Rational& magnitude(std::uint32_t code) const { return values_[code]; }

  Maybe number(std::uint32_t code) const {
    const bool negative = shape_.is_signed && (code & sign()) != 0;
    const std::uint32_t rest = negative ? code - sign() : code;
    if (shape_.specials == Specials::kMinusZeroIsNan && code == sign()) return std::nullopt;
    if (rest < finite_codes()) return Extended{false, negative, negative ? -values_[rest] : values_[rest]};
    if (shape_.specials == Specials::kInfAndNan && rest == finite_codes()) return Extended{true, negative, 0};
    return std::nullopt;
  }

  /// Position of the rounded magnitude in the list; finite_codes() when it is beyond the largest.
  std::uint32_t rounded(const Rational& magnitude, formats::Rounding mode, bool negative) const {
    if (magnitude <= values_.front()) return 0;
    const auto above = std::upper_bound(values_.begin(), values_.end(), magnitude);
    if (above == values_.end()) return finite_codes();
    const auto low = static_cast<std::uint32_t>(above - values_.begin()) - 1;
    if (values_[low] == magnitude) return low;
    const Rational middle = (values_[low] + *above) / 2;
    switch (mode) {
      case formats::Rounding::kTowardZero: return low;
      case formats::Rounding::kFloor: return negative ? low + 1 : low;
      case formats::Rounding::kNearestAway: return magnitude < middle ? low : low + 1;
      default: break;
    }
    if (magnitude != middle) return magnitude < middle ? low : low + 1;
    if (shape_.mantissa_bits == 0) return low == 0 && shape_.has_zero ? 0 : low + 1;
    return low % 2 == 0 ? low : low + 1;
  }

  std::uint32_t code(bool negative, std::uint32_t position, formats::Rounding mode, bool saturate) const {
    if (position < finite_codes()) {
      const bool no_minus_zero = position == 0 && shape_.specials == Specials::kMinusZeroIsNan;
      return (negative && !no_minus_zero ? sign() : 0) + position;
    }
    const bool to_finite = mode == formats::Rounding::kTowardZero || (mode == formats::Rounding::kFloor && !negative);
    if (saturate || to_finite || shape_.specials == Specials::kNone) {
      return (negative ? sign() : 0) + finite_codes() - 1;
    }
    return shape_.specials == Specials::kInfAndNan ? infinity(negative) : nan();
  }

  std::uint32_t code(const Maybe& number, formats::Rounding mode, bool saturate) const {
    if (!number) return nan();
    if (number->infinite) return infinity(number->negative);
    if (number->value < 0 && !shape_.is_signed) return shape_.specials == Specials::kNone ? 0 : nan();
    const bool negative = shape_.is_signed && number->negative;
    return code(negative, rounded(abs(number->value), mode, negative), mode, saturate);
  }

  std::uint32_t infinity(bool negative) const { return (negative ? sign() : 0) + finite_codes(); }
  /// The canonical NaN: quiet and positive where there are many.
  std::uint32_t nan() const {
    if (shape_.specials == Specials::kMinusZeroIsNan) return sign();
    return shape_.specials == Specials::kInfAndNan ? finite_codes() + (1u << shape_.mantissa_bits) / 2 : finite_codes();
  }

 private:
  int bits() const { return shape_.exponent_bits + shape_.mantissa_bits + (shape_.is_signed ? 1 : 0); }
  std::uint32_t sign() const { return 1u << (shape_.exponent_bits + shape_.mantissa_bits); }

  Rational value_of(int code) const {
    const int bias = (1 << (shape_.exponent_bits - 1)) - (shape_.specials == Specials::kMinusZeroIsNan ? 0 : 1);
    const int field = code >> shape_.mantissa_bits;
    const Rational fraction = Rational(code - (field << shape_.mantissa_bits)) / power_of_two(shape_.mantissa_bits);
    if (field == 0 && shape_.has_zero) return fraction * power_of_two(1 - bias);
    return (1 + fraction) * power_of_two(field - bias);
  }

  Shape shape_;
  std::vector<Rational> values_;
};

inline Maybe exact_product(const Maybe& a, const Maybe& b) {
  if (!a || !b) return std::nullopt;
  const bool negative = a->negative != b->negative;
  if (!a->infinite && !b->infinite) return Extended{false, negative, a->value * b->value};
  if ((!a->infinite && a->value == 0) || (!b->infinite && b->value == 0)) return std::nullopt;
  return Extended{true, negative, 0};
}

inline Maybe exact_sum(const Maybe& a, const Maybe& b, formats::Rounding mode) {
  if (!a || !b) return std::nullopt;
  if (a->infinite && b->infinite && a->negative != b->negative) return std::nullopt;
  if (a->infinite) return a;
  if (b->infinite) return b;
  const Rational value = a->value + b->value;
  const bool negative_zero = a->negative == b->negative ? a->negative : mode == formats::Rounding::kFloor;
  return Extended{false, value == 0 ? negative_zero : value < 0, value};
}

/// Every shape of at most `bits` bits under every policy that it can hold, by the name a user would type.
inline std::vector<Shape> shapes_up_to(int bits, bool is_signed) {
  std::vector<Shape> shapes;
  for (int e = 1; e <= 8; ++e) {
    for (int m = 0; e + m + (is_signed ? 1 : 0) <= bits; ++m) {
      if (e == 8) continue;   // eight bits without a sign are e8m0 alone
      const std::string stem = (is_signed ? "e" : "ue") + std::to_string(e) + "m" + std::to_string(m);
      if (m > 0) shapes.push_back({stem + "_ieee", e, m, Specials::kInfAndNan, is_signed});
      if (e + m > 1) shapes.push_back({stem + "_fn", e, m, Specials::kTopIsNan, is_signed});
      shapes.push_back({stem + "_all", e, m, Specials::kNone, is_signed});
      if (is_signed) shapes.push_back({stem + "_fnuz", e, m, Specials::kMinusZeroIsNan});
    }
  }
  if (!is_signed && bits >= 8) shapes.push_back({"e8m0", 8, 0, Specials::kTopIsNan, false, false});
  return shapes;
}

}  // namespace lop::test
