// Products and sums of unpacked numbers, exact up to a sticky bit that only the rounding sees.
#include "models/formats/float_arithmetic.hpp"

#include <utility>

namespace lop::formats {
namespace {

/// Products of two significands of 24 bits; the widest that `sum` adds.
constexpr int kMaxSignificandBits = 48;
/// The larger addend is moved up to this width, so that a carry
/// fits and what falls off the other end is below a guard bit.
constexpr int kAlignedBits = 62;
static_assert(kAlignedBits < 64 && kAlignedBits - kMaxSignificandBits >= 2);

int length_of(std::uint64_t significand) {
  int length = 0;
  for (; significand != 0; significand >>= 1) ++length;
  return length;
}

bool is_nan(const Unpacked& number) { return number.float_class == FloatClass::kNan; }
bool is_infinite(const Unpacked& number) { return number.float_class == FloatClass::kInfinity; }

std::uint32_t signed_infinity(const FloatFormat& format, bool negative) {
  return format.infinity_code() | (negative ? format.sign_mask() : 0);
}

std::uint32_t rounded(const FloatFormat& format, const Unpacked& number, bool sticky, const ResultRule& rule) {
  return pack(format, number.negative, number.significand, number.exponent, rule.rounding, rule.overflow, sticky,
              rule.random);
}

/// Two nonzero numbers of significands up to kMaxSignificandBits.
std::uint32_t finite_sum(const FloatFormat& format, Unpacked high, Unpacked low, const ResultRule& rule) {
  if (high.exponent + length_of(high.significand) < low.exponent + length_of(low.significand)) std::swap(high, low);
  const int up = kAlignedBits - length_of(high.significand);
  high.significand <<= up;
  high.exponent -= up;

  bool sticky = false;
  const int shift = low.exponent - high.exponent;
  if (shift >= 0) {
    low.significand <<= shift;
  } else {
    // Bits fall off only from a number at least kAlignedBits - kMaxSignificandBits
    // below the higher one: no deep cancellation.
    const std::uint64_t kept = -shift < 64 ? low.significand >> -shift : 0;
    sticky = -shift >= 64 || kept << -shift != low.significand;
    low.significand = kept;
  }
  if (high.negative == low.negative) {
    high.significand += low.significand;
  } else {
    if (low.significand > high.significand) {  // of equal length, hence exact
      std::swap(high.significand, low.significand);
      high.negative = low.negative;
    }
    high.significand -= low.significand + (sticky ? 1 : 0);
    if (high.significand == 0) high.negative = rule.rounding == Rounding::kFloor;
  }
  return rounded(format, high, sticky, rule);
}

}  // namespace

std::uint32_t sum(const FloatFormat& format, const Unpacked& a, const Unpacked& b, const ResultRule& rule) {
  const bool unlike = a.negative != b.negative;
  if (is_nan(a) || is_nan(b) || (is_infinite(a) && is_infinite(b) && unlike)) return format.nan_code();
  if (is_infinite(a) || is_infinite(b)) return signed_infinity(format, is_infinite(a) ? a.negative : b.negative);
  if (a.significand == 0 && b.significand == 0) {
    return format.zero_code(unlike ? rule.rounding == Rounding::kFloor : a.negative);
  }
  if (a.significand == 0 || b.significand == 0) return rounded(format, a.significand == 0 ? b : a, false, rule);
  return finite_sum(format, a, b, rule);
}

/// Subnormals carry fewer bits, which is no matter: the product is exact.
Unpacked product(const Unpacked& a, const Unpacked& b) {
  const bool negative = a.negative != b.negative;
  const bool any_infinite = is_infinite(a) || is_infinite(b);
  const bool any_zero = a.float_class == FloatClass::kZero || b.float_class == FloatClass::kZero;
  if (is_nan(a) || is_nan(b) || (any_infinite && any_zero)) return {false, FloatClass::kNan, 0, 0};
  if (any_infinite) return {negative, FloatClass::kInfinity, 0, 0};
  if (any_zero) return {negative, FloatClass::kZero, 0, 0};
  return {negative, FloatClass::kNormal, a.significand * b.significand, a.exponent + b.exponent};
}

std::uint32_t mul(const FloatFormat& format, std::uint32_t a_code, std::uint32_t b_code, const ResultRule& rule) {
  const Unpacked exact = product(unpack(format, a_code), unpack(format, b_code));
  if (is_nan(exact)) return format.nan_code();
  if (is_infinite(exact)) return signed_infinity(format, exact.negative);
  return rounded(format, exact, false, rule);
}

std::uint32_t add(const FloatFormat& format, std::uint32_t a_code, std::uint32_t b_code, const ResultRule& rule) {
  return sum(format, unpack(format, a_code), unpack(format, b_code), rule);
}

std::uint32_t fma(const FloatFormat& format, std::uint32_t a_code, std::uint32_t b_code, std::uint32_t c_code,
                  const ResultRule& rule) {
  return sum(format, product(unpack(format, a_code), unpack(format, b_code)), unpack(format, c_code), rule);
}

}  // namespace lop::formats
