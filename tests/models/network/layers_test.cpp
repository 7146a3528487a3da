// Functions and layers between products, against the C library in long double.
#include "models/network/layers.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "models/network/elementary.hpp"
#include "models/network/samples.hpp"
#include "models/network/scoring.hpp"

namespace lop::network {
namespace {

double ulps(double value, long double exact) {
  const double nearest = static_cast<double>(exact);
  const double ulp = std::nextafter(std::abs(nearest), std::numeric_limits<double>::infinity()) - std::abs(nearest);
  return static_cast<double>(std::abs((static_cast<long double>(value) - exact) / ulp));
}

TEST(Elementary, ExponentialAndLogarithmAreWithinTwoUnitsInTheLastPlace) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> wide(-708, 709), narrow(-2, 2), logs(-700, 700);
  for (int i = 0; i < 200000; ++i) {
    for (const double x : {wide(random), narrow(random)})
      EXPECT_LT(ulps(exponential(x), std::exp(static_cast<long double>(x))), 2) << x;
    for (const double x : {std::exp(logs(random)), std::exp(narrow(random)), 1 + 1e-4 * narrow(random)}) {
      EXPECT_LT(ulps(logarithm(x), std::log(static_cast<long double>(x))), 2) << x;
    }
  }
  EXPECT_EQ(exponential(0), 1);
  EXPECT_EQ(logarithm(1), 0);
  EXPECT_EQ(exponential(-std::numeric_limits<double>::infinity()), 0);
  EXPECT_EQ(exponential(-709), 0);
  EXPECT_EQ(exponential(std::numeric_limits<double>::infinity()), std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(exponential(std::numeric_limits<double>::quiet_NaN())));
}

TEST(Elementary, SineAndCosineHoldUpToAMillionRadians) {
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> small(-4, 4), large(-0x1p20, 0x1p20);
  for (int i = 0; i < 200000; ++i) {
    for (const double x : {small(random), large(random)}) {
      const SineCosine turn = sine_cosine(x);
      EXPECT_NEAR(turn.sine, static_cast<double>(std::sin(static_cast<long double>(x))), 0x1p-50) << x;
      EXPECT_NEAR(turn.cosine, static_cast<double>(std::cos(static_cast<long double>(x))), 0x1p-50) << x;
    }
  }
  EXPECT_EQ(sine_cosine(0).sine, 0);
  EXPECT_EQ(sine_cosine(0).cosine, 1);
}

TEST(NetworkLayers, RmsNormDividesByTheRootOfTheMeanSquare) {
  Matrix rows(2, 4);
  rows.values = {1, -1, 1, -1, 3, 0, 0, 4};
  const Matrix out = rms_norm(rows, {1, 2, 3, 4}, 0);
  EXPECT_EQ(out.values, (std::vector<float>{1, -2, 3, -4, 3 * 0.4f, 0, 0, 4 * 0.4f * 4}));
  EXPECT_EQ(rms_norm(Matrix(1, 2), {1, 1}, 1e-5).values, (std::vector<float>{0, 0}));
  EXPECT_EQ(rms_norm(Matrix(1, 1, 1.0f), {1}, 3)(0, 0), 0.5f);
}

TEST(NetworkLayers, SoftmaxIsTheRoundedQuotientAndBearsLargeNumbers) {
  float values[] = {1000, 1001, 999, -1000};
  softmax(values, 4);
  const double e = std::exp(1.0), sum = 1 + e + 1 / e;
  EXPECT_FLOAT_EQ(values[0], static_cast<float>(1 / sum));
  EXPECT_FLOAT_EQ(values[1], static_cast<float>(e / sum));
  EXPECT_FLOAT_EQ(values[2], static_cast<float>(1 / e / sum));
  EXPECT_EQ(values[3], 0);
}

TEST(NetworkLayers, TheGateIsSiluTimesUp) {
  Matrix gate(1, 4), up(1, 4, 2.0f);
  gate.values = {0, 1, -1, 100};
  gate_with_silu(gate, up);
  EXPECT_EQ(gate.values, (std::vector<float>{0, 2 * static_cast<float>(1 / (1 + std::exp(-1.0))),
                                             2 * static_cast<float>(-1 / (1 + std::exp(1.0))), 200}));
}

TEST(NetworkLayers, EachRotaryLayoutTurnsItsOwnPairs) {
  for (const RopeLayout layout : {RopeLayout::kHalf, RopeLayout::kInterleaved}) {
    const RotaryEmbedding rotary(layout, 4, 4, 100, 3);
    Matrix rows(6, 8);  // two sequences of three, two heads
    for (std::size_t r = 0; r < rows.rows; ++r) rows(r, 5) = 1;
    rotary.turn(rows, 3);
    for (std::size_t r = 0; r < rows.rows; ++r) {
      // Element 1 of the second head: of pair 1 (theta^-1/2 = 1/10) its first number, or of pair 0 its second.
      const bool half = layout == RopeLayout::kHalf;
      const double angle = static_cast<double>(r % 3) * (half ? 0.1 : 1.0);
      EXPECT_FLOAT_EQ(rows(r, 5), static_cast<float>(std::cos(angle)));
      EXPECT_FLOAT_EQ(rows(r, half ? 7 : 4), static_cast<float>(half ? std::sin(angle) : -std::sin(angle)));
      EXPECT_EQ(rows(r, 6), 0);
      EXPECT_EQ(rows(r, 1), 0);
    }
  }
}

TEST(NetworkLayers, APartOfAHeadTurnsAsAHeadOfThatWidthAndTheRestStays) {
  for (const RopeLayout layout : {RopeLayout::kHalf, RopeLayout::kInterleaved}) {
    Matrix rows(3, 12), parts(3, 8);  // two heads of six, of which four turn
    for (std::size_t r = 0; r < 3; ++r) {
      for (std::size_t i = 0; i < 12; ++i) rows(r, i) = static_cast<float>(10 * r + i + 1);
      for (std::size_t i = 0; i < 8; ++i) parts(r, i) = rows(r, i / 4 * 6 + i % 4);
    }
    const Matrix before = rows;
    RotaryEmbedding(layout, 6, 4, 100, 3).turn(rows, 3);
    RotaryEmbedding(layout, 4, 4, 100, 3).turn(parts, 3);
    for (std::size_t r = 0; r < 3; ++r) {
      for (std::size_t i = 0; i < 12; ++i) {
        EXPECT_EQ(rows(r, i), i % 6 < 4 ? parts(r, i / 6 * 4 + i % 6) : before(r, i)) << r << " " << i;
      }
    }
    RotaryEmbedding(layout, 6, 0, 100, 3).turn(rows, 3);
    EXPECT_EQ(rows(2, 11), before(2, 11));
  }
  EXPECT_THROW(RotaryEmbedding(RopeLayout::kHalf, 6, 3, 100, 3), std::invalid_argument);
  EXPECT_THROW(RotaryEmbedding(RopeLayout::kHalf, 6, 8, 100, 3), std::invalid_argument);
}

TEST(NetworkLayers, GeluByTanhIsTheFormulaInLongDoubleAndNotTheExactGelu) {
  Matrix rows(1, 4001);
  for (std::size_t i = 0; i < rows.columns; ++i) rows(0, i) = (static_cast<float>(i) - 2000) / 250;
  Matrix exact = rows;
  const Matrix before = rows;
  gelu_tanh(rows);
  gelu(exact);
  double apart = 0;
  for (std::size_t i = 0; i < rows.columns; ++i) {
    const long double x = before(0, i), y = std::sqrt(2 / std::acos(-1.0L)) * (x + 0.044715L * x * x * x);
    const auto expected = static_cast<double>(x / (1 + std::exp(-2 * y)));  // (1 + tanh y) / 2 without cancellation
    EXPECT_NEAR(rows(0, i), expected, 1e-7 * std::abs(expected)) << before(0, i);
    EXPECT_NEAR(rows(0, i), static_cast<double>(x * (1 + std::tanh(y)) / 2), 1e-6);
    apart = std::max<double>(apart, std::abs(rows(0, i) - exact(0, i)));
  }
  EXPECT_GT(apart, 4e-4);
  Matrix far(1, 2);
  far.values = {-1e30f, 1e30f};
  gelu_tanh(far);
  EXPECT_EQ(far.values, (std::vector<float>{0, 1e30f}));
}

TEST(Scoring, APredictionHasTheLikelihoodOfItsTokenAndTheFirstOfTheLikeliest) {
  const float logits[] = {1, 3, 3, -2};
  const double sum = std::exp(1.0) + 2 * std::exp(3.0) + std::exp(-2.0);
  for (std::uint32_t token = 0; token < 4; ++token) {
    const Prediction prediction = predict(logits, 4, token);
    EXPECT_NEAR(prediction.nll, std::log(sum) - static_cast<double>(logits[token]), 1e-14);
    EXPECT_EQ(prediction.top, 1u);
  }
}

TEST(Scoring, KlDivergenceIsZeroForEqualPredictionsAndPositiveOtherwise) {
  const float p[] = {1, 3, -100, 0}, shifted[] = {11, 13, -90, 10}, q[] = {0, 0, 0, 0};
  EXPECT_NEAR(kl_divergence(p, shifted, 4), 0, 1e-14);
  const double sum = std::exp(1.0) + std::exp(3.0) + std::exp(-100.0) + 1;
  double expected = 0;
  for (const float x : p) expected += std::exp(static_cast<double>(x)) / sum * (x - std::log(sum) + std::log(4.0));
  EXPECT_NEAR(kl_divergence(p, q, 4), expected, 1e-14);
}

TEST(Samples, ContiguousWindowsPredictEveryTokenButTheFirst) {
  const std::vector<std::uint32_t> tokens = {10, 11, 12, 13, 14, 15, 16};
  EXPECT_EQ(available_predictions(Scoring::kContiguous, 3, tokens.size()), 6u);
  const Samples samples = make_samples(Scoring::kContiguous, 3, tokens, 5);
  EXPECT_EQ(samples.sequence, 3u);
  EXPECT_EQ(samples.inputs, (std::vector<std::uint32_t>{10, 11, 12, 13, 14}));
  EXPECT_EQ(samples.targets, (std::vector<std::uint32_t>{11, 12, 13, 14, 15}));
}

TEST(Samples, SeparateBlocksNeverPredictAcrossTheirEnds) {
  const std::vector<std::uint32_t> tokens = {10, 11, 12, 20, 21, 22, 30, 31};
  EXPECT_EQ(available_predictions(Scoring::kSeparate, 3, tokens.size()), 4u);
  const Samples samples = make_samples(Scoring::kSeparate, 3, tokens, 4);
  EXPECT_EQ(samples.sequence, 2u);
  EXPECT_EQ(samples.inputs, (std::vector<std::uint32_t>{10, 11, 20, 21}));
  EXPECT_EQ(samples.targets, (std::vector<std::uint32_t>{11, 12, 21, 22}));
}

}  // namespace
}  // namespace lop::network
