// Types named in one word: what they leave of numbers, against plain arithmetic.
#include "models/quantizers/round_trip.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "models/quantizers/refusal.hpp"

namespace lop::quantizers {
namespace {

using Matrix = tensor::Matrix<float>;

Matrix random_matrix(std::size_t rows, std::size_t columns, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  Matrix matrix(rows, columns);
  for (float& value : matrix.values) value = 0.05f * normal(random);
  return matrix;
}

/// To 11 significant bits, for numbers in the range of FP16's normal ones.
double to_fp16(double value) {
  int exponent = 0;
  std::frexp(value, &exponent);
  return std::ldexp(std::nearbyint(std::ldexp(value, 11 - exponent)), exponent - 11);
}

double nearest(const std::vector<double>& table, double value) {
  return *std::min_element(table.begin(), table.end(),
                           [&](double a, double b) { return std::abs(a - value) < std::abs(b - value); });
}

/// Groups of `group` elements, the last one of a row shorter, each with the best of the tables.
void expect_groups(const std::string& type, std::size_t group, const std::vector<std::vector<double>>& tables) {
  const Matrix values = random_matrix(5, 300, 1);
  Matrix actual = values;
  RoundTrip(type, {static_cast<int>(group)}).apply(actual);
  for (std::size_t r = 0; r < values.rows; ++r) {
    for (std::size_t begin = 0; begin < values.columns; begin += group) {
      const std::size_t end = std::min(begin + group, values.columns);
      double most = 0, best = -1;
      for (std::size_t k = begin; k < end; ++k) most = std::max<double>(most, std::abs(values(r, k)));
      std::vector<double> expected;
      for (const std::vector<double>& table : tables) {
        const double peak = std::max(table.back(), -table.front()), scale = to_fp16(most / peak);
        std::vector<double> numbers;
        double error = 0;
        for (std::size_t k = begin; k < end; ++k) {
          numbers.push_back(nearest(table, values(r, k) / scale) * scale);
          error += (numbers.back() - values(r, k)) * (numbers.back() - values(r, k));
        }
        if (best >= 0 && error >= best) continue;
        best = error;
        expected = numbers;
      }
      for (std::size_t k = begin; k < end; ++k) {
        ASSERT_EQ(actual(r, k), static_cast<float>(expected[k - begin])) << type << " " << r << " " << k;
      }
    }
  }
}

std::vector<double> integers(int most) {
  std::vector<double> table;
  for (int i = -most; i <= most; ++i) table.push_back(i);
  return table;
}

std::vector<double> mirrored(std::vector<double> table, double special = 0) {
  for (std::size_t i = table.size(); i-- > 0;) table.push_back(-table[i]);
  table.push_back(0);
  if (special != 0) table.push_back(special);
  std::sort(table.begin(), table.end());
  return table;
}

TEST(RoundTrip, SymmetricIntegersAndPlainFloatsTakeTheNearestOfTheirTable) {
  for (const std::size_t group : {64, 128, 7}) {
    expect_groups("int8", group, {integers(127)});
    expect_groups("int6", group, {integers(31)});
    expect_groups("int4", group, {integers(7)});
    expect_groups("int3", group, {integers(3)});
    expect_groups("fp4", group, {mirrored({0.5, 1, 1.5, 2, 3, 4, 6})});
    expect_groups("fp3", group, {mirrored({1, 2, 4})});
  }
}

TEST(RoundTrip, BitmodTakesTheBestOfFourTablesForEachGroup) {
  const std::vector<double> four = {0.5, 1, 1.5, 2, 3, 4, 6}, three = {1, 2, 4};
  expect_groups("bitmod4", 128, {mirrored(four, 5), mirrored(four, -5), mirrored(four, 8), mirrored(four, -8)});
  expect_groups("bitmod3", 50, {mirrored(three, 3), mirrored(three, -3), mirrored(three, 6), mirrored(three, -6)});
}

TEST(RoundTrip, AnAsymmetricIntegerSpansItsGroup) {
  Matrix values(1, 4);
  values.values = {-1, 0, 0.24f, 0.5f};
  RoundTrip("int4_asym", {128}).apply(values);
  const double scale = to_fp16(0.1);  // 1.5 / 15
  const double zero = 10;
  EXPECT_EQ(values(0, 0), static_cast<float>(-zero * scale));
  EXPECT_EQ(values(0, 1), 0);
  EXPECT_EQ(values(0, 2), static_cast<float>(2 * scale));
  EXPECT_EQ(values(0, 3), static_cast<float>(5 * scale));
}

TEST(RoundTrip, WideFormatsRoundWithoutAScale) {
  Matrix values(1, 2);
  values.values = {1 + 0x1p-11f, 1 + 0x1p-12f + 0x1p-11f};
  RoundTrip("fp16", {}).apply(values);
  EXPECT_EQ(values(0, 0), 1);
  EXPECT_EQ(values(0, 1), 1 + 0x1p-10f);
  RoundTrip("bf16", {}).apply(values);
  EXPECT_EQ(values(0, 1), 1);
  values(0, 1) = 70000;
  EXPECT_THROW(RoundTrip("fp16", {}).apply(values), QuantizeError);
}

TEST(RoundTrip, ARowIsQuantisedAloneUnlessItsTypeHasATensorScale) {
  const Matrix values = random_matrix(200, 300, 3);
  for (const char* type : {"int4", "bitmod3", "mxfp4", "e4m3", "nvfp4"}) {
    const RoundTrip trip(type, {32});
    Matrix all = values, row(1, 300);
    trip.apply(all);
    std::copy_n(values.row(150), 300, row.row(0));
    trip.apply(row);
    EXPECT_EQ(std::equal(row.row(0), row.row(0) + 300, all.row(150)), !trip.joins_rows()) << type;
  }
  EXPECT_TRUE(RoundTrip("nvfp4", {}).joins_rows());
}

TEST(RoundTrip, UnknownNamesAndNumbersThatAreNotFiniteAreRefused) {
  EXPECT_THROW(RoundTrip("int9", {}), QuantizeError);
  EXPECT_THROW(RoundTrip("int4_asymmetric", {}), QuantizeError);
  EXPECT_THROW(RoundTrip("fp4_asym", {}), QuantizeError);
  EXPECT_THROW(RoundTrip("", {}), QuantizeError);
  for (const char* type : {"int4", "fp16", "mxfp4"}) {
    Matrix values(1, 2, std::nanf(""));
    EXPECT_THROW(RoundTrip(type, {}).apply(values), QuantizeError) << type;
  }
}

}  // namespace
}  // namespace lop::quantizers
