// Decode and encode of every float format of at most 8 bits against lists of exact rationals.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "models/formats/float_format.hpp"
#include "tests/models/formats/minifloat_oracle.hpp"

namespace {

using namespace lop::formats;
using lop::test::Extended;
using lop::test::Maybe;
using lop::test::Rational;
using lop::test::Shape;
using lop::test::ValueTable;

constexpr Rounding kDeterministic[] = {Rounding::kNearestEven, Rounding::kTowardZero, Rounding::kFloor,
                                       Rounding::kNearestAway};

std::vector<Shape> all_shapes() {
  std::vector<Shape> shapes = lop::test::shapes_up_to(8, true);
  for (const Shape& shape : lop::test::shapes_up_to(8, false)) shapes.push_back(shape);
  return shapes;
}

TEST(Minifloat, EveryCodeOfEveryFormatOfEightBitsOrFewerIsItsValue) {
  int formats = 0;
  for (const Shape& shape : all_shapes()) {
    const ValueTable table(shape);
    const FloatFormat& format = float_format(shape.name);
    ASSERT_EQ(1u << format.bits(), table.codes()) << shape.name;
    ++formats;
    for (std::uint32_t code = 0; code < table.codes(); ++code) {
      const Maybe expected = table.number(code);
      const double value = decode(format, code);
      ASSERT_EQ(std::isnan(value), !expected) << shape.name << " code " << code;
      if (!expected) continue;
      ASSERT_EQ(std::signbit(value), expected->negative) << shape.name << " code " << code;
      ASSERT_EQ(std::isinf(value), expected->infinite) << shape.name << " code " << code;
      if (expected->infinite) continue;
      ASSERT_EQ(Rational(value), expected->value) << shape.name << " code " << code;
    }
  }
  // Signed: 28 shapes, 4 policies, less Inf without a mantissa bit (7) and the one that would hold only zero.
  // Unsigned: 35 shapes, 3 policies, less 7 and 1 likewise, and e8m0.
  EXPECT_EQ(formats, 28 * 4 - 8 + 35 * 3 - 8 + 1);
}

void expect_encoded(const FloatFormat& format, const ValueTable& table, const Rational& magnitude) {
  for (const bool negative : {false, true}) {
    const Extended exact{false, negative, negative ? -magnitude : magnitude};
    const auto value = std::copysign(magnitude.convert_to<double>(), negative ? -1.0 : 1.0);
    ASSERT_EQ(Rational(value), exact.value);
    for (const Rounding mode : kDeterministic) {
      for (const bool saturate : {false, true}) {
        ASSERT_EQ(encode(format, value, mode, saturate ? Overflow::kSaturate : Overflow::kInfinity),
                  table.code(exact, mode, saturate))
            << format.name << " value " << value << " mode " << static_cast<int>(mode) << " saturate " << saturate;
      }
    }
  }
}

TEST(Minifloat, EveryValueMidpointAndQuarterOfEveryFormatRoundsRight) {
  for (const Shape& shape : all_shapes()) {
    const ValueTable table(shape);
    const FloatFormat& format = float_format(shape.name);
    expect_encoded(format, table, 0);
    for (std::uint32_t code = 0; code < table.finite_codes(); ++code) {
      const Rational step = (table.magnitude(code + 1) - table.magnitude(code)) / 4;
      for (int quarters = 0; quarters < 4; ++quarters) {
        expect_encoded(format, table, table.magnitude(code) + quarters * step);
        if (HasFatalFailure()) return;
      }
    }
    for (const int factor : {1, 2, 1000}) expect_encoded(format, table, table.magnitude(table.finite_codes()) * factor);
    expect_encoded(format, table, table.magnitude(1) / 1024);
  }
}

TEST(Minifloat, InfinityAndNanAreEncodedAsEachPolicySays) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const Shape& shape : all_shapes()) {
    const ValueTable table(shape);
    const FloatFormat& format = float_format(shape.name);
    const std::uint32_t largest = table.finite_codes() - 1;
    const bool has_nan = shape.specials != lop::test::Specials::kNone;
    const std::uint32_t infinity = shape.specials == lop::test::Specials::kInfAndNan ? table.infinity(false)
                                   : has_nan                                         ? table.nan()
                                                                                     : largest;
    EXPECT_EQ(encode(format, kInfinity), infinity) << shape.name;
    EXPECT_EQ(encode(format, kInfinity, Rounding::kNearestEven, Overflow::kSaturate), largest) << shape.name;
    EXPECT_EQ(encode(format, std::nan("")), has_nan ? table.nan() : 0) << shape.name;
    if (shape.is_signed) continue;
    EXPECT_EQ(encode(format, -kInfinity), has_nan ? table.nan() : 0) << shape.name;
  }
}

