// Every row of the golden files of minifloats and scale formats.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "models/formats/float_arithmetic.hpp"
#include "models/formats/float_format.hpp"
#include "models/formats/fp32.hpp"

namespace {

using namespace lop::formats;
using Row = std::vector<std::string>;

/// The header is row 0.
std::vector<Row> golden(const std::string& file) {
  const std::string path = std::string(LOP_SOURCE_DIR) + "/tests/vectors/" + file;
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::vector<Row> rows;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    Row row;
    std::stringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
    rows.push_back(row);
  }
  return rows;
}

std::uint32_t hexadecimal(const std::string& text) { return static_cast<std::uint32_t>(std::stoul(text, nullptr, 16)); }

double value_of(const std::string& text) {
  if (text.rfind("2^", 0) == 0) return std::ldexp(1.0, std::stoi(text.substr(2)));
  return std::strtod(text.c_str(), nullptr);   // "inf" and "nan" too
}

bool same(double a, double b) { return std::isnan(a) ? std::isnan(b) : a == b && std::signbit(a) == std::signbit(b); }

TEST(MinifloatGolden, EveryDecodedCodeHasItsValueAndClass) {
  const std::pair<std::string, std::size_t> files[] = {{"E2M1", 16}, {"E3M0", 16},  {"E2M3", 64},
                                                       {"E3M2", 64}, {"E4M3", 256}, {"E5M2", 256}};
  const std::pair<std::string, FloatClass> classes[] = {{"zero", FloatClass::kZero},
                                                        {"subnormal", FloatClass::kSubnormal},
                                                        {"normal", FloatClass::kNormal},
                                                        {"inf", FloatClass::kInfinity},
                                                        {"nan", FloatClass::kNan}};
  for (const auto& [name, codes] : files) {
    const std::vector<Row> rows = golden(name + "_decode.csv");
    ASSERT_EQ(rows.size(), codes + 1);
    const FloatFormat& format = float_format(name);
    for (std::size_t i = 1; i < rows.size(); ++i) {
      const std::uint32_t code = hexadecimal(rows[i].at(0));
      EXPECT_TRUE(same(decode(format, code), value_of(rows[i].at(1)))) << name << " code " << rows[i][0];
      bool known = false;
      for (const auto& [word, float_class] : classes) {
        if (rows[i].at(2) != word) continue;
        known = true;
        EXPECT_EQ(unpack(format, code).float_class, float_class) << name << " code " << rows[i][0];
      }
      EXPECT_TRUE(known) << rows[i][2];
    }
  }
}

TEST(MinifloatGolden, EveryPairOfE2m1HasItsProductAndSum) {
  const std::vector<Row> rows = golden("E2M1_pairs.csv");
  ASSERT_EQ(rows.size(), 257u);
  const FloatFormat& format = float_format("E2M1");
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const std::uint32_t a = hexadecimal(rows[i].at(0)), b = hexadecimal(rows[i].at(1));
    EXPECT_EQ(mul(format, a, b, default_rule(format)), hexadecimal(rows[i].at(2))) << "row " << i;
    EXPECT_EQ(add(format, a, b, default_rule(format)), hexadecimal(rows[i].at(3))) << "row " << i;
    EXPECT_EQ(4 * decode(format, a) * decode(format, b), std::stod(rows[i].at(4))) << "row " << i;
    EXPECT_EQ(2 * (decode(format, a) + decode(format, b)), std::stod(rows[i].at(5))) << "row " << i;
  }
}

TEST(MinifloatGolden, EveryFp32NumberIsEncodedRight) {
  const std::vector<Row> rows = golden("minifloat_encode.csv");
  ASSERT_EQ(rows.size(), 1001u);
  ASSERT_EQ(rows[0].size(), 7u);
  for (std::size_t column = 1; column < rows[0].size(); ++column) {
    const FloatFormat& format = float_format(rows[0][column]);
    for (std::size_t i = 1; i < rows.size(); ++i) {
      const double value = fp32_value(hexadecimal(rows[i].at(0)));
      EXPECT_EQ(encode(format, value, Rounding::kNearestEven, format.default_overflow), hexadecimal(rows[i].at(column)))
          << format.name << " of " << rows[i][0];
    }
  }
}

TEST(MinifloatGolden, EveryScaleCodeHasItsValue) {
  const std::vector<Row> rows = golden("scale_formats_decode.csv");
  ASSERT_EQ(rows.size(), 257u);
  ASSERT_EQ(rows[0].size(), 4u);
  std::size_t reserved = 0;
  for (std::size_t column = 1; column < rows[0].size(); ++column) {
    const FloatFormat& format = float_format(rows[0][column]);
    for (std::size_t i = 1; i < rows.size(); ++i) {
      const std::uint32_t code = hexadecimal(rows[i].at(0));
      if (rows[i].at(column) == "reserved") {
        ++reserved;
        EXPECT_NE(code >> format.bits(), 0u) << format.name << " code " << code;
        continue;
      }
      EXPECT_EQ(code >> format.bits(), 0u) << format.name << " code " << code;
      EXPECT_TRUE(same(decode(format, code), value_of(rows[i][column]))) << format.name << " code " << code;
      EXPECT_EQ(encode(format, value_of(rows[i][column])), code) << format.name;
    }
  }
  EXPECT_EQ(reserved, 128u);   // ue4m3 with the byte's highest bit set
}

}  // namespace
