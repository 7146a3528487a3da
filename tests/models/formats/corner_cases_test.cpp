// Corners of element formats that a table or a published text settles; those of encoding alone have tests of their own.
#include <gtest/gtest.h>

#include <cmath>

#include "models/formats/float_arithmetic.hpp"
#include "models/formats/posit.hpp"
#include "models/formats/posit_quire.hpp"
#include "tests/models/formats/golden_rows.hpp"

namespace {

using namespace lop::formats;

constexpr PositFormat kPosit8Es2{8, 2};
constexpr PositFormat kPosits[] = {kPosit4Es1, kPosit8Es0, kPosit8Es2, kPosit16Es1, {16, 2}, {32, 2}};

TEST(Corner, PositNarIsSticky) {
  for (const PositFormat& format : kPosits) {
    const std::uint32_t nar = format.nar_code();
    for (const std::uint32_t other : {0u, 1u, format.maxpos_code(), nar, nar + 1, format.mask()}) {
      for (const std::uint32_t third : {0u, 1u, nar}) {
        EXPECT_EQ(fma(format, nar, other, third), nar) << format.name();
        EXPECT_EQ(fma(format, other, nar, third), nar) << format.name();
        EXPECT_EQ(fma(format, other, third, nar), nar) << format.name();
      }
      EXPECT_EQ(mul(format, nar, other), nar) << format.name();
      EXPECT_EQ(mul(format, other, nar), nar) << format.name();
      EXPECT_EQ(add(format, nar, other), nar) << format.name();
      EXPECT_EQ(add(format, other, nar), nar) << format.name();
    }
  }
}

TEST(Corner, PositMinusMaxposIsOneZerosOne) {
  EXPECT_EQ(negate(kPosit4Es1, kPosit4Es1.maxpos_code()), 0b1001u);
  EXPECT_EQ(negate(kPosit8Es0, kPosit8Es0.maxpos_code()), 0b10000001u);
  EXPECT_EQ(negate(kPosit16Es1, kPosit16Es1.maxpos_code()), 0x8001u);
  EXPECT_EQ(decode(kPosit8Es0, 0b10000001), -64);
}

TEST(Corner, PositTwosComplementOfNarIsNar) {
  for (const PositFormat& format : kPosits) {
    EXPECT_EQ(negate(format, format.nar_code()), format.nar_code()) << format.name();
  }
}

TEST(Corner, PositProductsAndSumsNeverRoundToZeroOrNar) {
  for (const PositFormat& format : kPosits) {
    const std::uint32_t minpos = 1, maxpos = format.maxpos_code();
    const std::uint32_t minus_minpos = format.mask(), minus_maxpos = format.nar_code() + 1;
    EXPECT_EQ(mul(format, minpos, minpos), minpos) << format.name();
    EXPECT_EQ(mul(format, minpos, minus_minpos), minus_minpos) << format.name();
    EXPECT_EQ(mul(format, maxpos, maxpos), maxpos) << format.name();
    EXPECT_EQ(mul(format, maxpos, minus_maxpos), minus_maxpos) << format.name();
    EXPECT_EQ(add(format, maxpos, maxpos), maxpos) << format.name();
    EXPECT_EQ(add(format, minus_maxpos, minus_maxpos), minus_maxpos) << format.name();
    EXPECT_EQ(fma(format, minus_maxpos, maxpos, maxpos), minus_maxpos) << format.name();
  }
}

TEST(Corner, PositExponentBitsThatTheRegimeCutsOffAreZeros) {
  EXPECT_EQ(decode(kPosit8Es2, 0b01111000), 0x1p12);  // 1111 0 00: both exponent bits
  EXPECT_EQ(decode(kPosit8Es2, 0b01111011), 0x1p15);
  EXPECT_EQ(decode(kPosit8Es2, 0b01111100), 0x1p16);  // 11111 0 0: the higher bit alone
  EXPECT_EQ(decode(kPosit8Es2, 0b01111101), 0x1p18);
  EXPECT_EQ(decode(kPosit8Es2, 0b01111110), 0x1p20);  // 111111 0: none
  EXPECT_EQ(decode(kPosit8Es2, 0b00000010), 0x1p-20);
  EXPECT_EQ(decode(kPosit8Es2, 0b00000011), 0x1p-18);
}

TEST(Corner, PositRegimeThatFillsTheWordNeedsNoTerminator) {
  EXPECT_EQ(decode(kPosit8Es2, 0b01111111), 0x1p24);
  EXPECT_EQ(decode(kPosit8Es2, 0b10000001), -0x1p24);
  EXPECT_EQ(decode(kPosit8Es2, 0b00000001), 0x1p-24);  // here the terminator is the last bit
  EXPECT_EQ(decode(kPosit4Es1, 0b0111), 16);
}

TEST(Corner, PositExactCancellationIsZeroAndThereIsNoMinusZero) {
  for (const PositFormat& format : {kPosit4Es1, kPosit8Es0, kPosit8Es2, kPosit16Es1}) {
    const std::uint32_t one = format.nar_code() / 2;
    for (std::uint32_t code = 0; code <= format.mask(); ++code) {
      if (code == format.nar_code()) continue;
      ASSERT_EQ(add(format, code, negate(format, code)), 0u) << format.name() << " code " << code;
      ASSERT_EQ(fma(format, code, one, negate(format, code)), 0u) << format.name() << " code " << code;
      ASSERT_EQ(mul(format, negate(format, code), 0), 0u) << format.name() << " code " << code;
    }
    EXPECT_FALSE(std::signbit(decode(format, 0)));
    EXPECT_EQ(negate(format, 0), 0u);
  }
}

/// Between 2^20 and 2^24 codes change at 2^22, the geometric mean; between 2^18 and 2^20 at 2^19.
TEST(Corner, PositProductAtTheGeometricBoundaryGoesToTheEvenCode) {
  const auto product = [](double a, double b) { return mul(kPosit8Es2, encode(kPosit8Es2, a), encode(kPosit8Es2, b)); };
  EXPECT_EQ(product(0x1p11, 0x1p11), 0x7eu);
  EXPECT_EQ(product(-0x1p11, 0x1p11), 0x82u);
  EXPECT_EQ(product(0x1.8p11, 0x1p11), 0x7fu);  // 1.5 * 2^22, below the arithmetic mean
  EXPECT_EQ(product(0x1p11, 0x1p8), 0x7eu);
  EXPECT_EQ(product(0x1p-11, 0x1p-11), 0x02u);
}

TEST(Corner, Posit4HasNoFractionBits) {
  for (std::uint32_t code = 1; code <= kPosit4Es1.maxpos_code(); ++code) {
    EXPECT_EQ(unpack(kPosit4Es1, code).significand, 1u) << code;
  }
}

/// The code that a quire's bits give when those below the posit's last place are dropped, as one public library has it.
std::uint32_t truncated(const std::string& quire) {
  const auto bits = static_cast<std::int32_t>(std::stoul(quire, nullptr, 16));
  const double sum = std::ldexp(bits, -8), size = std::abs(sum);
  std::uint32_t code = 0;
  while (code < kPosit4Es1.maxpos_code() && decode(kPosit4Es1, code + 1) <= size) ++code;
  return sum < 0 ? negate(kPosit4Es1, code) : code;
}

TEST(Corner, Posit4QuireIsRoundedWhenReadAndNotTruncated) {
  int truncation_is_wrong = 0;
  for (const auto& row : lop::test::golden_rows("posit4_1_dot8_quire.csv", 1000)) {
    PositQuire quire(kPosit4Es1);
    for (std::size_t lane = 0; lane < 8; ++lane) {
      quire.add_product(lop::test::hexadecimal(row[lane]), lop::test::hexadecimal(row[lane + 8]));
    }
    if (quire.is_nar() || truncated(row[16]) == lop::test::hexadecimal(row[17])) continue;
    ++truncation_is_wrong;
    ASSERT_EQ(quire.rounded(), lop::test::hexadecimal(row[17])) << row[16];
  }
  EXPECT_EQ(truncation_is_wrong, 181);
}

TEST(Corner, Fp4HasAMinusZero) {
  const ResultRule rule = default_rule(kFp4E2M1);
  EXPECT_TRUE(std::signbit(decode(kFp4E2M1, 8)));
  EXPECT_EQ(decode(kFp4E2M1, 8), 0);
  EXPECT_EQ(encode(kFp4E2M1, -0.0), 8u);
  EXPECT_EQ(encode(kFp4E2M1, -0.25), 8u);
  EXPECT_EQ(mul(kFp4E2M1, 8, 2, rule), 8u);
  EXPECT_EQ(mul(kFp4E2M1, 8, 10, rule), 0u);
  EXPECT_EQ(add(kFp4E2M1, 8, 0, rule), 0u);
  EXPECT_EQ(add(kFp4E2M1, 8, 8, rule), 8u);
}

TEST(Corner, Fp4OneHalfIsSubnormalWithHiddenBitZero) {
  const Unpacked half = unpack(kFp4E2M1, 1), one = unpack(kFp4E2M1, 2);
  EXPECT_EQ(half.float_class, FloatClass::kSubnormal);
  EXPECT_EQ(half.significand, 0b01u);
  EXPECT_EQ(one.significand, 0b10u);
  EXPECT_EQ(half.exponent, one.exponent);
  EXPECT_EQ(decode(kFp4E2M1, 1), 0.5);
}

TEST(Corner, Fp4SumsOfExactProductsNeedTwoFractionBits) {
  bool one_bit_is_enough = true;
  for (std::uint32_t a = 0; a < 16; ++a) {
    for (std::uint32_t b = 0; b < 16; ++b) {
      const double quarters = 4 * decode(kFp4E2M1, a) * decode(kFp4E2M1, b);
      EXPECT_EQ(quarters, std::floor(quarters)) << a << " * " << b;
      one_bit_is_enough = one_bit_is_enough && std::fmod(quarters, 2) == 0;
    }
  }
  EXPECT_FALSE(one_bit_is_enough);
}

TEST(Corner, E4m3NanIsTheCodeNextToTheLargestAndThereIsNoInf) {
  EXPECT_EQ(decode(kFp8E4M3, 0x7e), 448);
  EXPECT_EQ(decode(kFp8E4M3, 0xfe), -448);
  for (std::uint32_t code = 0; code < 256; ++code) {
    EXPECT_EQ(std::isnan(decode(kFp8E4M3, code)), code == 0x7f || code == 0xff) << code;
    EXPECT_FALSE(std::isinf(decode(kFp8E4M3, code))) << code;
  }
}

TEST(Corner, E4m3Numbers449To464AreTheLargestUnderBothOverflowRulesAndAboveNanOrTheLargest) {
  for (const Overflow overflow : {Overflow::kInfinity, Overflow::kSaturate}) {
    for (int value = 449; value <= 464; ++value) {
      EXPECT_EQ(encode(kFp8E4M3, value, Rounding::kNearestEven, overflow), 0x7eu) << value;
      EXPECT_EQ(encode(kFp8E4M3, -value, Rounding::kNearestEven, overflow), 0xfeu) << value;
    }
  }
  for (const double value : {std::nextafter(464.0, 465.0), 465.0, 480.0, 512.0, 1e30}) {
    EXPECT_EQ(encode(kFp8E4M3, value, Rounding::kNearestEven, Overflow::kInfinity), 0x7fu) << value;
    EXPECT_EQ(encode(kFp8E4M3, value, Rounding::kNearestEven, Overflow::kSaturate), 0x7eu) << value;
  }
  // 448 + 16 is the tie, 448 + 18 is above it.
  EXPECT_EQ(add(kFp8E4M3, 0x7e, encode(kFp8E4M3, 16), {}), 0x7eu);
  EXPECT_EQ(add(kFp8E4M3, 0x7e, encode(kFp8E4M3, 18), {}), 0x7fu);
}

TEST(Corner, E5m2InfTimesZeroAndInfMinusInfAreNan) {
  constexpr std::uint32_t kInf = 0x7c, kSign = 0x80, kOne = 0x3c, kNan = 0x7e;
  for (const Overflow overflow : {Overflow::kInfinity, Overflow::kSaturate}) {
    const ResultRule rule{Rounding::kNearestEven, overflow, 0};
    for (const std::uint32_t sign : {0u, kSign}) {
      for (const std::uint32_t zero : {0u, kSign}) {
        EXPECT_EQ(mul(kFp8E5M2, kInf | sign, zero, rule), kNan);
        EXPECT_EQ(mul(kFp8E5M2, zero, kInf | sign, rule), kNan);
        for (const std::uint32_t addend : {0u, kOne, kInf, kInf | kSign}) {
          EXPECT_EQ(fma(kFp8E5M2, kInf | sign, zero, addend, rule), kNan);
        }
      }
      EXPECT_EQ(add(kFp8E5M2, kInf | sign, kInf | (sign ^ kSign), rule), kNan);
      EXPECT_EQ(fma(kFp8E5M2, kInf | sign, kOne, kInf | (sign ^ kSign), rule), kNan);
      EXPECT_EQ(add(kFp8E5M2, kInf | sign, kInf | sign, rule), kInf | sign);
      EXPECT_EQ(mul(kFp8E5M2, kInf | sign, kOne, rule), kInf | sign);
    }
  }
}

TEST(Corner, E8m0CodeFfIsNanAndTheOnlyOne) {
  for (std::uint32_t code = 0; code < 255; ++code) {
    EXPECT_EQ(decode(kE8M0, code), std::ldexp(1.0, static_cast<int>(code) - 127));
  }
  EXPECT_TRUE(std::isnan(decode(kE8M0, 0xff)));
  EXPECT_EQ(encode(kE8M0, std::nan("")), 0xffu);
  EXPECT_EQ(mul(kE8M0, 0xff, 127, default_rule(kE8M0)), 0xffu);
}

}  // namespace
