// Correctly rounded arithmetic on the codes of any float format: exact in integers, then one rounding.
#pragma once

#include <cstdint>

#include "models/formats/float_format.hpp"

namespace lop::formats {

/// How a result becomes a code. random is read by kStochastic only, which sees the first 60 - mantissa_bits bits of
/// what a sum drops: its bias is below 2^-37 even in fp32.
struct ResultRule {
  Rounding rounding = Rounding::kNearestEven;
  Overflow overflow = Overflow::kInfinity;
  std::uint64_t random = 0;
};

/// Nearest even, and the overflow that the format's users mean.
constexpr ResultRule default_rule(const FloatFormat& format) {
  return {Rounding::kNearestEven, format.default_overflow, 0};
}

/// Exact, of significands up to 32 bits; NaN for a NaN and for Inf * 0, the sign of a zero kept.
Unpacked product(const Unpacked& a, const Unpacked& b);

/// Of numbers of significands up to 48 bits, whatever their formats, rounded once into `format`.
std::uint32_t sum(const FloatFormat& format, const Unpacked& a, const Unpacked& b, const ResultRule& rule);

// Operands and result are codes of `format`. IEEE 754 rules: NaN yields the canonical NaN, so do Inf * 0 and Inf - Inf;
// an Inf operand is no overflow and stays Inf under kSaturate too; a zero product has the product of the signs; an
// exact zero sum of unlike signs is +0, under kFloor -0.

std::uint32_t mul(const FloatFormat& format, std::uint32_t a_code, std::uint32_t b_code, const ResultRule& rule);
std::uint32_t add(const FloatFormat& format, std::uint32_t a_code, std::uint32_t b_code, const ResultRule& rule);
/// a * b + c, rounded once.
std::uint32_t fma(const FloatFormat& format, std::uint32_t a_code, std::uint32_t b_code, std::uint32_t c_code,
                  const ResultRule& rule);

}  // namespace lop::formats
