// The relative error of L-Mul on every pair of k-bit mantissas, to the digits of a table computed without this code.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>

#include "models/pe/lmul_product.hpp"

namespace lop::pe {
namespace {

/// Mean, mean of the magnitude, least and largest of (product - exact) / exact.
std::string error_row(int mantissa_bits, LmulForm form, std::uint32_t offset) {
  const LmulRule rule{lmul_format("e8m" + std::to_string(mantissa_bits)), form, offset, false};
  const std::uint32_t one = 127u << mantissa_bits, count = 1u << mantissa_bits;
  double sum = 0, magnitudes = 0, least = 1, largest = -1;
  for (std::uint32_t a = 0; a < count; ++a) {
    for (std::uint32_t b = 0; b < count; ++b) {
      const formats::Unpacked product = lmul_product(rule, lmul_operand(rule, one + a), lmul_operand(rule, one + b));
      const double exact = (1 + std::ldexp(a, -mantissa_bits)) * (1 + std::ldexp(b, -mantissa_bits));
      const double error = std::ldexp(static_cast<double>(product.significand), product.exponent) / exact - 1;
      sum += error;
      magnitudes += std::abs(error);
      least = std::min(least, error);
      largest = std::max(largest, error);
    }
  }
  const double pairs = static_cast<double>(count) * count;
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%+.4f %.4f %+.4f %+.4f", sum / pairs, magnitudes / pairs, least, largest);
  return text.data();
}

struct Row {
  int mantissa_bits;
  const char *literal, *adder, *mitchell;
};

// Exhaustive figures of the two readings with the paper's offset, and of Mitchell's product, the adder without one.
constexpr Row kTable[] = {
    {1, "+0.3194 0.3194 +0.1111 +0.5000", "+0.3750 0.3750 +0.3333 +0.5000", "-0.0278 0.0278 -0.1111"},
    {2, "+0.0864 0.1111 -0.1020 +0.2500", "+0.1467 0.1467 +0.0667 +0.2500", "-0.0357 0.0357 -0.1111"},
    {3, "-0.0097 0.0689 -0.1822 +0.1250", "+0.0493 0.0524 -0.0303 +0.1250", "-0.0378 0.0378 -0.1111"},
    {4, "-0.0218 0.0694 -0.2008 +0.1250", "+0.0487 0.0514 -0.0321 +0.1250", "-0.0383 0.0383 -0.1111"},
    {5, "-0.0587 0.0731 -0.2260 +0.0625", "+0.0041 0.0267 -0.0729 +0.0625", "-0.0384 0.0384 -0.1111"},
    {6, "-0.0614 0.0744 -0.2302 +0.0625", "+0.0041 0.0266 -0.0729 +0.0625", "-0.0385 0.0385 -0.1111"},
    {7, "-0.0628 0.0751 -0.2323 +0.0625", "+0.0041 0.0266 -0.0729 +0.0625", "-0.0385 0.0385 -0.1111"},
    {10, "-0.0640 0.0757 -0.2341 +0.0625", "+0.0041 0.0265 -0.0729 +0.0625", "-0.0385 0.0385 -0.1111"},
};

TEST(LmulError, OfTheFormulaIsThePublishedOne) {
  for (const Row& row : kTable) {
    const std::uint32_t offset = paper_offset(row.mantissa_bits);
    EXPECT_EQ(error_row(row.mantissa_bits, LmulForm::kLiteral, offset), row.literal) << row.mantissa_bits;
  }
}

TEST(LmulError, OfTheAdderIsTheComputedOne) {
  for (const Row& row : kTable) {
    const std::uint32_t offset = paper_offset(row.mantissa_bits);
    EXPECT_EQ(error_row(row.mantissa_bits, LmulForm::kAdder, offset), row.adder) << row.mantissa_bits;
  }
}

TEST(LmulError, OfTheAdderWithoutAnOffsetIsMitchells) {
  for (const Row& row : kTable) {
    EXPECT_EQ(error_row(row.mantissa_bits, LmulForm::kAdder, 0), std::string(row.mitchell) + " +0.0000")
        << row.mantissa_bits;
  }
}

TEST(LmulError, AnOffsetOneOffIsFound) {
  // The planted fault: the figures tell neighbouring offsets apart.
  EXPECT_EQ(error_row(4, LmulForm::kAdder, 1).substr(8, 6), "0.0270");
  EXPECT_NE(error_row(7, LmulForm::kAdder, paper_offset(7) + 1), kTable[6].adder);
}

}  // namespace
}  // namespace lop::pe
