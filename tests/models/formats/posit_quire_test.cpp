// The quire against exact rationals: any order, cancellation, widths, NaR, overflow of a register.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "models/formats/posit_quire.hpp"
#include "tests/models/formats/posit_oracle.hpp"

namespace {

using namespace lop::formats;
using lop::test::PositOracle;
using lop::test::Rational;

using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

/// Any codes but NaR; the second half undoes the first but for one product, so that sums cancel.
Pairs random_pairs(const PositFormat& format, std::mt19937& random, int count) {
  Pairs pairs;
  while (static_cast<int>(pairs.size()) < count) {
    const std::uint32_t a = random() & format.mask();
    const std::uint32_t b = random() & format.mask();
    if (a == format.nar_code() || b == format.nar_code()) continue;
    pairs.emplace_back(a, b);
    if (pairs.size() > 1) pairs.emplace_back(negate(format, a), b);
  }
  return pairs;
}

PositQuire filled(const PositFormat& format, const Pairs& pairs) {
  PositQuire quire(format);
  for (const auto& [a, b] : pairs) quire.add_product(a, b);
  return quire;
}

TEST(PositQuire, SumsAreExactAndRoundedOnceInAnyOrder) {
  std::mt19937 random(7);
  for (const PositFormat format :
       {PositFormat{4, 1}, {8, 0}, {8, 2}, {16, 1}, {16, 2}, {32, 2}, {32, 3}, {3, 3}, {2, 0}}) {
    const PositOracle oracle(format.bits, format.exponent_bits);
    const int width = 8 * format.max_scale() + 64;
    for (int trial = 0; trial < 20; ++trial) {
      Pairs pairs = random_pairs(format, random, 5 + trial % 8);
      if (trial % 3 == 0) pairs.pop_back();
      Rational exact = 0;
      for (const auto& [a, b] : pairs) exact += *oracle.value(a) * *oracle.value(b);
      const PositQuire first = filled(format, pairs);
      ASSERT_EQ(first.rounded(), oracle.code_of(exact)) << format.name();
      for (int order = 0; order < 5; ++order) {
        std::shuffle(pairs.begin(), pairs.end(), random);
        const PositQuire again = filled(format, pairs);
        ASSERT_EQ(again.code(width), first.code(width)) << format.name();
        ASSERT_EQ(again.rounded(), first.rounded()) << format.name();
      }
      for (const PositFormat other : {PositFormat{8, 0}, {16, 1}, {4, 1}}) {
        ASSERT_EQ(first.rounded(other), PositOracle(other.bits, other.exponent_bits).code_of(exact)) << other.name();
      }
    }
  }
}

TEST(PositQuire, MinposSquaredSurvivesBesideMaxposSquared) {
  for (const PositFormat format : {PositFormat{4, 1}, {8, 0}, {16, 1}, {32, 3}}) {
    PositQuire quire(format);
    quire.add_product(format.maxpos_code(), format.maxpos_code());
    quire.add_product(1, 1);
    EXPECT_EQ(quire.rounded(), format.maxpos_code());
    quire.add_product(format.maxpos_code(), negate(format, format.maxpos_code()));
    EXPECT_EQ(quire.code(64).front(), 1u) << format.name();
    EXPECT_EQ(quire.rounded(), 1u);
    quire.add_product(negate(format, 1), 1);
    EXPECT_EQ(quire.rounded(), 0u);
    quire.add(negate(format, 3));
    EXPECT_EQ(quire.rounded(), negate(format, 3));
  }
}

/// 1.5 * (1 + odd * 2^-f), f the fraction bits at 1, lies midway between two codes.
TEST(PositQuire, MinposSquaredDecidesATie) {
  for (const PositFormat format : {PositFormat{8, 0}, {16, 1}, {32, 2}, {32, 3}}) {
    const PositOracle oracle(format.bits, format.exponent_bits);
    const std::uint32_t one_and_half = encode(format, 1.5);
    for (std::uint32_t odd = 1; odd < 16; odd += 2) {
      const std::uint32_t near_one = encode(format, 1.0) + odd;
      for (const std::uint32_t a : {near_one, negate(format, near_one)}) {
        for (const std::uint32_t tiny : {1u, format.mask(), 0u}) {
          const PositQuire quire = filled(format, {{a, one_and_half}, {tiny, 1}});
          const Rational exact =
              *oracle.value(a) * *oracle.value(one_and_half) + *oracle.value(tiny) * *oracle.value(1);
          ASSERT_EQ(quire.rounded(), oracle.code_of(exact)) << format.name() << " " << a << " " << tiny;
        }
      }
    }
  }
}

TEST(PositQuire, NarStaysUntilCleared) {
  PositQuire quire(kPosit8Es0);
  quire.add_product(0, 0x80);
  quire.add_product(0x40, 0x40);
  EXPECT_TRUE(quire.is_nar());
  EXPECT_EQ(quire.rounded(), 0x80u);
  EXPECT_EQ(quire.rounded(kPosit16Es1), 0x8000u);
  EXPECT_EQ(quire.code(32), std::vector<std::uint64_t>{0x80000000});
  EXPECT_EQ(quire.code(128), (std::vector<std::uint64_t>{0, 0x8000000000000000}));
  quire.clear();
  quire.add(0x40);
  EXPECT_EQ(quire.rounded(), 0x40u);
  quire.add(0x80);
  EXPECT_TRUE(quire.is_nar());
}

/// maxpos^2 is 2^24 last places, so 32 bits hold 127 of them; the 128th of a negative sum would be the code of NaR.
TEST(PositQuire, ARegisterTooNarrowForTheSumIsRefused) {
  for (const std::uint32_t a : {0x7fu, 0x81u}) {
    PositQuire quire(kPosit8Es0);
    for (int product = 0; product < 127; ++product) quire.add_product(a, 0x7f);
    EXPECT_EQ(quire.code(32).front(), a == 0x7f ? 0x7f000000u : 0x81000000u);
    quire.add_product(a, 0x7f);
    EXPECT_FALSE(quire.fits(32));
    EXPECT_THROW(quire.code(32), std::range_error);
    EXPECT_EQ(quire.code(33).front(), a == 0x7f ? 0x080000000u : 0x180000000u);
    EXPECT_EQ(quire.rounded(), a);
  }
}

}  // namespace
