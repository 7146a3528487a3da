// Encoding against exact rationals: every midpoint of FP16, small formats, random numbers, overflow.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "models/formats/float_format.hpp"
#include "tests/models/formats/exact_oracle.hpp"

namespace {

using namespace lop::formats;
using lop::test::Definition;
using lop::test::Rational;

constexpr Rounding kDeterministic[] = {Rounding::kNearestEven, Rounding::kTowardZero, Rounding::kFloor,
                                       Rounding::kNearestAway};

void expect_rounded(const FloatFormat& format, const Definition& definition, std::uint64_t significand, int exponent) {
  const Rational magnitude = Rational(significand) * lop::test::power_of_two(exponent);
  for (const Rounding mode : kDeterministic) {
    for (const bool negative : {false, true}) {
      for (const bool saturate : {false, true}) {
        const Overflow overflow = saturate ? Overflow::kSaturate : Overflow::kInfinity;
        const std::uint32_t expected = lop::test::code_of(definition, negative, magnitude, mode, saturate);
        ASSERT_EQ(pack(format, negative, significand, exponent, mode, overflow), expected)
            << format.name << " " << significand << " * 2^" << exponent << " mode " << static_cast<int>(mode);
      }
    }
  }
}

TEST(FloatPack, EveryMidpointOfFp16AndItsNeighboursGoToTheRightCode) {
  for (std::uint32_t code = 0; code < 0x7c00; ++code) {
    const Unpacked low = unpack(kFp16, code);
    // In quarters of the last place: the code itself is 0, the midpoint 2, the next code 4.
    const std::uint64_t quarters = low.significand * 4;
    for (const std::uint64_t offset : {0u, 1u, 2u, 3u}) {
      for (const bool negative : {false, true}) {
        const std::uint32_t sign = negative ? 0x8000 : 0;
        const auto got = [&](Rounding mode, bool sticky = false) {
          return pack(kFp16, negative, quarters + offset, low.exponent - 2, mode, Overflow::kInfinity, sticky);
        };
        const bool last = code == 0x7bff;
        const std::uint32_t up = sign | (code + 1);  // 0x7c00 is Inf
        const std::uint32_t down = sign | code;
        ASSERT_EQ(got(Rounding::kNearestEven), offset > 2 || (offset == 2 && code % 2 == 1) ? up : down) << code;
        ASSERT_EQ(got(Rounding::kNearestEven, true), offset >= 2 ? up : down) << code;
        ASSERT_EQ(got(Rounding::kNearestAway), offset >= 2 ? up : down) << code;
        ASSERT_EQ(got(Rounding::kTowardZero), down) << code;
        ASSERT_EQ(got(Rounding::kFloor), negative && offset > 0 ? up : down) << code << (last ? " largest" : "");
        ASSERT_EQ(got(Rounding::kFloor, true), negative ? up : down) << code;
      }
    }
  }
}

TEST(FloatPack, RandomNumbersRoundOnceInEveryFormat) {
  const std::pair<FloatFormat, Definition> formats[] = {{kFp32, lop::test::kFp32Definition},
                                                        {kFp16, lop::test::kFp16Definition},
                                                        {kBf16, lop::test::kBf16Definition},
                                                        {kFp4E2M1, lop::test::kFp4Definition},
                                                        {kFp3E2M0, lop::test::kFp3Definition}};
  std::mt19937_64 random(4);
  for (const auto& [format, definition] : formats) {
    const int span = (1 << definition.exponent_bits) + 2 * definition.mantissa_bits + 8;
    for (int i = 0; i < 1500; ++i) {
      const auto significand = random() >> (random() % 64);
      int length = 0;
      while (length < 64 && significand >> length != 0) ++length;
      const int top = static_cast<int>(random() % static_cast<unsigned>(span)) - span / 2;
      expect_rounded(format, definition, significand, top - length);
    }
  }
}

TEST(FloatPack, SmallFormatsRoundEverySixteenthRight) {
  for (std::uint64_t sixteenths = 0; sixteenths < 16 * 20; ++sixteenths) {
    expect_rounded(kFp4E2M1, lop::test::kFp4Definition, sixteenths, -4);
    expect_rounded(kFp3E2M0, lop::test::kFp3Definition, sixteenths, -4);
  }
}

TEST(FloatPack, TiesWithoutAMantissaGoToTheLargerMagnitudeButToZeroAtTheBottom) {
  EXPECT_EQ(decode(kFp3E2M0, encode(kFp3E2M0, 0.5)), 0);
  EXPECT_EQ(decode(kFp3E2M0, encode(kFp3E2M0, 1.5)), 2);
  EXPECT_EQ(decode(kFp3E2M0, encode(kFp3E2M0, 3.0)), 4);
}

TEST(FloatPack, OcpE4m3SwitchesToNanAbove464) {
  constexpr FloatFormat e4m3{"e4m3", 4, 3, SpecialPolicy::kFiniteNan};
  EXPECT_EQ(encode(e4m3, 464), 0x7eu);
  EXPECT_EQ(encode(e4m3, 464.0001), 0x7fu);
  EXPECT_EQ(encode(e4m3, -464.0001), 0x7fu);
  EXPECT_EQ(encode(e4m3, -1e9, Rounding::kNearestEven, Overflow::kSaturate), 0xfeu);
}

TEST(FloatPack, InfinitiesSaturateOnlyWhenAsked) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(encode(kFp16, kInfinity), 0x7c00u);
  EXPECT_EQ(encode(kFp16, -kInfinity, Rounding::kTowardZero), 0xfc00u);
  EXPECT_EQ(encode(kFp16, -kInfinity, Rounding::kNearestEven, Overflow::kSaturate), 0xfbffu);
  EXPECT_EQ(encode(kFp4E2M1, kInfinity), 0x7u);
  EXPECT_EQ(encode(kFp4E2M1, std::nan("")), 0u);
}

TEST(FloatPack, ZeroKeepsItsSign) {
  EXPECT_EQ(encode(kFp16, -0.0), 0x8000u);
  EXPECT_EQ(encode(kFp16, -1e-300), 0x8000u);
  EXPECT_EQ(encode(kFp16, -1e-300, Rounding::kFloor), 0x8001u);
  EXPECT_EQ(encode(kFp16, std::numeric_limits<double>::denorm_min(), Rounding::kFloor), 0u);
  EXPECT_EQ(pack(kFp32, true, 0, -500, Rounding::kFloor, Overflow::kInfinity, true), 0x80000001u);
}

TEST(FloatPack, AStickyBitNeedsAGuardBit) {
  EXPECT_THROW(pack(kFp32, false, 1, 0, Rounding::kNearestEven, Overflow::kInfinity, true), std::invalid_argument);
}

TEST(FloatPack, StochasticRoundingTakesOnlyTheTwoNeighbours) {
  int ups = 0;
  for (std::uint64_t i = 0; i < 4096; ++i) {
    const std::uint32_t code = encode(kFp4E2M1, 4.5, Rounding::kStochastic, Overflow::kSaturate, counter_random(3, i));
    ASSERT_TRUE(code == 6 || code == 7) << code;
    ups += code == 7;
  }
  EXPECT_NEAR(ups, 1024, 5 * 28);  // a quarter of the way from 4 to 6
}

}  // namespace
