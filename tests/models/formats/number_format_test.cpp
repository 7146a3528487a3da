// Integers and tables behind the common interface, against exact values; names; what floats and posits pass on.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "models/formats/number_arithmetic.hpp"
#include "tests/models/formats/table_formats_oracle.hpp"

namespace {

using namespace lop::formats;
using lop::test::integer_and_table_oracles;
using lop::test::Rational;
using lop::test::ValueListOracle;

constexpr Rounding kDeterministic[] = {Rounding::kNearestEven, Rounding::kTowardZero, Rounding::kFloor,
                                       Rounding::kNearestAway};

ResultRule rule(Rounding rounding, std::uint64_t random = 0) { return {rounding, Overflow::kSaturate, random}; }

/// Exact in double: every value here is a small multiple of 2^-20.
double value_of(const Rational& number) { return static_cast<double>(number); }

class EveryTable : public testing::TestWithParam<ValueListOracle> {};

TEST_P(EveryTable, HasItsValuesAndReadsBackWhatItWrites) {
  const ValueListOracle& oracle = GetParam();
  const NumberFormat format = number_format(oracle.name());
  ASSERT_LE(oracle.codes(), format.mask() + 1);
  for (std::uint32_t code = 0; code < oracle.codes(); ++code) {
    EXPECT_EQ(format.decode(code), value_of(oracle.value(code))) << code;
    EXPECT_EQ(format.decode(format.encode(format.decode(code))), format.decode(code)) << code;
  }
  for (const auto& [code, value] : oracle.sorted()) EXPECT_EQ(format.encode(value_of(value)), code);
}

TEST_P(EveryTable, RoundsBetweenAndBeyondItsValuesInEveryMode) {
  const ValueListOracle& oracle = GetParam();
  const NumberFormat format = number_format(oracle.name());
  std::vector<Rational> numbers = {oracle.sorted().front().value - 1, oracle.sorted().back().value + 1};
  for (std::size_t i = 1; i < oracle.sorted().size(); ++i) {
    const Rational lower = oracle.sorted()[i - 1].value, upper = oracle.sorted()[i].value;
    const Rational middle = (lower + upper) / 2, near = lop::test::power_of_two(-20);
    for (const Rational& number :
         {Rational(lower + near), Rational(middle - near), middle, Rational(middle + near), Rational(upper - near)}) {
      numbers.push_back(number);
    }
  }
  for (const Rounding rounding : kDeterministic) {
    for (const Rational& number : numbers) {
      EXPECT_EQ(format.encode(value_of(number), rule(rounding)), oracle.rounded(number, rounding))
          << number << " mode " << static_cast<int>(rounding);
    }
  }
}

TEST_P(EveryTable, MultipliesAndAddsEveryPairOfCodesInEveryMode) {
  const ValueListOracle& oracle = GetParam();
  const NumberFormat format = number_format(oracle.name());
  for (const Rounding rounding : kDeterministic) {
    for (std::uint32_t a = 0; a < oracle.codes(); ++a) {
      for (std::uint32_t b = 0; b < oracle.codes(); ++b) {
        const Rational product = oracle.value(a) * oracle.value(b), sum = oracle.value(a) + oracle.value(b);
        ASSERT_EQ(mul(format, a, b, rule(rounding)), oracle.rounded(product, rounding)) << a << " * " << b;
        ASSERT_EQ(add(format, a, b, rule(rounding)), oracle.rounded(sum, rounding)) << a << " + " << b;
      }
    }
  }
}

/// At the share s of the way from the smaller magnitude to the larger, s * 2^64 of the random numbers go to the larger.
TEST_P(EveryTable, StochasticRoundingTakesTheLargerMagnitudeForItsShare) {
  const ValueListOracle& oracle = GetParam();
  const NumberFormat format = number_format(oracle.name());
  for (std::size_t i = 1; i < oracle.sorted().size(); ++i) {
    const auto& lower = oracle.sorted()[i - 1];
    const auto& upper = oracle.sorted()[i];
    const bool from_lower = upper.value > 0;
    for (const int share : {1, 64, 128, 200, 255}) {
      const Rational part = (upper.value - lower.value) * Rational(share, 256);
      const double number = value_of(from_lower ? Rational(lower.value + part) : Rational(upper.value - part));
      const std::uint64_t threshold = static_cast<std::uint64_t>(share) << 56;
      const std::uint32_t larger = from_lower ? upper.code : lower.code, smaller = from_lower ? lower.code : upper.code;
      EXPECT_EQ(format.encode(number, rule(Rounding::kStochastic, threshold - 1)), larger) << number;
      EXPECT_EQ(format.encode(number, rule(Rounding::kStochastic, threshold)), smaller) << number;
    }
  }
}

std::string test_name(const testing::TestParamInfo<ValueListOracle>& tested) {
  std::string name = tested.param.name();
  for (char& letter : name) {
    if (letter == '+') letter = 'P';
    if (letter == '-') letter = 'M';
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
  }
  return name;
}
INSTANTIATE_TEST_SUITE_P(Formats, EveryTable, testing::ValuesIn(integer_and_table_oracles()), test_name);

TEST(ValueListOracleItself, SeesATieThatGoesTheWrongWay) {
  const ValueListOracle wrong("int4",
                              lop::test::counted(4, [](std::int64_t code) { return code < 8 ? code : code - 16; }),
                              lop::test::always_lower);
  const NumberFormat format = number_format("int4");
  int differences = 0;
  for (int half = -16; half <= 14; ++half) {
    differences += format.encode(half / 2.0) != wrong.rounded(Rational(half, 2), Rounding::kNearestEven);
  }
  EXPECT_EQ(differences, 7);  // -6.5, -4.5, ... 5.5: the ties above an odd number
}

/// source  NUPES (2308.05600): exponent 1/2, so that a code stands for the square of its integer
TEST(PowerInt, StandsForSignedSquaresAndRoundsInTheDomainOfTheRoot) {
  const NumberFormat format = number_format("power_int4");
  const int squares[] = {0, 1, 4, 9, 16, 25, 36, 49};
  for (std::uint32_t code = 0; code < 8; ++code) EXPECT_EQ(format.decode(code), squares[code]);
  EXPECT_EQ(format.decode(8), -64);
  EXPECT_EQ(format.decode(15), -1);
  for (int eighths = -64 * 8; eighths <= 49 * 8; ++eighths) {
    const double number = eighths / 8.0;
    // The root of a multiple of 1/8 is never within 2^-40 of a half-integer unless it is one, so the host's tells.
    const double root = std::sqrt(std::abs(number));
    const double nearest = std::nearbyint(root);
    const auto expected = static_cast<std::uint32_t>(static_cast<int>(number < 0 ? -nearest : nearest)) & 15;
    EXPECT_EQ(format.encode(number), expected) << number;
  }
  EXPECT_EQ(format.encode(1e9), 7u);
}

TEST(NumberFormat, GoesByEveryNameInEitherCase) {
  EXPECT_EQ(number_format("E4M3").bits(), 8);
  EXPECT_EQ(number_format("Posit16_1").bits(), 16);
  EXPECT_EQ(number_format("FP4").decode(7), 6);
  EXPECT_EQ(number_format("fp3").decode(3), 4);
  EXPECT_EQ(number_format("UE5M3").decode(0x01), 0x1p-17);
  EXPECT_EQ(number_format("e4m3_all").decode(0x7f), 480);
  EXPECT_EQ(number_format("uint16").decode(65535), 65535);
  EXPECT_EQ(number_format("flint8").bits(), 8);
}

TEST(NumberFormat, RefusesAnUnknownNameAndSaysWhatThereIs) {
  for (const char* name : {"int17", "int0", "int04", "uint", "posit33_0", "posit8_4", "flint9", "pot7", "e9m0", "",
                           "book:", "book:1,,2", "book:0.1", "book:1e9", "bf17"}) {
    try {
      number_format(name);
      FAIL() << name;
    } catch (const std::invalid_argument& error) {
      EXPECT_GT(std::string(error.what()).size(), 40u) << name;
    }
  }
}

TEST(NumberFormat, IntegersAndTablesHoldNeitherInfinityNorNan) {
  const double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  for (const char* name : {"int8", "uint4", "flint4", "ternary", "fp4_ea+"}) {
    const NumberFormat format = number_format(name);
    EXPECT_EQ(format.decode(format.encode(nan)), 0) << name;
    EXPECT_EQ(format.encode(infinity), format.encode(1e6)) << name;
    EXPECT_EQ(format.encode(-infinity), format.encode(-1e6)) << name;
  }
  EXPECT_EQ(number_format("bipolar_int4").encode(nan), number_format("bipolar_int4").encode(0.0));
}

TEST(NumberFormat, EncodesTheSameFromFp32BitsAndFromDoubles) {
  for (const char* name : {"e4m3", "e5m2", "posit16_1", "posit8_0", "int8", "flint4", "bf16", "e2m1", "ue4m3"}) {
    const NumberFormat format = number_format(name);
    for (std::uint32_t bits = 0; bits < 0xffff0000u; bits += 0x000f4241) {
      float value;
      std::memcpy(&value, &bits, sizeof value);
      ASSERT_EQ(format.encode_fp32(bits, format.default_rule()), format.encode(value)) << name << " " << bits;
    }
  }
}

}  // namespace
