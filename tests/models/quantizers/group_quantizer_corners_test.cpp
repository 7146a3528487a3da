// Groups worked out by hand, the second level, and what is refused.
#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>
#include <vector>

#include "models/quantizers/group_quantizer.hpp"
#include "tests/models/quantizers/quantizer_inputs.hpp"

namespace {

using namespace lop::quantizers;
using lop::tensor::Matrix;
using lop::test::mode;
using lop::test::row_of;

TEST(Bitmod, ATieAtAMidpointGoesToTheMoreNegativeNeighbour) {
  // The peak 4 makes the scale of plain FP3 one.
  GroupQuantizeOptions options = mode("fp3");
  options.plain = true;
  const QuantizedMatrix got = quantize_groups(row_of({4, 0.5f, -0.5f, 1.5f, -1.5f, 3, -3}), options);
  EXPECT_EQ(got.group_scale(0, 0), 1.0f);
  // 4, 0, -1, 1, -2, 2, -4
  EXPECT_EQ(got.codes.values, (std::vector<std::uint32_t>{3, 0, 5, 1, 6, 2, 7}));
}

TEST(Bitmod, EachSpecialValueIsChosenWhereItIsExact) {
  const std::pair<std::vector<float>, int> groups[] = {
      {{4, 3, -1}, 0}, {{4, -3, -1}, 1}, {{6, 4, -1}, 2}, {{-6, 4, -1}, 3}};
  for (const auto& [values, special] : groups) {
    const QuantizedMatrix got = quantize_groups(row_of(values), mode("fp3"));
    EXPECT_EQ(got.special(0, 0), special);
    EXPECT_EQ(got.group_scale(0, 0), 1.0f);
    EXPECT_EQ(dequantized(got).values, std::vector<double>(values.begin(), values.end()));
  }
  EXPECT_EQ(quantize_groups(row_of({6, 5, -0.5f}), mode("fp4")).codes.values, (std::vector<std::uint32_t>{7, 8, 9}));
  EXPECT_EQ(quantize_groups(row_of({-8, 6, 1.5f}), mode("fp4")).special(0, 0), 3);
}

TEST(Bitmod, EqualErrorsKeepTheEarlierCandidate) {
  // No weight is near any special value, so ER+ and ER- err alike.
  EXPECT_EQ(quantize_groups(row_of({4, 2, 1, -1}), mode("fp3")).special(0, 0), 0);
}

TEST(Bitmod, AnAllZeroGroupHasZeroCodes) {
  const QuantizedMatrix got = quantize_groups(row_of(std::vector<float>(7, 0.0f)), mode("fp4"));
  EXPECT_EQ(got.codes.values, std::vector<std::uint32_t>(7, 0));
  EXPECT_EQ(got.special(0, 0), 0);
  EXPECT_EQ(dequantized(got).values, std::vector<double>(7, 0.0));
}

TEST(Bitmod, ErrorsAreRankedInTheChosenArithmetic) {
  // Squared errors near 1e-9 vanish in FP16, where ER+ then stays although FP32 prefers another type.
  const Matrix<float> weights = row_of({-6e-5f, 4e-5f, 1e-5f, -2e-5f});
  GroupQuantizeOptions options = mode("fp3");
  EXPECT_EQ(quantize_groups(weights, options).special(0, 0), 3);
  options.arithmetic = Arithmetic::kFp16;
  EXPECT_EQ(quantize_groups(weights, options).special(0, 0), 0);
}

TEST(Symmetric, HalvesGoToEvenAndTheLowestCodeStaysUnused) {
  const QuantizedMatrix got = quantize_groups(row_of({-7, 7, 2.5f, 3.5f, -2.5f, -0.5f}), mode("int4"));
  EXPECT_EQ(got.codes.values, (std::vector<std::uint32_t>{9, 7, 2, 4, 14, 0}));
}

TEST(Asymmetric, TheZeroPointIsRoundedAndDequantisesToZero) {
  // Scale 20/15; 5 / (4/3) = 3.75 -> zero point 4.
  const QuantizedMatrix got = quantize_groups(row_of({-5, 15, 0, 2}), mode("uint4"));
  EXPECT_EQ(got.zero(0, 0), 4);
  EXPECT_EQ(got.codes.values, (std::vector<std::uint32_t>{0, 15, 4, 6}));
  EXPECT_EQ(dequantized(got)(0, 2), 0);
}

TEST(Asymmetric, AGroupOfOneValueIsRepresented) {
  for (const float value : {0.5f, -0.5f, 3.0f}) {
    const QuantizedMatrix got = quantize_groups(row_of({value}), mode("uint4"));
    EXPECT_NEAR(dequantized(got)(0, 0), value, 1e-6);
  }
}

TEST(Groups, TheLastOneIsShortWhenTheSizeDoesNotDivide) {
  const QuantizedMatrix got = quantize_groups(row_of({7, 1, 1, 1, 14}), mode("int4", 4));
  ASSERT_EQ(got.group_scale.columns, 2u);
  EXPECT_EQ(got.group_scale(0, 0), 1.0f);
  EXPECT_EQ(got.group_scale(0, 1), 2.0f);
  EXPECT_EQ(got.codes(0, 4), 7u);
}

TEST(Groups, AnEmptyMatrixGivesEmptyCodes) {
  EXPECT_EQ(quantize_groups(Matrix<float>(0, 16), mode("fp3")).codes.values.size(), 0u);
  GroupQuantizeOptions options = mode("fp3");
  options.second_level = SecondLevel::kInt8;
  const QuantizedMatrix got = quantize_groups(Matrix<float>(3, 0), options);
  EXPECT_EQ(got.group_scale.columns, 0u);
  EXPECT_EQ(got.channel_scale, std::vector<float>(3, 1.0f));
}

TEST(SecondLevel, ScalesAreRoundedToMultiplesOfTheChannelsBase) {
  // First-level scales 255, 100.5, 101.5, 0.25 over base 1: half to even, and a small group loses its scale.
  GroupQuantizeOptions options = mode("int4", 1);
  options.second_level = SecondLevel::kInt8;
  const QuantizedMatrix got = quantize_groups(row_of({7 * 255.0f, 7 * 100.5f, -7 * 101.5f, 7 * 0.25f}), options);
  EXPECT_EQ(got.channel_scale[0], 1.0f);
  EXPECT_EQ(got.scale_codes.values, (std::vector<std::uint32_t>{255, 100, 102, 0}));
  EXPECT_EQ(got.codes.values, (std::vector<std::uint32_t>{7, 7, 9, 7}));
  EXPECT_EQ(dequantized(got).values, (std::vector<double>{7 * 255, 7 * 100, -7 * 102, 0}));
}

TEST(SecondLevel, FewerScaleBitsCoarsenTheBase) {
  GroupQuantizeOptions options = mode("int4", 1);
  options.second_level = SecondLevel::kInt8;
  options.scale_bits = 4;
  const QuantizedMatrix got = quantize_groups(row_of({7 * 30.0f, 7 * 13.0f, 7 * 15.0f}), options);
  EXPECT_EQ(got.channel_scale[0], 2.0f);
  EXPECT_EQ(got.scale_codes.values, (std::vector<std::uint32_t>{15, 6, 8}));
}

TEST(SecondLevel, CodesAreChosenWithTheFirstLevelScale) {
  std::mt19937 random(11);
  std::normal_distribution<float> normal;
  Matrix<float> weights(8, 256);
  for (float& weight : weights.values) weight = normal(random);
  for (const char* weight_mode : {"fp4", "fp3", "int6", "uint4"}) {
    GroupQuantizeOptions options = mode(weight_mode, 32);
    const QuantizedMatrix first = quantize_groups(weights, options);
    options.second_level = SecondLevel::kInt8;
    const QuantizedMatrix second = quantize_groups(weights, options);
    EXPECT_EQ(second.codes.values, first.codes.values);
    EXPECT_EQ(second.special.values, first.special.values);
    EXPECT_EQ(second.group_scale.values, first.group_scale.values);
  }
}

TEST(SecondLevel, AChannelOfZerosHasBaseOneAndZeroCodes) {
  GroupQuantizeOptions options = mode("fp4", 2);
  options.second_level = SecondLevel::kInt8;
  Matrix<float> weights(2, 4);
  weights(1, 0) = 6;
  const QuantizedMatrix got = quantize_groups(weights, options);
  EXPECT_EQ(got.channel_scale[0], 1.0f);
  EXPECT_EQ(got.scale_codes(0, 0), 0u);
  EXPECT_EQ(got.scale_codes(0, 1), 0u);
  EXPECT_EQ(got.codes(0, 0), 0u);
  EXPECT_EQ(got.scale_codes(1, 0), 255u);
}

std::string refusal(const Matrix<float>& weights, const GroupQuantizeOptions& options) {
  try {
    quantize_groups(weights, options);
  } catch (const QuantizeError& error) {
    return error.what();
  }
  return "";
}

TEST(Refusals, WeightsThatAreNotFiniteAreNamedByTheirIndex) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    for (const char* weight_mode : {"fp4", "int8", "uint4"}) {
      Matrix<float> weights(3, 5);
      weights(2, 3) = bad;
      EXPECT_NE(refusal(weights, mode(weight_mode)).find("weight [2, 3]"), std::string::npos);
    }
  }
}

TEST(Refusals, WeightsBeyondFp16AreRefusedInItsArithmetic) {
  GroupQuantizeOptions options = mode("fp4");
  EXPECT_EQ(refusal(row_of({1, 65520}), options), "");
  options.arithmetic = Arithmetic::kFp16;
  EXPECT_NE(refusal(row_of({1, 65520}), options).find("weight [0, 1]"), std::string::npos);
  EXPECT_EQ(refusal(row_of({1, 65519}), options), "");
}

TEST(Refusals, IllegalOptionsSayWhatIsExpected) {
  EXPECT_NE(refusal(row_of({1}), mode("int9")).find("int2..int8"), std::string::npos);
  EXPECT_NE(refusal(row_of({1}), mode("fp4", 0)).find("at least 1"), std::string::npos);
  GroupQuantizeOptions options = mode("fp4");
  options.scale_bits = 9;
  EXPECT_NE(refusal(row_of({1}), options).find("1..8"), std::string::npos);
}

}  // namespace
