// An L-Mul operand as one integer whose sum with another has every part of the product in a place of its own.
//
//   bit 0              sign; the sum of two signs has the product's as its lowest bit and carries no further than bit 1
//   from bit 2         mantissa and, in a weight, the offset; the sum is below three units
//   M + 4 to 31        exponent field, in a weight less the bias; far below any sum of two fields for a zero
#pragma once

#include "models/pe/lmul.hpp"
#include "models/tensor/kernels/float_dot.hpp"

namespace lop::tensor::kernels {

/// Two fields of eight bits less a bias, and a zero's, are within 11 bits.
inline constexpr int kMostLmulMantissaBits = 32 - 11 - 4;
inline constexpr std::int32_t kLmulZeroField = -512;

inline std::int32_t lmul_lane(const pe::LmulRule& rule, std::uint32_t code, bool of_weight) {
  const pe::LmulOperand operand = pe::lmul_operand(rule, code);
  const std::int32_t sign = operand.negative ? 1 : 0;
  const std::int32_t unit = 1 << (rule.format.mantissa_bits + 4);
  if (operand.float_class == formats::FloatClass::kZero) return kLmulZeroField * unit;
  const std::int32_t field = operand.field - (of_weight ? rule.format.bias() : 0);
  const std::int32_t mantissa = operand.mantissa + (of_weight ? static_cast<std::int32_t>(rule.offset) : 0);
  return field * unit + mantissa * 4 + sign;
}

inline LmulLimits lmul_limits(const pe::LmulRule& rule) {
  const int mantissa_bits = rule.format.mantissa_bits, fraction_bits = rule.fraction_bits();
  const auto largest = static_cast<std::int32_t>(rule.format.max_finite_code()) << (fraction_bits - mantissa_bits);
  return {mantissa_bits, fraction_bits, 1 << fraction_bits, largest,
          (formats::kFp32.bias() - rule.format.bias()) * (1 << formats::kFp32.mantissa_bits)};
}

}  // namespace lop::tensor::kernels
