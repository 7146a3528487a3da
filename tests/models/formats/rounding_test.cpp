// Integer rounding against exact rationals.
#include "models/formats/rounding.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "tests/models/formats/exact_oracle.hpp"

namespace {

using lop::formats::counter_random;
using lop::formats::Rounding;
using lop::formats::shift_right_floor;
using lop::formats::shift_right_rounded;
using lop::test::Integer;
using lop::test::power_of_two;
using lop::test::Rational;

constexpr Rounding kDeterministic[] = {Rounding::kNearestEven, Rounding::kTowardZero, Rounding::kFloor,
                                       Rounding::kNearestAway};

void expect_exact(std::uint64_t magnitude, int shift) {
  for (const Rounding mode : kDeterministic) {
    for (const bool negative : {false, true}) {
      for (const bool sticky : {false, true}) {
        if (shift == 0 && sticky && (mode != Rounding::kTowardZero)) continue;
        // Any amount below the last bit serves: the answer may not depend on how much.
        const Rational exact = (Rational(magnitude) + (sticky ? Rational(1, 3) : Rational(0))) * power_of_two(-shift);
        EXPECT_EQ(Integer(shift_right_rounded(magnitude, shift, mode, negative, sticky)),
                  *lop::test::rounded_magnitude(exact, mode, negative))
            << magnitude << " >> " << shift << " mode " << static_cast<int>(mode) << " sticky " << sticky;
      }
    }
  }
}

TEST(Rounding, EveryModeIsExactForAllSmallMagnitudesAndShifts) {
  for (std::uint64_t magnitude = 0; magnitude < 130; ++magnitude) {
    for (int shift = 0; shift < 12; ++shift) expect_exact(magnitude, shift);
  }
}

TEST(Rounding, EveryModeIsExactForWideMagnitudesAndShiftsBeyondTheWord) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 3000; ++i) {
    const int shift = static_cast<int>(random() % 140);
    std::uint64_t magnitude = random() >> (random() % 64);
    if (shift == 0) magnitude >>= 1;
    if (random() % 4 == 0 && shift > 0 && shift <= 64) {  // a tie
      const std::uint64_t half = std::uint64_t{1} << (shift - 1);
      magnitude = shift < 64 ? (magnitude & ~((half << 1) - 1)) | half : half;
    }
    expect_exact(magnitude, shift);
  }
}

TEST(Rounding, StickyTurnsATieIntoMoreThanHalf) {
  EXPECT_EQ(shift_right_rounded(0b1010, 2, Rounding::kNearestEven), 2u);
  EXPECT_EQ(shift_right_rounded(0b1010, 2, Rounding::kNearestEven, false, true), 3u);
  EXPECT_EQ(shift_right_rounded(0b1001, 2, Rounding::kNearestEven, false, true), 2u);
  EXPECT_EQ(shift_right_rounded(0, 200, Rounding::kFloor, true, true), 1u);
}

TEST(Rounding, StochasticRoundsUpExactlyBelowTheFraction) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 3000; ++i) {
    const std::uint64_t magnitude = random() >> (random() % 64);
    const int shift = static_cast<int>(random() % 100);
    const std::uint64_t draw = i % 2 == 0 ? random() : random() >> (random() % 64);
    const Rational exact = Rational(magnitude) * power_of_two(-shift);
    const Integer below = lop::test::floor_of(exact);
    const Integer threshold = lop::test::floor_of((exact - Rational(below)) * power_of_two(64));
    const Integer expected = Integer(draw) < threshold ? below + 1 : below;
    EXPECT_EQ(Integer(shift_right_rounded(magnitude, shift, Rounding::kStochastic, false, false, draw)), expected);
  }
}

TEST(Rounding, StochasticIsUnbiasedOverTheCounter) {
  // 5/16 over 2^16 draws: mean 20480, standard deviation 119.
  std::uint64_t ups = 0;
  for (std::uint64_t i = 0; i < 65536; ++i) {
    ups += shift_right_rounded(5, 4, Rounding::kStochastic, false, false, counter_random(7, i));
  }
  EXPECT_NEAR(static_cast<double>(ups), 20480.0, 5 * 119.0);
}

TEST(Rounding, SignedShiftIsTheFloor) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 3000; ++i) {
    const auto value = static_cast<std::int64_t>(random()) >> (random() % 64);
    const int shift = static_cast<int>(random() % 80);
    const Rational exact = Rational(value) * power_of_two(-shift);
    Integer floor = lop::test::floor_of(abs(exact));
    if (exact < 0) floor = Rational(floor) == -exact ? Integer(-floor) : Integer(-floor - 1);
    EXPECT_EQ(Integer(shift_right_floor(value, shift)), floor) << value << " >> " << shift;
  }
  EXPECT_EQ(shift_right_floor(-1, 1000), -1);
  EXPECT_EQ(shift_right_floor(1, 1000), 0);
}

TEST(CounterRandom, DependsOnSeedAndIndexAlone) {
  static_assert(counter_random(1, 2) == counter_random(1, 2));
  std::set<std::uint64_t> seen;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    for (std::uint64_t index = 0; index < 100; ++index) seen.insert(counter_random(seed, index));
  }
  EXPECT_EQ(seen.size(), 10000u);
}

TEST(CounterRandom, EveryBitIsSetHalfOfTheTime) {
  // 2^14 draws: mean 8192, standard deviation 64.
  for (int bit = 0; bit < 64; ++bit) {
    int set = 0;
    for (std::uint64_t index = 0; index < 16384; ++index) set += (counter_random(0, index) >> bit) & 1;
    EXPECT_NEAR(set, 8192, 5 * 64) << "bit " << bit;
  }
}

}  // namespace
