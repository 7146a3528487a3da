// Products of L-Mul: published vectors, every pair of 8-bit codes against exact rationals, specials.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "models/pe/lmul_product.hpp"
#include "tests/models/pe/lmul_oracle.hpp"

namespace lop::test {
namespace {

using formats::FloatClass;
using pe::LmulForm;
using pe::LmulRule;

LmulRule rule_of(const std::string& format, bool literal, std::uint32_t offset, bool strict = false) {
  return {pe::lmul_format(format), literal ? LmulForm::kLiteral : LmulForm::kAdder, offset, strict};
}

LmulRule paper_rule(const std::string& format, bool literal = false) {
  return rule_of(format, literal, pe::paper_offset(pe::lmul_format(format).mantissa_bits));
}

formats::Unpacked multiply(const LmulRule& rule, std::uint32_t a, std::uint32_t b) {
  return pe::lmul_product(rule, pe::lmul_operand(rule, a), pe::lmul_operand(rule, b));
}

/// A product as a code of its operands' format.
std::uint32_t stored(const LmulRule& rule, std::uint32_t a, std::uint32_t b) {
  const formats::Unpacked product = multiply(rule, a, b);
  return formats::pack(rule.format, product.negative, product.significand, product.exponent,
                       formats::Rounding::kNearestEven, formats::Overflow::kSaturate);
}

Rational exact_value(const formats::Unpacked& product) {
  const Rational magnitude = Rational(Integer(product.significand)) * power_of_two(product.exponent);
  return product.negative ? -magnitude : magnitude;
}

double value(const LmulRule& rule, std::uint32_t a, std::uint32_t b) {
  return exact_value(multiply(rule, a, b)).convert_to<double>();
}

TEST(LmulProduct, OfTheAdderIsThatOfThePublishedVectors) {
  struct Vector {
    const char* format;
    std::uint32_t a, b, code;
    double value;
  };
  constexpr Vector kVectors[] = {{"e4m3", 0x38, 0x38, 0x39, 1.125},         {"e4m3", 0x3c, 0x3c, 0x41, 2.25},
                                 {"e4m3", 0x7e, 0x7e, 0x7e, 448},           {"e4m3", 0x08, 0x08, 0x00, 0},
                                 {"e4m3", 0x08, 0x36, 0x00, 0},             {"bf16", 0x3f80, 0x3f80, 0x3f88, 1.0625},
                                 {"bf16", 0x4040, 0xc020, 0xc0e8, -7.25},   {"bf16", 0x3fe0, 0x3fe0, 0x4048, 3.125}};
  for (const Vector& vector : kVectors) {
    EXPECT_EQ(stored(paper_rule(vector.format), vector.a, vector.b), vector.code)
        << vector.format << std::hex << vector.a;
    EXPECT_EQ(value(paper_rule(vector.format), vector.a, vector.b), vector.value)
        << vector.format << std::hex << vector.a;
  }
}

TEST(LmulProduct, OfTheFormulaIsThatOfThePublishedVectors) {
  EXPECT_EQ(value(paper_rule("e4m3", true), 0x38, 0x38), 1.125);
  EXPECT_EQ(value(paper_rule("e4m3", true), 0x3c, 0x3c), 2.125) << "a bit more than e4m3 has";
  EXPECT_EQ(stored(paper_rule("e4m3", true), 0x3c, 0x3c), 0x40u) << "half-way, to the even 2";
  EXPECT_EQ(value(paper_rule("bf16", true), 0x3f80, 0x3f80), 1.0625);
  EXPECT_EQ(value(paper_rule("bf16", true), 0x4040, 0xc020), -7.25);
  EXPECT_EQ(value(paper_rule("bf16", true), 0x3fe0, 0x3fe0), 2.5625);
}

TEST(LmulProduct, OffsetsOfThePaperMakeItsConstants) {
  const auto constant = [](const char* name) {
    const formats::FloatFormat& format = pe::lmul_format(name);
    return (static_cast<std::uint32_t>(format.bias()) << format.mantissa_bits) - pe::paper_offset(format.mantissa_bits);
  };
  EXPECT_EQ(constant("e4m3"), 0x37u);
  EXPECT_EQ(constant("e5m2"), 0x3bu);
  EXPECT_EQ(constant("e3m4"), 0x2eu);
  EXPECT_EQ(constant("bf16"), 0x3f78u);
  EXPECT_EQ(constant("fp16"), 0x3bc0u);
  EXPECT_EQ(constant("e8m10"), 0x1fbc0u);
  EXPECT_EQ(constant("fp32"), 0x3f780000u);
}

struct Case {
  const char* name;
  LmulFormat format;
  std::vector<std::uint32_t> offsets;
};

class EveryLmulFormat : public testing::TestWithParam<Case> {
 protected:
  void expect_exact(bool literal, std::uint32_t offset, std::uint32_t a, std::uint32_t b) const {
    const Case& tested = GetParam();
    const formats::Unpacked product = multiply(rule_of(tested.name, literal, offset), a, b);
    const Rational expected = oracle_lmul(tested.format, literal, static_cast<int>(offset), a, b);
    ASSERT_EQ(exact_value(product), expected)
        << tested.name << (literal ? " literal " : " adder ") << offset << std::hex << ' ' << a << ' ' << b;
    ASSERT_FALSE(expected == 0 && product.negative) << "a zero is +0";
  }
};

TEST_P(EveryLmulFormat, AgreesWithRationalsOnEveryPairOrOnRandomAndCornerCodes) {
  const int bits = GetParam().format.numbers.bits(), mantissa_bits = GetParam().format.numbers.mantissa_bits;
  const auto mask = static_cast<std::uint32_t>((std::uint64_t{1} << bits) - 1);
  std::mt19937_64 random(3);
  const std::uint32_t one = 1u << mantissa_bits, largest = GetParam().format.largest_finite;
  const std::uint32_t corners[] = {0,         1,               one - 1,   one,     one + 1,     2 * one - 1,
                                   mask >> 2, (mask >> 2) + 1, mask >> 1, largest, largest + 1, largest / 2};
  const auto draw = [&] {
    const auto choice = static_cast<std::uint32_t>(random() >> 32),
               uniform = static_cast<std::uint32_t>(random() >> 32) & mask;
    return choice % 4 == 0 ? (corners[choice / 4 % std::size(corners)] | (choice >> 31 << (bits - 1))) & mask : uniform;
  };
  for (const std::uint32_t offset : GetParam().offsets) {
    for (const bool literal : {false, true}) {
      if (bits <= 8) {
        for (std::uint32_t a = 0; a <= mask; ++a) {
          for (std::uint32_t b = 0; b <= mask; ++b) expect_exact(literal, offset, a, b);
        }
      } else {
        for (int i = 0; i < 20'000; ++i) expect_exact(literal, offset, draw(), draw());
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, EveryLmulFormat,
                         testing::Values(Case{"e4m3", kLmulE4M3, {1, 0, 7}}, Case{"e5m2", kLmulE5M2, {1, 0}},
                                         Case{"e3m4", kLmulE3M4, {15}}, Case{"e2m1", kLmulE2M1, {1, 0}},
                                         Case{"e6m1", kLmulE6M1, {1}}, Case{"bf16", kLmulBf16, {8, 0, 127}},
                                         Case{"fp16", kLmulFp16, {64, 0, 1022}},
                                         Case{"fp32", kLmulFp32, {1u << 19, 0}}),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(LmulProduct, WithoutStrictCodesBeyondTheLargestAreNumbers) {
  EXPECT_EQ(value(paper_rule("e4m3"), 0x7f, 0x30), 256) << "480 times 0.5: mantissa 7 and offset 1 carry";
  EXPECT_EQ(value(paper_rule("fp16"), 0x7c00, 0x3800), 34816) << "2^16 times 0.5, and a sixteenth more";
}

TEST(LmulProduct, StrictPropagatesInfinitiesAndNans) {
  const LmulRule fp16 = rule_of("fp16", false, 64, true);
  constexpr std::uint32_t kOne = 0x3c00, kInfinity = 0x7c00, kNan = 0x7e00, kNegative = 0x8000, kSubnormal = 0x03ff;
  for (const bool swapped : {false, true}) {
    const auto product = [&](std::uint32_t a, std::uint32_t b) {
      return swapped ? multiply(fp16, b, a) : multiply(fp16, a, b);
    };
    EXPECT_EQ(product(kInfinity, kOne).float_class, FloatClass::kInfinity);
    EXPECT_FALSE(product(kInfinity, kOne).negative);
    EXPECT_TRUE(product(kInfinity | kNegative, kOne).negative);
    EXPECT_FALSE(product(kInfinity | kNegative, kInfinity | kNegative).negative);
    EXPECT_EQ(product(kInfinity, 0).float_class, FloatClass::kNan);
    EXPECT_EQ(product(kInfinity, kSubnormal).float_class, FloatClass::kNan) << "a subnormal is a zero";
    EXPECT_EQ(product(kNan, kOne).float_class, FloatClass::kNan);
    EXPECT_EQ(product(kNan, 0).float_class, FloatClass::kNan);
    EXPECT_EQ(product(kNan, kInfinity).float_class, FloatClass::kNan);
    EXPECT_EQ(exact_value(product(0x7bff, 0x7bff)), 65504) << "an overflow is no infinity";
  }
  const LmulRule e4m3 = rule_of("e4m3", false, 1, true);
  EXPECT_EQ(multiply(e4m3, 0x7f, 0x38).float_class, FloatClass::kNan);
  EXPECT_EQ(multiply(e4m3, 0xff, 0x00).float_class, FloatClass::kNan);
  const LmulRule e3m4 = rule_of("e3m4", false, 2, true);
  EXPECT_EQ(multiply(e3m4, 0x7f, 0x30).float_class, FloatClass::kNormal) << "a format without specials";
}

TEST(LmulProduct, FormatsAreTheTablesRowsOrIeee) {
  EXPECT_EQ(pe::lmul_format("e4m3").policy, formats::SpecialPolicy::kFiniteNan);
  EXPECT_EQ(pe::lmul_format("e3m4").policy, formats::SpecialPolicy::kAllFinite);
  EXPECT_EQ(pe::lmul_format("e2m2").policy, formats::SpecialPolicy::kIeee);
  EXPECT_EQ(pe::lmul_format("e6m1").max_finite_code(), 0x7du);
  for (const char* const name : {"e2m1", "e8m23", "e5m10", "bf16"}) EXPECT_TRUE(pe::is_lmul_format(name)) << name;
  for (const char* const name :
       {"e1m2", "e9m2", "e4m0", "e4m24", "e4m03", "E4M3", "e4m3_ieee", "e4m", "e4", "ue4m3", "tf32", "e44m3", ""}) {
    EXPECT_FALSE(pe::is_lmul_format(name)) << name;
  }
}

}  // namespace
}  // namespace lop::test
