// Posits against the golden vectors, row by row.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "models/formats/posit.hpp"
#include "models/formats/posit_quire.hpp"
#include "tests/models/formats/golden_rows.hpp"

namespace {

using namespace lop::formats;
using lop::test::golden_rows;
using lop::test::hexadecimal;

double decimal(const std::string& cell) { return std::strtod(cell.c_str(), nullptr); }

void expect_decoded(const PositFormat& format, const std::string& file, std::size_t row_count) {
  for (const auto& row : golden_rows(file, row_count)) {
    const std::uint32_t code = hexadecimal(row[0]);
    const PositUnpacked number = unpack(format, code);
    ASSERT_EQ(number.posit_class == PositClass::kNar, row.back() == "1") << row[0];
    if (number.posit_class == PositClass::kNar) {
      ASSERT_TRUE(decode(format, code) != decode(format, code));
      continue;
    }
    ASSERT_EQ(decode(format, code), decimal(row[1])) << row[0];
    ASSERT_EQ(encode(format, decimal(row[1])), code);
    if (number.posit_class == PositClass::kZero) {
      ASSERT_EQ(code, 0u);
      continue;
    }
    ASSERT_EQ(number.negative, row[1][0] == '-') << row[0];
    const int scale = std::stoi(row[2]) * (1 << format.exponent_bits) + std::stoi(row[3]);
    const int fraction_bits = std::stoi(row[4]);
    ASSERT_EQ(number.exponent, scale - fraction_bits) << row[0];
    ASSERT_EQ(number.significand, (std::uint64_t{1} << fraction_bits) + std::stoull(row[5])) << row[0];
  }
}

TEST(PositGolden, EveryCodeOfPosit4Decodes) { expect_decoded(kPosit4Es1, "posit4_1_decode.csv", 16); }
TEST(PositGolden, EveryCodeOfPosit8Decodes) { expect_decoded(kPosit8Es0, "posit8_0_decode.csv", 256); }
TEST(PositGolden, TheSampleOfPosit16Decodes) { expect_decoded(kPosit16Es1, "posit16_1_decode_sample.csv", 495); }

void expect_pairs(const PositFormat& format, const std::string& file, std::size_t row_count) {
  for (const auto& row : golden_rows(file, row_count)) {
    const std::uint32_t a = hexadecimal(row[0]);
    const std::uint32_t b = hexadecimal(row[1]);
    ASSERT_EQ(mul(format, a, b), hexadecimal(row[2])) << row[0] << " * " << row[1];
    ASSERT_EQ(add(format, a, b), hexadecimal(row[3])) << row[0] << " + " << row[1];
  }
}

TEST(PositGolden, EveryPairOfPosit4MultipliesAndAdds) { expect_pairs(kPosit4Es1, "posit4_1_pairs.csv", 256); }
TEST(PositGolden, EveryPairOfPosit8MultipliesAndAdds) { expect_pairs(kPosit8Es0, "posit8_0_pairs.csv", 65536); }
TEST(PositGolden, TenThousandPairsOfPosit16MultiplyAndAdd) { expect_pairs(kPosit16Es1, "posit16_1_pairs.csv", 10000); }

/// Hexadecimal digits of a register, highest first.
std::string digits(const std::vector<std::uint64_t>& words, int width) {
  std::string text;
  for (int bit = width - 4; bit >= 0; bit -= 4) {
    text += "0123456789abcdef"[(words[static_cast<std::size_t>(bit / 64)] >> (bit % 64)) & 15];
  }
  return text;
}

void expect_dots(const PositFormat& format, const std::string& file, int width, int last_place_exponent) {
  int differs_from_sequential = 0;
  for (const auto& row : golden_rows(file, 1000)) {
    PositQuire quire(format);
    ASSERT_EQ(quire.last_place_exponent(), last_place_exponent);
    std::uint32_t sequential = 0;
    for (std::size_t lane = 0; lane < 8; ++lane) {
      const std::uint32_t a = hexadecimal(row[lane]);
      const std::uint32_t b = hexadecimal(row[lane + 8]);
      quire.add_product(a, b);
      sequential = add(format, sequential, mul(format, a, b));
    }
    ASSERT_EQ(digits(quire.code(width), width), row[16]);
    ASSERT_EQ(quire.rounded(), hexadecimal(row[17])) << row[16];
    ASSERT_EQ(sequential, hexadecimal(row[18])) << row[16];
    if (row[17] != row[18]) ++differs_from_sequential;
  }
  EXPECT_GT(differs_from_sequential, 0);
}

TEST(PositGolden, QuireOfPosit4HasTheBitsAndTheRoundedSum) {
  expect_dots(kPosit4Es1, "posit4_1_dot8_quire.csv", 32, -8);
}
TEST(PositGolden, QuireOfPosit8HasTheBitsAndTheRoundedSum) {
  expect_dots(kPosit8Es0, "posit8_0_dot8_quire.csv", 32, -12);
}
TEST(PositGolden, QuireOfPosit16HasTheBitsAndTheRoundedSum) {
  expect_dots(kPosit16Es1, "posit16_1_dot8_quire.csv", 128, -56);
}

TEST(PositGolden, CodesChangeAtTheBoundaryAndNotAtTheArithmeticMean) {
  int boundaries_off_the_mean = 0;
  for (const auto& row : golden_rows("posit_round_boundaries.csv", 132)) {
    const PositFormat format = posit_format(row[0]);
    const std::uint32_t low = hexadecimal(row[1]);
    const std::uint32_t high = hexadecimal(row[2]);
    const double boundary = decimal(row[4]);
    ASSERT_EQ(encode(format, decimal(row[3])), low);
    ASSERT_EQ(encode(format, decimal(row[5])), high);
    ASSERT_EQ(encode(format, boundary), hexadecimal(row[6]));
    ASSERT_EQ(encode(format, boundary * (1 - 0x1p-50)), low);
    ASSERT_EQ(encode(format, boundary * (1 + 0x1p-50)), high);
    ASSERT_EQ(encode(format, -boundary), negate(format, hexadecimal(row[6])));
    if (row[4] != row[7]) ++boundaries_off_the_mean;
  }
  EXPECT_EQ(boundaries_off_the_mean, 2);
}

TEST(PositGolden, Fp32BitsRoundOnceAndInfAndNanGiveNar) {
  for (const auto& row : golden_rows("posit_from_f32.csv", 1000)) {
    const std::uint32_t bits = hexadecimal(row[0]);
    ASSERT_EQ(posit_from_fp32(kPosit4Es1, bits), hexadecimal(row[1])) << row[0];
    ASSERT_EQ(posit_from_fp32(kPosit8Es0, bits), hexadecimal(row[2])) << row[0];
    ASSERT_EQ(posit_from_fp32(kPosit16Es1, bits), hexadecimal(row[3])) << row[0];
  }
}

TEST(PositFormat, NamesNameBitsAndExponentBits) {
  EXPECT_EQ(posit_format("posit16_1").bits, 16);
  EXPECT_EQ(posit_format("posit16_1").exponent_bits, 1);
  EXPECT_EQ(posit_format("posit32_3").name(), "posit32_3");
  for (const char* name : {"posit", "posit8", "posit_1", "posit8_", "Posit8_0", "posit1_0", "posit33_2", "posit8_4",
                           "posit08_0", "posit8_-1", "posit8_0 ", "posit8_0_0", "posit100_0", "float8_0", ""}) {
    EXPECT_THROW(posit_format(name), std::invalid_argument) << name;
  }
}

}  // namespace
