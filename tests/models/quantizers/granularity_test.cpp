// Who shares a scale, what a scale is rounded to, what is not finite, the smallest inputs, for every family of modes.
// A power of two that is raised once more, and the index of the element after a NaN, fail here.
#include <gtest/gtest.h>

#include <limits>

#include "tests/models/quantizers/quantizer_inputs.hpp"

namespace {

using namespace lop::quantizers;
using lop::tensor::Matrix;
using lop::test::every_mode;
using lop::test::heavy_tailed;
using lop::test::mode;
using lop::test::row_of;

GroupQuantizeOptions with(const std::string& weight_mode, Granularity granularity) {
  GroupQuantizeOptions options = mode(weight_mode);
  options.granularity = granularity;
  return options;
}

TEST(Granularity, ChannelsAndTokensAreGroupsAsLongAsARow) {
  const Matrix<float> weights = heavy_tailed(5, 37, 41);
  for (const std::string& name : every_mode()) {
    const QuantizedMatrix groups = quantize_groups(weights, mode(name, 37));
    for (const Granularity granularity : {Granularity::kChannel, Granularity::kToken}) {
      const QuantizedMatrix got = quantize_groups(weights, with(name, granularity));
      EXPECT_EQ(got.codes.values, groups.codes.values) << name;
      EXPECT_EQ(got.group_scale.values, groups.group_scale.values) << name;
      EXPECT_EQ(got.group_scale.columns, 1u);
    }
  }
}

TEST(Granularity, ATensorIsOneGroup) {
  const Matrix<float> weights = heavy_tailed(5, 38, 42);
  for (const std::string& name : every_mode()) {
    const QuantizedMatrix got = quantize_groups(weights, with(name, Granularity::kTensor));
    const QuantizedMatrix flat = quantize_groups(row_of(weights.values), mode(name, 5 * 38));
    EXPECT_EQ(got.group_scale.values, flat.group_scale.values) << name;
    EXPECT_EQ(got.codes.values, flat.codes.values) << name;
    EXPECT_EQ(got.codes.rows, 5u);
    EXPECT_EQ(dequantized(got).values, dequantized(flat).values) << name;
  }
}

TEST(Granularity, AGroupIsQuantisedAsIfItWereAlone) {
  const Matrix<float> weights = heavy_tailed(3, 50, 43);
  for (const std::string& name : every_mode()) {
    const QuantizedMatrix got = quantize_groups(weights, mode(name, 12));
    ASSERT_EQ(got.group_scale.columns, 5u);
    for (std::size_t row = 0; row < 3; ++row) {
      for (std::size_t begin = 0; begin < 50; begin += 12) {
        const std::size_t size = std::min<std::size_t>(12, 50 - begin);
        const QuantizedMatrix alone =
            quantize_groups(row_of({weights.row(row) + begin, weights.row(row) + begin + size}), mode(name));
        EXPECT_EQ(got.group_scale(row, begin / 12), alone.group_scale(0, 0)) << name;
        EXPECT_EQ(std::vector<std::uint32_t>(got.codes.row(row) + begin, got.codes.row(row) + begin + size),
                  alone.codes.values)
            << name;
      }
    }
  }
}

TEST(Smallest, EmptyMatricesAreLegal) {
  for (const std::string& name : every_mode()) {
    for (const Granularity granularity : {Granularity::kGroup, Granularity::kChannel, Granularity::kTensor}) {
      for (const auto& [rows, columns] : {std::pair<std::size_t, std::size_t>{0, 16}, {3, 0}, {0, 0}}) {
        const QuantizedMatrix got = quantize_groups(Matrix<float>(rows, columns), with(name, granularity));
        EXPECT_TRUE(got.group_scale.values.empty()) << name;
        EXPECT_TRUE(dequantized(got).values.empty());
        EXPECT_EQ(bits_per_element(got), got.rule->code_bits());
      }
    }
  }
}

TEST(Smallest, ZerosBecomeZeros) {
  for (const std::string& name : every_mode()) {
    for (const ScalePrecision precision : {ScalePrecision::kFp32, ScalePrecision::kFp16}) {
      GroupQuantizeOptions options = mode(name, 3);
      options.scale_precision = precision;
      EXPECT_EQ(dequantized(quantize_groups(row_of(std::vector<float>(7, 0.0f)), options)).values,
                std::vector<double>(7, 0.0))
          << name;
    }
  }
}

TEST(Smallest, OneElementIsTheLargestValueOfItsFormat) {
  for (const std::string& name : every_mode()) {
    if (name == "uflint4" || name == "book:-3,-1,0,0.5,2") continue;  // whose ends are not symmetric
    const float weight = -0.625f;
    const double got = dequantized(quantize_groups(row_of({weight}), mode(name)))(0, 0);
    // OliVe's grid of ratios is the one ratio 1 here, and one element is its own 3-sigma point.
    EXPECT_NEAR(got, weight, 1e-7) << name;
  }
}

TEST(Smallest, SubnormalGroupsKeepAPositiveScale) {
  for (const char* name : {"e4m3", "flint4", "ant4"}) {
    const QuantizedMatrix got = quantize_groups(row_of({1e-45f, 0}), mode(name));
    EXPECT_GT(got.group_scale(0, 0), 0) << name;
    GroupQuantizeOptions options = mode(name);
    options.scale_precision = ScalePrecision::kFp16;
    EXPECT_EQ(quantize_groups(row_of({1e-30f, 0}), options).group_scale(0, 0), 0x1p-24f) << name;
  }
}

TEST(ScalePrecision, Fp16RoundsTheScaleBeforeCodesAreChosen) {
  // 7 x (1 + 2^-11): half way between FP16's 1 and 1 + 2^-10, so the scale is 1, and an element at 2.5 ties to 2.
  GroupQuantizeOptions options = mode("int4");
  options.scale_precision = ScalePrecision::kFp16;
  const QuantizedMatrix got = quantize_groups(row_of({7 * (1 + 0x1p-11f), 2.5f}), options);
  EXPECT_EQ(got.group_scale(0, 0), 1.0f);
  EXPECT_EQ(got.codes.values, (std::vector<std::uint32_t>{7, 2}));
  EXPECT_EQ(quantize_groups(row_of({7 * 65520.0f}), options).group_scale(0, 0), 10000.0f);  // the released clamp
  options.weight_mode = "sm4";
  EXPECT_EQ(quantize_groups(row_of({7 * 65520.0f}), options).group_scale(0, 0), 65504.0f);
}

TEST(ScalePrecision, E8m0RoundsUpSoThatNothingIsClipped) {
  GroupQuantizeOptions options = mode("e2m1");
  options.scale_precision = ScalePrecision::kE8m0;
  for (const auto& [peak, scale] : {std::pair<float, float>{6, 1}, {6.5f, 2}, {12, 2}, {5.9f, 1}, {3, 0.5f}}) {
    EXPECT_EQ(quantize_groups(row_of({peak, 1}), options).group_scale(0, 0), scale) << peak;
  }
  EXPECT_EQ(quantize_groups(row_of({0}), options).group_scale(0, 0), 0x1p-127f);
}

TEST(NotFinite, IsRefusedWithItsIndexOrMakesItsGroupNan) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                          -std::numeric_limits<float>::infinity()}) {
    Matrix<float> weights(2, 6, 1.0f);
    weights(1, 4) = bad;
    for (const std::string& name : every_mode()) {
      GroupQuantizeOptions options = mode(name, 3);
      try {
        quantize_groups(weights, options);
        ADD_FAILURE() << name;
      } catch (const QuantizeError& error) {
        EXPECT_NE(std::string(error.what()).find("weight [1, 4]"), std::string::npos) << error.what();
      }
      options.not_finite = NotFinite::kPropagate;
      const Matrix<double> values = dequantized(quantize_groups(weights, options));
      for (std::size_t i = 0; i < 12; ++i) EXPECT_EQ(std::isnan(values.values[i]), i >= 9) << name << " " << i;
    }
  }
}

