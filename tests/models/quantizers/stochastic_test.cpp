// Stochastic rounding: its threshold in rationals, its frequency, and that no order matters.
// A random word of the neighbouring element fails here.
#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>

#include "tests/models/quantizers/quantizer_inputs.hpp"

namespace {

using namespace lop::quantizers;
using lop::tensor::Matrix;
using lop::test::mode;
using Rational = boost::multiprecision::cpp_rational;

GroupQuantizeOptions stochastic(const std::string& weight_mode, std::uint64_t seed,
                                Granularity granularity = Granularity::kChannel) {
  GroupQuantizeOptions options = mode(weight_mode);
  options.granularity = granularity;
  options.rounding = lop::formats::Rounding::kStochastic;
  options.seed = seed;
  return options;
}

/// Random multiples of 1/64 within a peak of 7 in each row, which makes the scale of int4 one.
Matrix<float> fractions(std::size_t rows, std::size_t columns) {
  std::mt19937 random(31);
  Matrix<float> matrix(rows, columns);
  for (float& value : matrix.values) value = static_cast<float>(static_cast<int>(random() % 897) - 448) / 64;
  for (std::size_t row = 0; row < rows; ++row) matrix(row, row % columns) = 7;
  return matrix;
}

TEST(Stochastic, AMagnitudeRisesExactlyWhenTheRandomWordIsBelowItsFraction) {
  const Matrix<float> weights = fractions(20, 50);
  for (const std::uint64_t seed : {0u, 7u}) {
    const Matrix<double> values = dequantized(quantize_groups(weights, stochastic("int4", seed)));
    for (std::size_t i = 0; i < weights.values.size(); ++i) {
      const double magnitude = std::abs(double{weights.values[i]}), whole = std::floor(magnitude);
      const Rational word(lop::formats::counter_random(seed, i));
      const bool up = word / Rational(boost::multiprecision::cpp_int(1) << 64) < Rational(magnitude) - Rational(whole);
      EXPECT_EQ(std::abs(values.values[i]), whole + (up ? 1 : 0)) << weights.values[i];
    }
  }
}

TEST(Stochastic, FrequenciesAreTheFractions) {
  // 2^16 elements of 3 + n/16: the count that rise is binomial; five sigma at seeds fixed for good.
  constexpr std::size_t kCount = 1 << 16;
  for (int sixteenths = 1; sixteenths < 16; ++sixteenths) {
    Matrix<float> weights(1, kCount, 3 + static_cast<float>(sixteenths) / 16);
    weights.values[0] = 7;
    const Matrix<double> values = dequantized(quantize_groups(weights, stochastic("int4", 3)));
    const double p = sixteenths / 16.0;
    double risen = 0;
    for (const double value : values.values) risen += value == 4 ? 1 : 0;
    EXPECT_NEAR(risen, p * kCount, 5 * std::sqrt(p * (1 - p) * kCount));
  }
}

TEST(Stochastic, ValuesOfAFormatAreLeftAlone) {
  for (const char* name : {"e2m1", "int4", "flint4", "posit8_0", "sm4"}) {
    Matrix<float> weights(1, 4);
    const double peak = std::string(name) == "e2m1"       ? 6
                        : std::string(name) == "flint4"   ? 16
                        : std::string(name) == "posit8_0" ? 64
                                                          : 7;
    weights.values = {static_cast<float>(peak), 1, -2, 3};
    EXPECT_EQ(dequantized(quantize_groups(weights, stochastic(name, 1))).values, (std::vector<double>{peak, 1, -2, 3}))
        << name;
  }
}

TEST(Stochastic, GroupingDoesNotMatterWhereItLeavesTheScale) {
  // A peak of 7 in every group of 10, so that all groupings have the scale 1.
  Matrix<float> weights = fractions(6, 50);
  for (std::size_t i = 0; i < weights.values.size(); i += 10) weights.values[i] = -7;
  for (const char* name : {"int4", "sm4", "bipolar_int3", "power_int4"}) {
    const auto expected = quantize_groups(weights, stochastic(name, 9)).codes.values;
    EXPECT_EQ(quantize_groups(weights, stochastic(name, 9, Granularity::kTensor)).codes.values, expected);
    GroupQuantizeOptions options = stochastic(name, 9, Granularity::kGroup);
    options.group_size = 10;
    EXPECT_EQ(quantize_groups(weights, options).codes.values, expected);
    EXPECT_NE(quantize_groups(weights, stochastic(name, 10)).codes.values, expected);
  }
}

TEST(Stochastic, UnsignedCodesRoundBeforeTheirZeroPointIsAdded) {
  // Range -5..10 in 4 bits: scale 1, zero point 5.
  Matrix<float> weights(1, 400, 2.25f);
  weights.values[0] = -5;
  weights.values[1] = 10;
  weights.values[2] = -2.25f;
  const Matrix<double> values = dequantized(quantize_groups(weights, stochastic("uint4", 4)));
  double threes = 0;
  for (std::size_t i = 3; i < 400; ++i) {
    const bool up = lop::formats::counter_random(4, i) < std::uint64_t{1} << 62;
    EXPECT_EQ(values.values[i], up ? 3 : 2);
    threes += up ? 1 : 0;
  }
  EXPECT_GT(threes, 0);
  EXPECT_EQ(values.values[2], lop::formats::counter_random(4, 2) < std::uint64_t{1} << 62 ? -3 : -2);
}

TEST(Rounding, OtherModesOfIntegers) {
  const Matrix<float> weights = lop::test::row_of({7, 2.5f, -2.5f, 3.5f, -3.5f, 2.9f, -2.9f});
  const std::pair<lop::formats::Rounding, std::vector<double>> modes[] = {
      {lop::formats::Rounding::kNearestEven, {7, 2, -2, 4, -4, 3, -3}},
      {lop::formats::Rounding::kTowardZero, {7, 2, -2, 3, -3, 2, -2}},
      {lop::formats::Rounding::kFloor, {7, 2, -3, 3, -4, 2, -3}},
      {lop::formats::Rounding::kNearestAway, {7, 3, -3, 4, -4, 3, -3}}};
  for (const auto& [rounding, expected] : modes) {
    GroupQuantizeOptions options = mode("int4");
    options.rounding = rounding;
    EXPECT_EQ(dequantized(quantize_groups(weights, options)).values, expected);
    options.weight_mode = "uint4";
    Matrix<float> with_range = weights;
    with_range.values.push_back(-8);  // -8..7 in 4 bits: scale 1
    with_range.columns = 8;
    std::vector<double> and_end = expected;
    and_end.push_back(-8);
    EXPECT_EQ(dequantized(quantize_groups(with_range, options)).values, and_end);
  }
}

}  // namespace
