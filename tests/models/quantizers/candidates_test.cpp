// ANT's choice of types, clipping by least mean square and number formats as elements, against published values.
// A later trial that wins a tie, and power_int with its lowest code, fail here.
#include <gtest/gtest.h>

#include <set>

#include "tests/models/quantizers/quantizer_inputs.hpp"
#include "tests/models/quantizers/slow_candidates.hpp"

namespace {

using namespace lop::quantizers;
using lop::tensor::Matrix;
using lop::test::heavy_tailed;
using lop::test::mode;
using lop::test::row_of;
using lop::test::with_signs;

const std::vector<double> kInt4 = with_signs({1, 2, 3, 4, 5, 6, 7}), kFlint4 = with_signs({1, 2, 3, 4, 6, 8, 16}),
                          kPot4 = with_signs({1, 2, 4, 8, 16, 32, 64});

std::vector<float> percent(int from, int to, int step) {
  std::vector<float> ratios;
  for (int i = from; i <= to; i += step) ratios.push_back(static_cast<float>(i / 100.0));
  return ratios;
}

/// How often each type was chosen.
std::vector<int> expect_as_slow(const Matrix<float>& weights, const GroupQuantizeOptions& options,
                                const std::vector<std::vector<double>>& lists) {
  const QuantizedMatrix got = quantize_groups(weights, options);
  const Matrix<double> values = dequantized(got);
  const auto size = static_cast<std::size_t>(options.group_size);
  const std::vector<float> ratios =
      options.scale_method == ScaleMethod::kAbsmax ? std::vector<float>{1} : options.ratios;
  std::vector<int> chosen(lists.size());
  for (std::size_t row = 0; row < weights.rows; ++row) {
    for (std::size_t group = 0; group < got.group_scale.columns; ++group) {
      const float* const begin = weights.row(row) + group * size;
      const lop::test::SlowGroup expected =
          lop::test::slow_candidates({begin, begin + std::min(size, weights.columns - group * size)}, lists, ratios);
      EXPECT_EQ(got.group_scale(row, group), expected.scale) << options.weight_mode;
      EXPECT_EQ(got.special(row, group), expected.special) << options.weight_mode;
      for (std::size_t i = 0; i < expected.values.size(); ++i) {
        EXPECT_EQ(values(row, group * size + i), expected.values[i] * expected.scale) << options.weight_mode;
      }
      ++chosen[static_cast<std::size_t>(expected.special)];
    }
  }
  return chosen;
}

TEST(Ant, TheTypeWithTheSmallestErrorIsChosenGroupByGroup) {
  for (const int size : {8, 32, 128}) {
    const std::vector<int> chosen =
        expect_as_slow(heavy_tailed(40, 300, 21), mode("ant4", size), {kInt4, kFlint4, kPot4});
    if (size != 8) continue;
    for (const int count : chosen) EXPECT_GT(count, 0);
  }
  expect_as_slow(heavy_tailed(16, 300, 22), mode("ant3", 16), {with_signs({1, 2, 3}), with_signs({1, 2, 4})});
}

TEST(Ant, CandidatesAndTheirOrderAreTheUsers) {
  GroupQuantizeOptions options = mode("ant4", 16);
  options.candidates = {"pot4", "int4"};
  expect_as_slow(heavy_tailed(16, 160, 23), options, {kPot4, kInt4});
  // 7 : 1 and nothing between is exact in each type: the first stays.
  options.candidates = {"int4", "flint4"};
  EXPECT_EQ(quantize_groups(row_of({1, 0, 0, -1}), options).special(0, 0), 0);
  options.candidates = {"flint4", "int4"};
  EXPECT_EQ(quantize_groups(row_of({1, 0, 0, -1}), options).special(0, 0), 0);
  EXPECT_EQ(quantize_groups(row_of({7, 5, 0, -1}), options).special(0, 0), 1);
  options.candidates = {"int4", "e4m3"};
  EXPECT_THROW(quantize_groups(row_of({1}), options), QuantizeError);
}

TEST(Clipping, TheRatioWithTheSmallestErrorIsChosen) {
  for (const auto& [name, list] : std::vector<std::pair<std::string, std::vector<double>>>{
           {"int4", kInt4}, {"flint4", kFlint4}, {"pot4", kPot4}}) {
    GroupQuantizeOptions options = mode(name, 64);
    options.scale_method = ScaleMethod::kLeastMse;
    options.ratios = percent(75, 100, 1);
    // The released clamp of integer scales must not bind: rows of ordinary spread only.
    Matrix<float> weights = heavy_tailed(8, 256, 24);
    for (float& weight : weights.values) {
      weight = weight == 0 ? 0 : std::copysign(0.001f + std::fmod(std::abs(weight) * 1e4f, 1.0f), weight);
    }
    expect_as_slow(weights, options, {list});
  }
  GroupQuantizeOptions options = mode("ant4", 48);
  options.scale_method = ScaleMethod::kLeastMse;
  options.ratios = percent(75, 150, 5);
  expect_as_slow(heavy_tailed(8, 300, 25), options, {kInt4, kFlint4, kPot4});
}

TEST(Clipping, EqualErrorsKeepTheEarlierRatio) {
  // One element: every ratio up to 1 can be clipped to, only the ratio 1 is exact, and the second 1 is too late.
  GroupQuantizeOptions options = mode("int4");
  options.scale_method = ScaleMethod::kLeastMse;
  options.ratios = {0.5f, 1.0f, 1.0f};
  EXPECT_EQ(quantize_groups(row_of({7}), options).group_scale(0, 0), 1.0f);
  options.ratios = {0.5f, 2.0f};  // 3.5 x 1 errs by 3.5, 14 / 7 x 4 by 1
  EXPECT_EQ(quantize_groups(row_of({7}), options).group_scale(0, 0), 2.0f);
  options.ratios = {2.0f, 4.0f};  // 4 x 2 and 2 x 4 err alike
  EXPECT_EQ(quantize_groups(row_of({7}), options).group_scale(0, 0), 2.0f);
  options.ratios = {4.0f, 2.0f};
  EXPECT_EQ(quantize_groups(row_of({7}), options).group_scale(0, 0), 4.0f);
}

TEST(Clipping, AnUnsignedRangeShrinksAtBothEnds) {
  // Ratio 1/2 makes 0..1.5 in 2 bits: 0 0.5 1 1.5, exact but for
  // the outlier 3; ratio 1 makes 0 1 2 3, which errs on every 0.5.
  GroupQuantizeOptions options = mode("uint2");
  options.scale_method = ScaleMethod::kLeastMse;
  options.ratios = {1.0f, 0.5f};
  std::vector<float> weights(40, 0.5f);
  weights[0] = 3;
  weights[1] = 0;
  EXPECT_EQ(quantize_groups(row_of(weights), options).group_scale(0, 0), 0.5f);
}

TEST(NumberFormats, ElementsAreTheNearestOfTheirPublishedValues) {
  std::vector<double> e4m3, powers;
  for (int code = 1; code < 127; ++code) {
    e4m3.push_back(code < 8 ? std::ldexp(code, -9) : std::ldexp(8 + code % 8, code / 8 - 10));
  }
  for (int q = 1; q < 8; ++q) powers.push_back(q * q);
  std::vector<double> odd;
  for (int value = -15; value < 16; value += 2) odd.push_back(value);
  const std::vector<std::pair<std::string, std::vector<double>>> formats = {
      {"e2m1", with_signs({0.5, 1, 1.5, 2, 3, 4, 6})},
      {"e2m0", with_signs({1, 2, 4})},
      {"e4m3", with_signs(e4m3)},
      {"bipolar_int4", odd},
      {"ternary", with_signs({1})},
      {"binary", {-1, 1}},
      {"flint4", kFlint4},
      {"pot4", kPot4},
      {"sm4", kInt4},
      {"book:-3,-1,0,0.5,2", {-3, -1, 0, 0.5, 2}}};
  for (const auto& [name, list] : formats) expect_as_slow(heavy_tailed(8, 200, 26), mode(name, 64), {list});
}

TEST(NumberFormats, PowersAreChosenInTheDomainOfTheirRoots) {
  const Matrix<float> weights = heavy_tailed(8, 200, 27);
  const Matrix<double> values = dequantized(quantize_groups(weights, mode("power_int4", 200)));
  for (std::size_t row = 0; row < weights.rows; ++row) {
    double peak = 0;
    for (std::size_t k = 0; k < weights.columns; ++k) peak = std::max(peak, std::abs(double{weights(row, k)}));
    const double scale = static_cast<float>(peak / 49);
    for (std::size_t k = 0; k < weights.columns; ++k) {
      const double q = std::nearbyint(7 * std::sqrt(std::abs(double{weights(row, k)}) / peak));
      EXPECT_EQ(values(row, k), std::copysign(q * q * scale, double{weights(row, k)}));
    }
  }
}

TEST(NumberFormats, PositsRoundAsPositsAndNeverToZero) {
  // (4, 0): 0 1/4 1/2 3/4 1 1.5 2 4. Between 2 and 4 the boundary is the 5-bit posit 3; below 1/4 there is no boundary.
  const QuantizedMatrix got = quantize_groups(row_of({4, 2.99f, 3.01f, -0.01f, 0.13f, 0}), mode("posit4_0"));
  EXPECT_EQ(dequantized(got).values, (std::vector<double>{4, 2, 4, -0.25, 0.25, 0}));
}

TEST(NumberFormats, TheUserSaysWhichValueTheAbsmaxBecomes) {
  GroupQuantizeOptions options = mode("posit8_0");
  options.peak = 1;
  const QuantizedMatrix got = quantize_groups(row_of({-4, 2, 1, 0.0625f}), options);
  EXPECT_EQ(got.group_scale(0, 0), 4.0f);
  EXPECT_EQ(dequantized(got).values, (std::vector<double>{-4, 2, 1, 0.0625}));
  options.weight_mode = "int4";
  EXPECT_THROW(quantize_groups(row_of({1}), options), QuantizeError);
}

}  // namespace
