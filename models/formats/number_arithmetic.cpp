// Arithmetic of any number format: floats and posits by their own rules, the rest as one exact sum.
#include "models/formats/number_arithmetic.hpp"

#include <algorithm>

namespace lop::formats {

std::uint32_t mul(const NumberFormat& format, std::uint32_t a_code, std::uint32_t b_code, const ResultRule& rule) {
  if (const auto* floats = std::get_if<FloatFormat>(&format.kind())) return mul(*floats, a_code, b_code, rule);
  if (const auto* posits = std::get_if<PositFormat>(&format.kind())) {
    return mul(*posits, a_code, b_code, rule.rounding, rule.random);
  }
  return dot(format, &a_code, &b_code, 1, rule);
}

std::uint32_t add(const NumberFormat& format, std::uint32_t a_code, std::uint32_t b_code, const ResultRule& rule) {
  if (const auto* floats = std::get_if<FloatFormat>(&format.kind())) return add(*floats, a_code, b_code, rule);
  if (const auto* posits = std::get_if<PositFormat>(&format.kind())) {
    return add(*posits, a_code, b_code, rule.rounding, rule.random);
  }
  DotProduct sum(format);
  sum.add(a_code);
  sum.add(b_code);
  return sum.rounded(rule);
}

std::uint32_t fma(const NumberFormat& format, std::uint32_t a_code, std::uint32_t b_code, std::uint32_t c_code,
                  const ResultRule& rule) {
  if (const auto* floats = std::get_if<FloatFormat>(&format.kind())) return fma(*floats, a_code, b_code, c_code, rule);
  if (const auto* posits = std::get_if<PositFormat>(&format.kind())) {
    return fma(*posits, a_code, b_code, c_code, rule.rounding, rule.random);
  }
  DotProduct sum(format);
  sum.add_product(a_code, b_code);
  sum.add(c_code);
  return sum.rounded(rule);
}

// A product reaches to twice the last place, a single addend only
// to the last place itself, which may be the lower of the two.
DotProduct::DotProduct(const NumberFormat& format)
    : format_(format),
      sum_(std::min(2 * format.last_place(), format.last_place()),
           std::max(2 * format.top_exponent(), format.top_exponent())) {}

void DotProduct::clear() {
  sum_.clear();
  nan_ = positive_infinity_ = negative_infinity_ = any_negative_ = any_positive_ = false;
}

void DotProduct::accumulate(const Unpacked& term) {
  (term.negative ? any_negative_ : any_positive_) = true;
  switch (term.float_class) {
    case FloatClass::kNan: nan_ = true; break;
    case FloatClass::kInfinity: (term.negative ? negative_infinity_ : positive_infinity_) = true; break;
    case FloatClass::kZero: break;
    default: sum_.add(term.negative, term.significand, term.exponent);
  }
}

void DotProduct::add_product(std::uint32_t a_code, std::uint32_t b_code) {
  accumulate(product(format_.unpack(a_code), format_.unpack(b_code)));
}

void DotProduct::add(std::uint32_t code) { accumulate(format_.unpack(code)); }

std::uint32_t DotProduct::rounded(const NumberFormat& result, const ResultRule& rule) const {
  if (nan_ || (positive_infinity_ && negative_infinity_)) return result.nan_code();
  if (positive_infinity_ || negative_infinity_) {
    // The infinity was an operand: it is no overflow, and stays where the format has one.
    return result.infinity_code(negative_infinity_, {rule.rounding, Overflow::kInfinity, rule.random});
  }
  ExactReal sum = sum_.leading();
  if (sum.significand == 0) sum.negative = any_negative_ && (!any_positive_ || rule.rounding == Rounding::kFloor);
  return result.pack(sum, rule);
}

std::uint32_t dot(const NumberFormat& format, const std::uint32_t* a_codes, const std::uint32_t* b_codes,
                  std::size_t count, const ResultRule& rule) {
  DotProduct sum(format);
  for (std::size_t i = 0; i < count; ++i) sum.add_product(a_codes[i], b_codes[i]);
  return sum.rounded(rule);
}

}  // namespace lop::formats
