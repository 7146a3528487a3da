// Outlier-victim pairs worked out by hand, and random groups against a slow search over the published values.
// An odd survivor in place of the even one, and another abfloat bias, fail here.
#include <gtest/gtest.h>

#include "tests/models/quantizers/quantizer_inputs.hpp"
#include "tests/models/quantizers/slow_candidates.hpp"

namespace {

using namespace lop::quantizers;
using lop::tensor::Matrix;
using lop::test::mode;
using lop::test::with_signs;

double three_sigma_point(const std::vector<float>& numbers) {
  double sum = 0, squares = 0;
  for (const float number : numbers) sum += double{number};
  const double mean = sum / static_cast<double>(numbers.size());
  for (const float number : numbers) squares += (double{number} - mean) * (double{number} - mean);
  return static_cast<float>(
      std::abs(mean) + 3 * (numbers.size() > 1 ? std::sqrt(squares / static_cast<double>(numbers.size() - 1)) : 0));
}

/// With the ratio that makes the scale one, but for roundings that FP16 takes away.
QuantizedMatrix at_scale_one(const std::string& normals, const std::vector<float>& numbers) {
  GroupQuantizeOptions options = mode("olive4");
  options.candidates = {normals};
  options.scale_method = ScaleMethod::kLeastMse;
  options.ratios = {static_cast<float>((normals == "int4" ? 7 : 16) / three_sigma_point(numbers))};
  options.scale_precision = ScalePrecision::kFp16;
  const QuantizedMatrix got = quantize_groups(lop::test::row_of(numbers), options);
  EXPECT_EQ(got.group_scale(0, 0), 1.0f);
  return got;
}

TEST(Olive, PairsOfIntegersOutliersAndVictims) {
  // Pairs: two normals; an even outlier; an odd one; both, where the even one survives; two that are nearer to 7 than
  // to 12; the largest outlier; and a last one without a partner, which stays normal.
  const QuantizedMatrix got = at_scale_one("int4", {3, -7, 20.5f, 5, -2, -41, 13, 100, 9, -8, 0, 120, 30});
  EXPECT_EQ(dequantized(got).values, (std::vector<double>{3, -7, 24, 0, 0, -48, 12, 0, 7, -7, 0, 96, 7}));
  // abfloat magnitude codes 001..111: 12 16 24 32 48 64 96; the victim's code is 1000.
  EXPECT_EQ(got.codes.values, (std::vector<std::uint32_t>{3, 9, 3, 8, 8, 13, 1, 8, 7, 9, 8, 7, 7}));
}

TEST(Olive, PairsOfFlintsOutliersAndVictims) {
  const QuantizedMatrix got = at_scale_one("flint4", {16, -6, 21, 5, -2, -41, 24, 190, 19, -8, 0, 300});
  EXPECT_EQ(dequantized(got).values, (std::vector<double>{16, -6, 24, 0, 0, -48, 24, 0, 16, -8, 0, 192}));
}

/// As the released code writes it: round everything to the union
/// of normal and outlier values, then strike the victims out.
lop::test::SlowGroup slow_olive(const std::vector<float>& weights, const std::vector<float>& ratios) {
  const lop::test::Precision rounded;
  const std::vector<double> normals[] = {with_signs({1, 2, 3, 4, 5, 6, 7}), with_signs({1, 2, 3, 4, 6, 8, 16})};
  const std::vector<double> outliers[] = {with_signs({12, 16, 24, 32, 48, 64, 96}),
                                          with_signs({24, 32, 48, 64, 96, 128, 192})};
  lop::test::SlowGroup best;
  double best_error = INFINITY;
  for (int type = 0; type < 2; ++type) {
    std::vector<double> all = normals[type];
    for (const double value : outliers[type]) {
      if (value != 0) all.push_back(value);
    }
    std::sort(all.begin(), all.end());
    const double threshold = normals[type].back();
    for (const float ratio : ratios) {
      lop::test::SlowGroup group{rounded(rounded(three_sigma_point(weights) * double{ratio}) / threshold), type, 0, {}};
      for (const float weight : weights) {
        group.values.push_back(lop::test::nearest(all, rounded(double{weight} / group.scale)));
      }
      std::vector<double>& values = group.values;
      for (std::size_t i = 0; i + 1 < values.size(); i += 2) {
        const bool even_survives = std::abs(values[i]) > threshold;
        if (even_survives || std::abs(values[i + 1]) > threshold) values[even_survives ? i + 1 : i] = 0;
      }
      if (values.size() % 2 == 1) values.back() = std::clamp(values.back(), -threshold, threshold);
      double sum = 0;
      for (std::size_t i = 0; i < weights.size(); ++i) {
        const double difference = rounded(rounded(values[i] * group.scale) - double{weights[i]});
        sum = rounded(sum + rounded(difference * difference));
      }
      if (sum < best_error) {
        best_error = sum;
        best = group;
      }
    }
  }
  return best;
}

TEST(Olive, RandomGroupsAreTheBestOfTypesAndRatiosVictimsIncluded) {
  GroupQuantizeOptions options = mode("olive4");
  options.scale_method = ScaleMethod::kLeastMse;
  for (int i = 75; i < 150; i += 2) options.ratios.push_back(static_cast<float>(i / 100.0));
  int chosen[2] = {0, 0};
  std::size_t outliers = 0;
  for (const int size : {64, 33, 2, 1}) {
    options.group_size = size;
    const Matrix<float> weights = lop::test::heavy_tailed(8, 200, 51);
    const QuantizedMatrix got = quantize_groups(weights, options);
    const Matrix<double> values = dequantized(got);
    for (std::size_t row = 0; row < weights.rows; ++row) {
      for (std::size_t group = 0; group < got.group_scale.columns; ++group) {
        const std::size_t begin = group * static_cast<std::size_t>(size),
                          end = std::min<std::size_t>(begin + static_cast<std::size_t>(size), 200);
        const lop::test::SlowGroup expected =
            slow_olive({weights.row(row) + begin, weights.row(row) + end}, options.ratios);
        ASSERT_EQ(got.group_scale(row, group), expected.scale);
        ASSERT_EQ(got.special(row, group), expected.special);
        ++chosen[expected.special];
        for (std::size_t i = begin; i < end; ++i) {
          ASSERT_EQ(values(row, i), expected.values[i - begin] * expected.scale);
          outliers += got.codes(row, i) == 8 ? 1 : 0;
        }
      }
    }
  }
  EXPECT_GT(chosen[0], 0);
  EXPECT_GT(chosen[1], 0);
  EXPECT_GT(outliers, 0u);
}

}  // namespace
