// L-Mul: the product of two floats by one integer addition of their codes, or by the formula that it stands for.
//
// With x = (1 + mx) 2^ex and offset c:
//   literal  (1 + mx + my + c) 2^(ex + ey), renormalised
//   adder    the codes added as integers: a carry of mx + my + c raises the exponent and what is left is the mantissa,
//            so the value is 2 (mx + my + c) 2^(ex + ey)
// source  Luo and Sun, arXiv 2410.00907: the formula and l(m) are the paper's, so is the claim of one integer adder;
// that the two differ, specials, underflow and overflow are ours
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "models/formats/float_format.hpp"

namespace lop::pe {

enum class LmulForm { kAdder, kLiteral };

/// bf16, e4m3, e5m2, fp16, fp32, or eXmY with X 2 to 8 and Y 1 to 23: as the table of formats has it, else IEEE.
bool is_lmul_format(const std::string& name);
/// name  is_lmul_format()
const formats::FloatFormat& lmul_format(const std::string& name);

/// The paper's 2^-l(m) in units of 2^-m: l is m up to 3, 3 for 4, 4 beyond.
constexpr std::uint32_t paper_offset(int mantissa_bits) {
  const int l = mantissa_bits <= 3 ? mantissa_bits : mantissa_bits == 4 ? 3 : 4;
  return 1u << (mantissa_bits - l);
}

struct LmulRule {
  formats::FloatFormat format;
  LmulForm form = LmulForm::kAdder;
  std::uint32_t offset = 0;  // units of 2^-mantissa_bits; below 1
  bool strict = false;       // infinities and NaNs are what they are; without, their codes are numbers like all others

  /// Fraction bits of a product; a literal one has one more than its operands.
  int fraction_bits() const { return format.mantissa_bits + (form == LmulForm::kLiteral ? 1 : 0); }
};

/// A code as the edges read it: kZero for a subnormal too, kNormal with its two fields, or a special.
struct LmulOperand {
  bool negative = false;
  formats::FloatClass float_class = formats::FloatClass::kZero;
  std::int32_t field = 0, mantissa = 0;
};

/// Bits of `code` above the format's width are ignored.
LmulOperand lmul_operand(const LmulRule& rule, std::uint32_t code);

/// A significand of fraction_bits() + 1 bits, kZero (always +0), kInfinity or kNan. A zero operand and a product below
/// the normal numbers give +0, one above the largest finite number gives that. An infinity times zero is NaN.
formats::Unpacked lmul_product(const LmulRule& rule, const LmulOperand& a, const LmulOperand& b);

}  // namespace lop::pe
