// Exact dot products of any format: independent of order, rounded once, infinities and zeros by IEEE 754's rules.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "models/formats/number_arithmetic.hpp"
#include "models/formats/posit_quire.hpp"
#include "tests/models/formats/exact_oracle.hpp"

namespace {

using namespace lop::formats;
using lop::test::Rational;
using Codes = std::vector<std::uint32_t>;

std::uint32_t dot_of(const NumberFormat& format, const Codes& a, const Codes& b, const ResultRule& rule) {
  return dot(format, a.data(), b.data(), a.size(), rule);
}

/// From the double that a code decodes to, which is exact for every format.
Rational exact(double value) {
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  return Rational(static_cast<std::int64_t>(std::ldexp(fraction, 53))) * lop::test::power_of_two(exponent - 53);
}

bool finite(const NumberFormat& format, std::uint32_t code) { return std::isfinite(format.decode(code)); }

/// FP32 through its definition in rationals: sums whose terms are 500 binades apart, cancelling ones among them.
TEST(DotProduct, OfFp32IsTheExactSumRoundedOnce) {
  const NumberFormat format = number_format("fp32");
  std::mt19937_64 random(3);
  for (int trial = 0; trial < 300; ++trial) {
    Codes a, b;
    for (int i = 0; i < 6; ++i) {
      a.push_back(static_cast<std::uint32_t>(random()));
      b.push_back(static_cast<std::uint32_t>(random()));
      if (i % 2 == 1 && trial % 3 == 0) {  // the term before, negated, in its last place changed
        a[static_cast<std::size_t>(i)] = a[static_cast<std::size_t>(i - 1)] ^ 0x80000000u;
        b[static_cast<std::size_t>(i)] = b[static_cast<std::size_t>(i - 1)] ^ static_cast<std::uint32_t>(trial % 2);
      }
    }
    const auto all_finite = [&](const Codes& codes) {
      return std::all_of(codes.begin(), codes.end(), [&](auto code) { return finite(format, code); });
    };
    if (!all_finite(a) || !all_finite(b)) continue;
    Rational sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += exact(format.decode(a[i])) * exact(format.decode(b[i]));
    for (const Rounding mode :
         {Rounding::kNearestEven, Rounding::kTowardZero, Rounding::kFloor, Rounding::kNearestAway}) {
      const std::uint32_t got = dot_of(format, a, b, {mode, Overflow::kInfinity, 0});
      if (sum == 0) continue;
      ASSERT_EQ(got, lop::test::code_of(lop::test::kFp32Definition, sum < 0, abs(sum), mode, false)) << trial;
    }
  }
}

TEST(DotProduct, DoesNotDependOnTheOrderOfItsTerms) {
  std::mt19937 random(5);
  for (const char* name :
       {"posit4_1", "posit8_0", "posit16_1", "posit32_2", "e4m3", "e5m2", "fp16", "int8", "uint16", "flint4", "fp32"}) {
    const NumberFormat format = number_format(name);
    for (int trial = 0; trial < 20; ++trial) {
      std::vector<std::pair<std::uint32_t, std::uint32_t>> terms;
      while (terms.size() < 64) {
        const std::uint32_t a = random() & format.mask(), b = random() & format.mask();
        if (finite(format, a) && finite(format, b)) terms.emplace_back(a, b);
      }
      const auto result = [&] {
        DotProduct sum(format);
        for (const auto& [a, b] : terms) sum.add_product(a, b);
        return sum.rounded(format.default_rule());
      };
      const std::uint32_t first = result();
      for (int shuffle = 0; shuffle < 5; ++shuffle) {
        std::shuffle(terms.begin(), terms.end(), random);
        ASSERT_EQ(result(), first) << name;
      }
    }
  }
}

TEST(DotProduct, OfPositsIsTheirQuire) {
  std::mt19937 random(6);
  for (const PositFormat& posits : {kPosit4Es1, kPosit8Es0, kPosit16Es1}) {
    const NumberFormat format = number_format(posits.name());
    for (int trial = 0; trial < 500; ++trial) {
      PositQuire quire(posits);
      DotProduct sum(format);
      for (int i = 0; i < 8; ++i) {
        const std::uint32_t a = random() & posits.mask(), b = random() & posits.mask();
        quire.add_product(a, b);
        sum.add_product(a, b);
      }
      ASSERT_EQ(sum.rounded(format.default_rule()), quire.rounded());
    }
  }
}

TEST(DotProduct, OfInfinitiesAndZerosFollowsIeee) {
  const NumberFormat e5m2 = number_format("e5m2");
  constexpr std::uint32_t kInf = 0x7c, kMinusInf = 0xfc, kNan = 0x7e, kOne = 0x3c, kMinusOne = 0xbc, kMinusZero = 0x80;
  for (const Overflow overflow : {Overflow::kInfinity, Overflow::kSaturate}) {
    const ResultRule rule{Rounding::kNearestEven, overflow, 0};
    EXPECT_EQ(dot_of(e5m2, {kInf, kOne}, {kOne, kOne}, rule), kInf);
    EXPECT_EQ(dot_of(e5m2, {kInf, kOne}, {kMinusOne, kOne}, rule), kMinusInf);
    EXPECT_EQ(dot_of(e5m2, {kInf, kInf}, {kOne, kMinusOne}, rule), kNan);
    EXPECT_EQ(dot_of(e5m2, {kInf}, {0}, rule), kNan);
    EXPECT_EQ(dot_of(e5m2, {kNan}, {0}, rule), kNan);
    EXPECT_EQ(dot_of(e5m2, {kMinusZero, kMinusZero}, {kOne, kOne}, rule), kMinusZero);
    EXPECT_EQ(dot_of(e5m2, {kMinusZero, 0}, {kOne, kOne}, rule), 0u);
    EXPECT_EQ(dot_of(e5m2, {kOne, kOne}, {kOne, kMinusOne}, rule), 0u);
    EXPECT_EQ(dot_of(e5m2, {}, {}, rule), 0u);
  }
  EXPECT_EQ(dot_of(e5m2, {kOne, kOne}, {kOne, kMinusOne}, {Rounding::kFloor, Overflow::kInfinity, 0}), kMinusZero);
}

/// 57344^2 * 4 overflows and comes back before it is read.
TEST(DotProduct, MayPassBeyondTheFormatsRangeOnTheWay) {
  const NumberFormat e5m2 = number_format("e5m2");
  EXPECT_EQ(dot_of(e5m2, {0x7b, 0x7b, 0x3c, 0xfb, 0xfb}, {0x7b, 0x7b, 0x3c, 0x7b, 0x7b}, e5m2.default_rule()), 0x3cu);
  const NumberFormat int8 = number_format("int8");
  EXPECT_EQ(dot_of(int8, {0x7f, 0x7f, 0x81, 0x81, 5}, {0x7f, 0x7f, 0x7f, 0x7f, 3}, int8.default_rule()), 15u);
  EXPECT_EQ(dot_of(int8, {0x80, 0x80}, {0x7f, 0x7f}, int8.default_rule()), 0x80u);
}

TEST(DotProduct, IsReadInAnyFormat) {
  const NumberFormat e2m1 = number_format("e2m1");
  DotProduct sum(e2m1);
  sum.add_product(1, 1);  // 0.25
  sum.add_product(7, 7);  // 36
  EXPECT_EQ(sum.rounded(number_format("fp32"), {}), 0x42110000u);
  EXPECT_EQ(sum.rounded(number_format("posit16_1"), {}), number_format("posit16_1").encode(36.25));
  EXPECT_EQ(sum.rounded({}), 7u);
}

}  // namespace
