// FP32 addition and multiplication against exact rationals, corners and random operands.
#include "models/formats/fp32.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "tests/models/formats/exact_oracle.hpp"

namespace {

using lop::formats::fp32_add;
using lop::formats::fp32_mul;
using lop::formats::Rounding;
using lop::test::Number;
using lop::test::Rational;

constexpr std::uint32_t kNan = 0x7fc00000;
constexpr std::uint32_t kInfinity = 0x7f800000;
constexpr std::uint32_t kSign = 0x80000000;

std::uint32_t rounded(const Rational& exact, bool negative_zero) {
  const bool negative = exact == 0 ? negative_zero : exact < 0;
  return lop::test::code_of(lop::test::kFp32Definition, negative, abs(exact), Rounding::kNearestEven, false);
}

std::uint32_t exact_sum(std::uint32_t a_code, std::uint32_t b_code) {
  const Number a = number_of(lop::test::kFp32Definition, a_code);
  const Number b = number_of(lop::test::kFp32Definition, b_code);
  if (a.nan || b.nan || (a.infinite && b.infinite && a.negative != b.negative)) return kNan;
  if (a.infinite) return a_code;
  if (b.infinite) return b_code;
  return rounded(a.value() + b.value(), a.negative && b.negative);
}

std::uint32_t exact_product(std::uint32_t a_code, std::uint32_t b_code) {
  const Number a = number_of(lop::test::kFp32Definition, a_code);
  const Number b = number_of(lop::test::kFp32Definition, b_code);
  const bool negative = a.negative != b.negative;
  const bool zero = (!a.infinite && a.magnitude == 0) || (!b.infinite && b.magnitude == 0);
  if (a.nan || b.nan || ((a.infinite || b.infinite) && zero)) return kNan;
  if (a.infinite || b.infinite) return kInfinity | (negative ? kSign : 0);
  return rounded(a.value() * b.value(), negative);
}

void expect_exact(std::uint32_t a, std::uint32_t b) {
  ASSERT_EQ(fp32_add(a, b), exact_sum(a, b)) << std::hex << a << " + " << b;
  ASSERT_EQ(fp32_mul(a, b), exact_product(a, b)) << std::hex << a << " * " << b;
}

TEST(Fp32, CornersOfEveryKindAreRoundedAsIeeeSays) {
  const std::uint32_t magnitudes[] = {
      0,          1,          2,          3,          0x007fffff, 0x00800000, 0x00800001, 0x00ffffff,
      0x01000000, 0x1fffffff, 0x20000000, 0x33800000, 0x33800001, 0x34000000, 0x3f000000, 0x3f7fffff,
      0x3f800000, 0x3f800001, 0x3fc00000, 0x40000000, 0x4b800000, 0x5f000000, 0x5f7fffff, 0x7e800000,
      0x7f000000, 0x7f7ffffe, 0x7f7fffff, kInfinity,  0x7f800001, kNan,       0x7fffffff};
  for (const std::uint32_t a : magnitudes) {
    for (const std::uint32_t b : magnitudes) {
      for (const std::uint32_t signs : {0u, 1u, 2u, 3u}) expect_exact(a | (signs & 1) << 31, b | (signs >> 1) << 31);
    }
  }
}

TEST(Fp32, RandomOperandsAreRoundedOnce) {
  std::mt19937 random(5);
  for (int i = 0; i < 12000; ++i) {
    expect_exact(static_cast<std::uint32_t>(random()), static_cast<std::uint32_t>(random()));
  }
}

TEST(Fp32, NearOperandsCancelExactly) {
  std::mt19937 random(6);
  for (int i = 0; i < 6000; ++i) {
    const auto a = static_cast<std::uint32_t>(random());
    const std::uint32_t step = random() % 64;
    expect_exact(a, (a ^ kSign) + step);
  }
}

TEST(Fp32, ProductsUnderflowGradually) {
  std::mt19937 random(7);
  for (int i = 0; i < 6000; ++i) {
    // Exponent fields that add up to a subnormal result or just miss it.
    const std::uint32_t field = 1 + random() % 126;
    const std::uint32_t other = 127 - field + random() % 4;
    expect_exact(field << 23 | (random() & 0x807fffff), other << 23 | (random() & 0x807fffff));
  }
}

TEST(Fp32, ExactCancellationIsPlusZeroAndNanIsCanonical) {
  EXPECT_EQ(fp32_add(0x3f800000, 0xbf800000), 0u);
  EXPECT_EQ(fp32_add(0x80000000, 0x80000000), 0x80000000u);
  EXPECT_EQ(fp32_add(kInfinity, kInfinity | kSign), kNan);
  EXPECT_EQ(fp32_mul(kInfinity, 0), kNan);
  EXPECT_EQ(fp32_add(0xffc01234, 0), kNan);
}

TEST(Fp32, ProductsAreNotFusedIntoSums) {
  // (1 + 2^-12)^2 - (1 + 2^-11) is 2^-24 exactly, 0 when the product is rounded first.
  const std::uint32_t product = fp32_mul(0x3f800800, 0x3f800800);
  EXPECT_EQ(fp32_add(product, 0xbf801000), 0u);
}

}  // namespace
