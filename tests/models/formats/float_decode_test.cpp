// Every code of every small format against its definition in exact rationals.
#include <gtest/gtest.h>

#include <cmath>

#include "models/formats/float_format.hpp"
#include "tests/models/formats/exact_oracle.hpp"

namespace {

using lop::formats::FloatClass;
using lop::formats::FloatFormat;
using lop::test::Definition;
using lop::test::Rational;

void expect_definition(const FloatFormat& format, const Definition& definition, std::uint32_t code) {
  const lop::test::Number expected = lop::test::number_of(definition, code);
  const lop::formats::Unpacked got = lop::formats::unpack(format, code);
  const double decoded = lop::formats::decode(format, code);
  ASSERT_EQ(got.negative, expected.negative) << format.name << " code " << code;
  if (expected.nan) {
    ASSERT_EQ(got.float_class, FloatClass::kNan) << format.name << " code " << code;
    ASSERT_TRUE(std::isnan(decoded));
    return;
  }
  ASSERT_EQ(std::signbit(decoded), expected.negative) << format.name << " code " << code;
  if (expected.infinite) {
    ASSERT_EQ(got.float_class, FloatClass::kInfinity) << format.name << " code " << code;
    ASSERT_TRUE(std::isinf(decoded));
    return;
  }
  const FloatClass float_class = expected.magnitude == 0 ? FloatClass::kZero
                                 : expected.magnitude < lop::test::power_of_two(1 - definition.bias)
                                     ? FloatClass::kSubnormal
                                     : FloatClass::kNormal;
  ASSERT_EQ(got.float_class, float_class) << format.name << " code " << code;
  ASSERT_EQ(Rational(got.significand) * lop::test::power_of_two(got.exponent), expected.magnitude)
      << format.name << " code " << code;
  ASSERT_EQ(Rational(decoded), expected.value()) << format.name << " code " << code;
}

void expect_all_codes(const FloatFormat& format, const Definition& definition) {
  ASSERT_EQ(format.bits(), definition.bits());
  ASSERT_EQ(format.bias(), definition.bias);
  for (std::uint32_t code = 0; code < 1u << definition.bits(); ++code) expect_definition(format, definition, code);
}

TEST(FloatDecode, EveryFp16CodeIsExact) { expect_all_codes(lop::formats::kFp16, lop::test::kFp16Definition); }
TEST(FloatDecode, EveryBf16CodeIsExact) { expect_all_codes(lop::formats::kBf16, lop::test::kBf16Definition); }
TEST(FloatDecode, EveryFp4CodeIsExact) { expect_all_codes(lop::formats::kFp4E2M1, lop::test::kFp4Definition); }
TEST(FloatDecode, EveryFp3CodeIsExact) { expect_all_codes(lop::formats::kFp3E2M0, lop::test::kFp3Definition); }

TEST(FloatDecode, Fp32CodesOfEveryExponentAreExact) {
  for (std::uint32_t field = 0; field < 512; ++field) {
    for (const std::uint32_t mantissa : {0x000000u, 0x000001u, 0x2aaaaau, 0x400000u, 0x7fffffu}) {
      expect_definition(lop::formats::kFp32, lop::test::kFp32Definition, field << 23 | mantissa);
    }
  }
}

TEST(FloatFormat, FormatsAreFoundByName) {
  EXPECT_EQ(lop::formats::float_format("bf16").mantissa_bits, 7);
  EXPECT_EQ(lop::formats::float_format("e2m1").bits(), 4);
}

TEST(FloatFormat, AnUnknownNameIsAnsweredWithTheKnownOnes) {
  try {
    lop::formats::float_format("fp17");
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_NE(std::string(error.what()).find("'fp17'"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("fp16"), std::string::npos);
  }
}

TEST(FloatFormat, LimitsFollowFromTheTable) {
  constexpr FloatFormat e4m3{"e4m3", 4, 3, lop::formats::SpecialPolicy::kFiniteNan};
  static_assert(e4m3.max_finite_code() == 0x7e && e4m3.nan_code() == 0x7f);
  EXPECT_EQ(lop::formats::decode(e4m3, 0x7e), 448);
  EXPECT_TRUE(std::isnan(lop::formats::decode(e4m3, 0xff)));
  EXPECT_EQ(lop::formats::decode(lop::formats::kFp16, lop::formats::kFp16.max_finite_code()), 65504);
  EXPECT_EQ(lop::formats::decode(lop::formats::kFp4E2M1, lop::formats::kFp4E2M1.max_finite_code()), 6);
  EXPECT_EQ(lop::formats::kFp16.nan_code(), 0x7e00u);
  EXPECT_EQ(lop::formats::kFp32.nan_code(), 0x7fc00000u);
}

}  // namespace
