// Posits of many widths against exact rationals: all codes, boundaries, pairs, triples of small ones, random wide ones.
#include <gtest/gtest.h>

#include <random>

#include "models/formats/posit.hpp"
#include "tests/models/formats/posit_oracle.hpp"

namespace {

using namespace lop::formats;
using lop::test::PositOracle;
using lop::test::Rational;

Rational value_of(const PositUnpacked& number) {
  const Rational magnitude = Rational(number.significand) * lop::test::power_of_two(number.exponent);
  return number.negative ? -magnitude : magnitude;
}

TEST(PositExact, EveryCodeUpToTenBitsHasItsValueAndComesBack) {
  for (int bits = 2; bits <= 10; ++bits) {
    for (int exponent_bits = 0; exponent_bits <= 3; ++exponent_bits) {
      const PositFormat format{bits, exponent_bits};
      const PositOracle oracle(bits, exponent_bits);
      for (std::uint32_t code = 0; code <= format.mask(); ++code) {
        const auto expected = oracle.value(code);
        const PositUnpacked number = unpack(format, code);
        ASSERT_EQ(number.posit_class == PositClass::kNar, !expected) << format.name() << " " << code;
        if (!expected) continue;
        ASSERT_EQ(value_of(number), *expected) << format.name() << " " << code;
        ASSERT_EQ(pack(format, number.negative, number.significand, number.exponent), code) << format.name();
        ASSERT_EQ(encode(format, decode(format, code)), code) << format.name();
        ASSERT_GE(number.exponent, -format.max_scale()) << format.name() << " " << code;
      }
    }
  }
}

TEST(PositExact, EveryBoundaryUpToTenBitsGoesToTheEvenCodeAndItsNeighboursToTheirs) {
  for (int bits = 2; bits <= 10; ++bits) {
    for (int exponent_bits = 0; exponent_bits <= 3; ++exponent_bits) {
      const PositFormat format{bits, exponent_bits};
      const PositOracle oracle(bits, exponent_bits);
      for (std::uint32_t code = 1; code < format.maxpos_code(); ++code) {
        // Boundaries have at most 10 significant bits and reach no lower than 2^-80 here.
        const Rational scaled = oracle.boundary(code) * lop::test::power_of_two(80);
        const auto exponent = lop::test::exponent_of(scaled) - 20;
        const lop::test::Integer digits = lop::test::floor_of(scaled * lop::test::power_of_two(-exponent));
        const auto significand = static_cast<std::uint64_t>(digits);
        const std::uint32_t even = code + code % 2;
        ASSERT_EQ(pack(format, false, significand, exponent - 80), even) << format.name() << " " << code;
        ASSERT_EQ(pack(format, false, significand, exponent - 80, true), code + 1) << format.name() << " " << code;
        ASSERT_EQ(pack(format, false, significand - 1, exponent - 80, true), code) << format.name() << " " << code;
        ASSERT_EQ(pack(format, true, significand, exponent - 80), negate(format, even)) << format.name() << " " << code;
      }
    }
  }
}

/// Every pair: product and sum rounded as the oracle has it.
void expect_all_pairs(int exponent_bits) {
  for (int bits = 2; bits <= 8; ++bits) {
    const PositFormat format{bits, exponent_bits};
    const PositOracle oracle(bits, exponent_bits);
    for (std::uint32_t a = 0; a <= format.mask(); ++a) {
      for (std::uint32_t b = 0; b <= format.mask(); ++b) {
        const auto x = oracle.value(a);
        const auto y = oracle.value(b);
        const bool nar = !x || !y;
        ASSERT_EQ(mul(format, a, b), nar ? format.nar_code() : oracle.code_of(Rational(*x * *y)))
            << format.name() << " " << a << " * " << b;
        ASSERT_EQ(add(format, a, b), nar ? format.nar_code() : oracle.code_of(Rational(*x + *y)))
            << format.name() << " " << a << " + " << b;
      }
    }
  }
}

TEST(PositExact, EveryPairUpToEightBitsWithoutExponentBits) { expect_all_pairs(0); }
TEST(PositExact, EveryPairUpToEightBitsWithOneExponentBit) { expect_all_pairs(1); }
TEST(PositExact, EveryPairUpToEightBitsWithTwoExponentBits) { expect_all_pairs(2); }
TEST(PositExact, EveryPairUpToEightBitsWithThreeExponentBits) { expect_all_pairs(3); }

TEST(PositExact, EveryPairUpToSevenBitsInEveryOtherRoundingMode) {
  for (const Rounding mode : {Rounding::kTowardZero, Rounding::kFloor, Rounding::kNearestAway}) {
    for (int bits = 2; bits <= 7; ++bits) {
      for (int exponent_bits = 0; exponent_bits <= 3; ++exponent_bits) {
        const PositFormat format{bits, exponent_bits};
        const PositOracle oracle(bits, exponent_bits);
        for (std::uint32_t pair = 0; pair < 1u << (2 * bits); ++pair) {
          const std::uint32_t a = pair & format.mask(), b = pair >> bits;
          const auto x = oracle.value(a);
          const auto y = oracle.value(b);
          if (!x || !y) continue;
          ASSERT_EQ(mul(format, a, b, mode), oracle.code_of(Rational(*x * *y), mode))
              << format.name() << " " << a << " * " << b;
          ASSERT_EQ(add(format, a, b, mode), oracle.code_of(Rational(*x + *y), mode))
              << format.name() << " " << a << " + " << b;
        }
      }
    }
  }
}

/// A posit of 8 bits more lies between two codes at the share that its low byte says.
TEST(PositExact, StochasticRoundingGoesUpForTheShareOfTheCodeThatIsCutOff) {
  for (int exponent_bits = 0; exponent_bits <= 3; ++exponent_bits) {
    const PositFormat format{6, exponent_bits};
    for (std::uint32_t code = 1; code < format.maxpos_code(); ++code) {
      for (std::uint32_t share = 1; share < 256; ++share) {
        const Rational number = lop::test::positive_posit_value(14, exponent_bits, code << 8 | share);
        const auto scaled = static_cast<std::uint64_t>(lop::test::floor_of(number * lop::test::power_of_two(60)));
        if (Rational(scaled) * lop::test::power_of_two(-60) != number || scaled == 0) continue;
        const std::uint64_t threshold = std::uint64_t{share} << 56;
        for (const bool negative : {false, true}) {
          const auto packed = [&](std::uint64_t random) {
            return pack(format, negative, scaled, -60, false, Rounding::kStochastic, random);
          };
          const auto with_sign = [&](std::uint32_t magnitude) {
            return negative ? negate(format, magnitude) : magnitude;
          };
          ASSERT_EQ(packed(threshold - 1), with_sign(code + 1)) << format.name() << " " << code << " " << share;
          ASSERT_EQ(packed(threshold), with_sign(code)) << format.name() << " " << code << " " << share;
        }
      }
    }
  }
}

TEST(PositExact, EveryTripleUpToFiveBitsIsFusedWithOneRounding) {
  for (int bits = 2; bits <= 5; ++bits) {
    for (int exponent_bits = 0; exponent_bits <= 3; ++exponent_bits) {
      const PositFormat format{bits, exponent_bits};
      const PositOracle oracle(bits, exponent_bits);
      for (std::uint32_t triple = 0; triple < 1u << (3 * bits); ++triple) {
        const std::uint32_t a = triple & format.mask();
        const std::uint32_t b = (triple >> bits) & format.mask();
        const std::uint32_t c = triple >> (2 * bits);
        const auto x = oracle.value(a);
        const auto y = oracle.value(b);
        const auto z = oracle.value(c);
        const std::uint32_t expected = x && y && z ? oracle.code_of(Rational(*x * *y + *z)) : format.nar_code();
        ASSERT_EQ(fma(format, a, b, c), expected) << format.name() << " " << a << " * " << b << " + " << c;
      }
    }
  }
}

TEST(PositExact, RandomWidePositsMultiplyAddAndFuseExactly) {
  std::mt19937 random(20);
  for (const int bits : {9, 16, 17, 24, 31, 32}) {
    for (int exponent_bits = 0; exponent_bits <= 3; ++exponent_bits) {
      const PositFormat format{bits, exponent_bits};
      const PositOracle oracle(bits, exponent_bits);
      for (int trial = 0; trial < 60; ++trial) {
        // A sum cancels in every second trial, but for c's last bits.
        const std::uint32_t a = random() & format.mask();
        const std::uint32_t b = random() & format.mask();
        const std::uint32_t near = negate(format, mul(format, a, b)) ^ (random() & 3);
        const std::uint32_t c = (trial % 2 == 0 ? near : random()) & format.mask();
        const auto x = oracle.value(a);
        const auto y = oracle.value(b);
        const auto z = oracle.value(c);
        if (!x || !y || !z) continue;
        ASSERT_EQ(value_of(unpack(format, a)), *x) << format.name() << " " << a;
        ASSERT_EQ(mul(format, a, b), oracle.code_of(Rational(*x * *y))) << format.name() << " " << a << " * " << b;
        ASSERT_EQ(add(format, a, c), oracle.code_of(Rational(*x + *z))) << format.name() << " " << a << " + " << c;
        ASSERT_EQ(fma(format, a, b, c), oracle.code_of(Rational(*x * *y + *z)))
            << format.name() << " " << a << " * " << b << " + " << c;
      }
    }
  }
}

/// 1.5 * (1 + odd * 2^-f), f the fraction bits at 1, lies midway
/// between two codes; the addend may lie below the sum's 64 bits.
TEST(PositExact, AnAddendFarBelowTheSumDecidesATie) {
  for (const int exponent_bits : {2, 3}) {
    const PositFormat format{32, exponent_bits};
    const PositOracle oracle(32, exponent_bits);
    const std::uint32_t one_and_half = encode(format, 1.5);
    for (std::uint32_t odd = 1; odd < 16; odd += 2) {
      const std::uint32_t near_one = encode(format, 1.0) + odd;
      for (const std::uint32_t tiny : {1u, 2u, 7u, 0x100u}) {
        for (const std::uint32_t c : {tiny, negate(format, tiny)}) {
          for (const std::uint32_t a : {near_one, negate(format, near_one)}) {
            const Rational exact = *oracle.value(a) * *oracle.value(one_and_half) + *oracle.value(c);
            ASSERT_EQ(fma(format, a, one_and_half, c), oracle.code_of(exact)) << format.name() << " " << a << " " << c;
            ASSERT_EQ(fma(format, one_and_half, a, c), oracle.code_of(exact)) << format.name() << " " << a << " " << c;
          }
        }
      }
    }
  }
}

TEST(PositExact, NumbersBeyondTheRangeClampAndNeverBecomeZeroOrNar) {
  for (int bits = 2; bits <= 32; ++bits) {
    for (int exponent_bits = 0; exponent_bits <= 3; ++exponent_bits) {
      const PositFormat format{bits, exponent_bits};
      ASSERT_EQ(encode(format, 1e300), format.maxpos_code());
      ASSERT_EQ(encode(format, -1e300), format.nar_code() + 1);
      ASSERT_EQ(encode(format, 1e-320), 1u);
      ASSERT_EQ(encode(format, -1e-320), format.mask());
      ASSERT_EQ(pack(format, false, 0, -1000, true), 1u);
      ASSERT_EQ(encode(format, -0.0), 0u);
      ASSERT_EQ(negate(format, format.nar_code()), format.nar_code());
      ASSERT_EQ(decode(format, format.maxpos_code()) * decode(format, 1), 1.0);
    }
  }
}

TEST(PositExact, AStickyBitThatCannotDecideIsRefused) {
  EXPECT_THROW(pack(kPosit8Es0, false, 1, 0, true), std::invalid_argument);
  EXPECT_THROW(pack(kPosit8Es0, false, 0, 0, true), std::invalid_argument);
  EXPECT_EQ(pack(kPosit8Es0, false, 0x40, -6, true), 0x40u);  // 1 and something: the guard bit, 2^-6, is there
}

/// The code whose value is nearest: the planted fault, wrong where exponent or regime bits are cut.
std::uint32_t nearest_by_value(const PositFormat& format, const PositOracle& oracle, const Rational& number) {
  std::uint32_t best = 1;
  for (std::uint32_t code = 1; code <= format.mask(); ++code) {
    const auto value = oracle.value(code);
    if (value && abs(*value - number) < abs(*oracle.value(best) - number)) best = code;
  }
  return best;
}

TEST(PositExact, TheOracleTellsRoundingOnTheCodeFromRoundingToTheNearestValue) {
  const PositOracle oracle(4, 1);
  int rounded_on_the_code = 0;
  int planted = 0;
  for (std::uint32_t sixteenths = 1; sixteenths <= 300; ++sixteenths) {
    const Rational number(sixteenths, 16);
    const std::uint32_t expected = oracle.code_of(number);
    if (encode(kPosit4Es1, sixteenths / 16.0) != expected) ++rounded_on_the_code;
    if (nearest_by_value(kPosit4Es1, oracle, number) != expected) ++planted;
  }
  EXPECT_EQ(rounded_on_the_code, 0);
  // 1/8; 129/16 up to the mean 10, 160/16; and the ties 3/4 and 3, whose even code is the upper one.
  EXPECT_EQ(planted, 1 + 32 + 2);
}

}  // namespace