TEST(NotFinite, WithASecondLevelTheChannelIsNan) {
  GroupQuantizeOptions options = mode("int4", 2);
  options.second_level = SecondLevel::kInt8;
  options.not_finite = NotFinite::kPropagate;
  Matrix<float> weights(2, 4, 1.0f);
  weights(0, 3) = std::numeric_limits<float>::quiet_NaN();
  const Matrix<double> values = dequantized(quantize_groups(weights, options));
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_TRUE(std::isnan(values(0, k)));
    EXPECT_FALSE(std::isnan(values(1, k)));
  }
}

TEST(Options, WhatHasNoMeaningForAModeIsRefused) {
  const auto refused = [](const std::string& name, auto change) {
    GroupQuantizeOptions options = mode(name);
    change(options);
    EXPECT_THROW(quantize_groups(row_of({1}), options), QuantizeError) << name;
  };
  refused("int4", [](auto& options) { options.plain = true; });
  refused("e4m3", [](auto& options) { options.arithmetic = Arithmetic::kFp16; });
  refused("e4m3", [](auto& options) { options.candidates = {"e4m3"}; });
  refused("olive4", [](auto& options) { options.candidates = {"pot4"}; });
  refused("olive4", [](auto& options) { options.rounding = lop::formats::Rounding::kStochastic; });
  refused("trit_planes", [](auto& options) { options.second_level = SecondLevel::kInt8; });
  refused("int4",
          [](auto& options) { options.second_level = SecondLevel::kInt8, options.granularity = Granularity::kTensor; });
  refused("int4", [](auto& options) { options.scale_method = ScaleMethod::kLeastMse; });
  refused("int1", [](auto&) {});
  refused("uint9", [](auto&) {});
  refused("fp5", [](auto&) {});
  refused("book:1,x", [](auto&) {});
}

}  // namespace
