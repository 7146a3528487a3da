// Scales of input channels: their definition, products that stay, and channels that are silent.
#include "models/quantizers/smoothing.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/models/quantizers/quantizer_inputs.hpp"

namespace {

using namespace lop::quantizers;
using lop::tensor::Matrix;

TEST(Smoothing, ScalesAreTheQuotientOfThePowers) {
  const std::vector<float> activations = {16, 81, 0.0625f, 1}, weights = {1, 16, 16, 256};
  const std::vector<float> expected[] = {{1, 0.0625f, 0.0625f, 1 / 256.0f},  // x^0 / w
                                         {2, 0.375f, 0.0625f, 1 / 64.0f},    // x^(1/4) / w^(3/4)
                                         {4, 2.25f, 0.0625f, 1 / 16.0f},     // x^(1/2) / w^(1/2)
                                         {8, 13.5f, 0.0625f, 0.25f},         // x^(3/4) / w^(1/4)
                                         {16, 81, 0.0625f, 1}};              // x
  for (int quarters = 0; quarters <= 4; ++quarters) {
    EXPECT_EQ(smoothing_scales(activations, weights, quarters), expected[quarters]) << quarters;
  }
}

TEST(Smoothing, HalfPowersAreRootsToWithinOneRounding) {
  const Matrix<float> maxima = lop::test::heavy_tailed(2, 500, 81);
  std::vector<float> x, w;
  for (std::size_t j = 0; j < 500; ++j) {
    x.push_back(std::abs(maxima(0, j)));
    w.push_back(std::abs(maxima(1, j)));
  }
  const std::vector<float> scales = smoothing_scales(x, w, 2);
  for (std::size_t j = 0; j < 500; ++j) {
    const auto exact = static_cast<double>(std::sqrt(static_cast<long double>(x[j]) / static_cast<long double>(w[j])));
    EXPECT_LE(std::abs(double{scales[j]} - exact), exact * 0x1.0001p-24);
  }
}

TEST(Smoothing, ProductsStay) {
  // Powers of two divide and multiply exactly, so the products are the same numbers.
  Matrix<float> activations = lop::test::heavy_tailed(3, 4, 82), weights = lop::test::heavy_tailed(2, 4, 83);
  const Matrix<float> x = activations, w = weights;
  const std::vector<float> scales = {4, 0.5f, 1, 0.125f};
  multiply_columns(weights, scales);
  divide_columns(activations, scales);
  for (std::size_t m = 0; m < 3; ++m) {
    for (std::size_t n = 0; n < 2; ++n) {
      double before = 0, after = 0;
      for (std::size_t k = 0; k < 4; ++k) {
        before += double{x(m, k)} * double{w(n, k)};
        after += double{activations(m, k)} * double{weights(n, k)};
      }
      EXPECT_EQ(after, before);
    }
  }
  // And with a = 1/2 both ranges become the same.
  const std::vector<float> even = smoothing_scales(column_maxima(x), column_maxima(w), 2);
  Matrix<float> smooth_x = x, smooth_w = w;
  divide_columns(smooth_x, even);
  multiply_columns(smooth_w, even);
  for (std::size_t k = 0; k < 4; ++k) {
    const float left = column_maxima(smooth_x)[k], right = column_maxima(smooth_w)[k];
    EXPECT_NEAR(left, right, 1e-6f * right);
  }
}

TEST(Smoothing, SilentChannelsKeepTheScaleOne) {
  EXPECT_EQ(smoothing_scales({0, 4, 0}, {4, 0, 0}, 2), (std::vector<float>{1, 1, 1}));
  EXPECT_EQ(smoothing_scales({1e-45f}, {3e38f}, 4), (std::vector<float>{1}));  // would be subnormal
  EXPECT_EQ(column_maxima(Matrix<float>(0, 3)), (std::vector<float>{0, 0, 0}));
}

TEST(Smoothing, BadStatisticsAreRefused) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(smoothing_scales({1}, {1, 2}, 2), QuantizeError);
  EXPECT_THROW(smoothing_scales({nan}, {1}, 2), QuantizeError);
  EXPECT_THROW(smoothing_scales({1}, {-1}, 2), QuantizeError);
  EXPECT_THROW(smoothing_scales({1}, {1}, 5), QuantizeError);
  Matrix<float> matrix(1, 2);
  EXPECT_THROW(multiply_columns(matrix, {1}), QuantizeError);
  matrix(0, 1) = nan;
  EXPECT_TRUE(std::isnan(column_maxima(matrix)[1]));
}

}  // namespace