TEST(FloatFormat, PublishedLimitsHold) {
  const auto largest = [](std::string_view name) {
    return decode(float_format(name), float_format(name).max_finite_code());
  };
  const auto smallest = [](std::string_view name) { return decode(float_format(name), 1); };
  EXPECT_EQ(largest("e4m3"), 448);
  EXPECT_EQ(largest("e4m3_ieee"), 240);
  EXPECT_EQ(largest("e4m3_fnuz"), 240);
  EXPECT_EQ(largest("e4m3_all"), 480);
  EXPECT_EQ(largest("e5m2"), 57344);
  EXPECT_EQ(largest("e5m2_fnuz"), 57344);
  EXPECT_EQ(largest("e5m2_all"), 114688);
  EXPECT_EQ(largest("e3m4"), 31);
  EXPECT_EQ(largest("e2m3"), 7.5);
  EXPECT_EQ(largest("e3m2"), 28);
  EXPECT_EQ(largest("e2m1"), 6);
  EXPECT_EQ(largest("e3m0"), 16);
  EXPECT_EQ(largest("e8m0"), 0x1p127);
  EXPECT_EQ(largest("ue4m3"), 448);
  EXPECT_EQ(largest("ue5m3"), 114688);
  EXPECT_EQ(largest("ue5m3_all"), 122880);
  EXPECT_EQ(largest("fp16"), 65504);
  EXPECT_EQ(smallest("e4m3"), 0x1p-9);
  EXPECT_EQ(smallest("e4m3_fnuz"), 0x1p-10);
  EXPECT_EQ(smallest("e5m2"), 0x1p-16);
  EXPECT_EQ(smallest("ue5m3"), 0x1p-17);
  EXPECT_EQ(smallest("tf32"), 0x1p-136);
  EXPECT_EQ(float_format("tf32").bits(), 19);
}

TEST(FloatFormat, OverflowFollowsTheFormatUnlessAsked) {
  for (const char* name : {"fp32", "fp16", "bf16", "tf32", "e4m3_ieee", "e5m2_ieee", "e5m10"}) {
    EXPECT_EQ(float_format(name).default_overflow, Overflow::kInfinity) << name;
  }
  for (const char* name : {"e5m2", "e4m3", "e3m4", "e3m2", "e2m3", "e2m1", "e3m0", "e8m0", "ue4m3", "ue5m3", "e4m3_all",
                           "e4m3_fnuz"}) {
    EXPECT_EQ(float_format(name).default_overflow, Overflow::kSaturate) << name;
  }
}

TEST(FloatFormat, NamesIgnoreCaseAndEveryShapeHasOne) {
  EXPECT_EQ(float_format("E4M3_FNUZ").name, "e4m3_fnuz");
  EXPECT_EQ(float_format("Bf16").name, "bf16");
  EXPECT_EQ(float_format("UE8M0").has_zero, false);
  for (int e = 1; e <= 8; ++e) {
    for (int m = 0; m <= 23; ++m) {
      const FloatFormat& format = float_format("e" + std::to_string(e) + "m" + std::to_string(m));
      EXPECT_EQ(format.exponent_bits, e);
      EXPECT_EQ(format.mantissa_bits, m);
    }
  }
  EXPECT_EQ(float_format("e5m10").policy, SpecialPolicy::kIeee);
  EXPECT_EQ(float_format("e3m3").policy, SpecialPolicy::kAllFinite);
}

TEST(FloatFormat, ShapesThatCannotBeAreRefused) {
  for (const char* name : {"", "e", "e9m3", "e0m3", "e4m24", "e4m3_", "e4m3_nan", "e3m0_ieee", "e1m0_fn", "ue4m3_fnuz",
                           "e8m0_all", "fp16_all"}) {
    EXPECT_THROW(float_format(name), std::invalid_argument) << name;
  }
}

TEST(ScaleFormat, E8m0HasNoZeroAndTiesGoUp) {
  EXPECT_EQ(decode(kE8M0, 0), 0x1p-127);
  EXPECT_EQ(encode(kE8M0, 0.0), 0u);
  EXPECT_EQ(encode(kE8M0, 1.5), 128u);
  EXPECT_EQ(encode(kE8M0, 0x1p-140), 0u);
  EXPECT_EQ(encode(kE8M0, -1.0), 0xffu);
  EXPECT_EQ(encode(kE8M0, 0x1p200, Rounding::kNearestEven, Overflow::kSaturate), 0xfeu);
}

TEST(ScaleFormat, SubnormalScalesAreDecodedAsSubnormals) {
  EXPECT_EQ(decode(kUe4M3, 1), 0x1p-9);
  EXPECT_EQ(decode(kUe5M3, 1), 0x1p-17);
}

}  // namespace
