// Layers of networks on images, against the same written plainly in double.
#include "models/network/image_layers.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "models/network/attention.hpp"
#include "models/network/error_function.hpp"
#include "models/network/layers.hpp"

namespace lop::network {
namespace {

using Kind = ValueShape::Kind;

Matrix random_matrix(std::size_t rows, std::size_t columns, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  Matrix matrix(rows, columns);
  for (float& value : matrix.values) value = normal(random);
  return matrix;
}

ImageLayer convolution(std::size_t in, std::size_t out, std::size_t kernel, std::size_t stride, std::size_t padding) {
  ImageLayer layer;
  layer.operation = ImageOperation::kConv2d;
  layer.in = in;
  layer.out = out;
  layer.kernel = kernel;
  layer.stride = stride;
  layer.padding = padding;
  return layer;
}

/// By the definition, output by output: pixels outside are not added.
/// mirrored  a fault: the kernel from its end
double convolved(const ImageLayer& layer, const ValueShape& in, const Matrix& image, const Matrix& weights,
                 std::size_t out, std::size_t y, std::size_t x, bool mirrored = false) {
  double sum = 0;
  for (std::size_t c = 0; c < layer.in; ++c) {
    for (std::size_t i = 0; i < layer.kernel; ++i) {
      for (std::size_t j = 0; j < layer.kernel; ++j) {
        const int row = static_cast<int>(y * layer.stride + i) - static_cast<int>(layer.padding);
        const int column = static_cast<int>(x * layer.stride + j) - static_cast<int>(layer.padding);
        if (row < 0 || column < 0 || row >= static_cast<int>(in.height) || column >= static_cast<int>(in.width))
          continue;
        const std::size_t at = (c * layer.kernel + i) * layer.kernel + j, area = layer.kernel * layer.kernel;
        const std::size_t taken = mirrored ? c * area + (area - 1 - (at - c * area)) : at;
        sum +=
            static_cast<double>(image(static_cast<std::size_t>(row) * in.width + static_cast<std::size_t>(column), c)) *
            weights(out, taken);
      }
    }
  }
  return sum;
}

/// The largest difference over two images.
double convolution_error(const ImageLayer& layer, const ValueShape& in, bool mirrored) {
  const Matrix images = random_matrix(2 * in.rows(), in.features, 1);
  const Matrix weights = random_matrix(layer.out, product_inputs(layer), 2);
  const Matrix windows = convolution_windows(layer, in, images);
  const Matrix out = fp32_product(weights)->apply(windows, windows.rows);
  const ValueShape shape = output_shape(layer, {in});
  double most = 0;
  for (std::size_t image = 0; image < 2; ++image) {
    Matrix one(in.rows(), in.features);
    std::copy_n(images.row(image * in.rows()), in.elements(), one.values.begin());
    for (std::size_t y = 0; y < shape.height; ++y) {
      for (std::size_t x = 0; x < shape.width; ++x) {
        for (std::size_t n = 0; n < layer.out; ++n) {
          const float found = out(image * shape.rows() + y * shape.width + x, n);
          most = std::max(most, std::abs(found - convolved(layer, in, one, weights, n, y, x, mirrored)));
        }
      }
    }
  }
  return most;
}

TEST(ImageLayers, AConvolutionIsItsDefinitionWithAnyStrideAndPadding) {
  const ValueShape in{Kind::kImage, 7, 9, 3};
  for (const auto& [kernel, stride, padding] :
       {std::tuple{1, 1, 0}, {3, 1, 1}, {3, 2, 0}, {5, 3, 2}, {2, 2, 1}, {7, 1, 0}, {4, 1, 3}}) {
    const ImageLayer layer = convolution(3, 4, static_cast<std::size_t>(kernel), static_cast<std::size_t>(stride),
                                         static_cast<std::size_t>(padding));
    EXPECT_LT(convolution_error(layer, in, false), 1e-4) << kernel << stride << padding;
    if (kernel > 1) {
      EXPECT_GT(convolution_error(layer, in, true), 1) << "a mirrored kernel goes unnoticed";
    }
  }
}

TEST(ImageLayers, ShapesOfWindowsRoundDown) {
  EXPECT_EQ(output_shape(convolution(1, 8, 3, 2, 0), {{Kind::kImage, 8, 7, 1}}).text(), "[8, 3, 3]");
  EXPECT_EQ(output_shape(convolution(1, 8, 3, 2, 1), {{Kind::kImage, 8, 7, 1}}).text(), "[8, 4, 4]");
}

TEST(ImageLayers, MaxPoolTakesTheLargestOfEachWindowAndChannel) {
  ImageLayer layer;
  layer.operation = ImageOperation::kMaxPool2d;
  layer.kernel = 3;
  layer.stride = 2;
  const ValueShape in{Kind::kImage, 7, 6, 5}, out = output_shape(layer, {in});
  const Matrix images = random_matrix(2 * in.rows(), 5, 3), pooled = max_pool(layer, in, images);
  for (std::size_t r = 0; r < pooled.rows; ++r) {
    const std::size_t image = r / out.rows(), y = r % out.rows() / out.width, x = r % out.width;
    for (std::size_t c = 0; c < 5; ++c) {
      float most = -100;
      for (std::size_t i = 0; i < 9; ++i) {
        most = std::max(most, images(image * in.rows() + (2 * y + i / 3) * in.width + 2 * x + i % 3, c));
      }
      EXPECT_EQ(pooled(r, c), most);
    }
  }
}

TEST(ImageLayers, FlattenPutsChannelsSlowest) {
  Matrix images(2, 3);  // one image of 1 x 2 pixels, three channels
  images.values = {1, 2, 3, 4, 5, 6};
  EXPECT_EQ(flatten({Kind::kImage, 1, 2, 3}, images).values, (std::vector<float>{1, 4, 2, 5, 3, 6}));
}

TEST(ImageLayers, LayerNormIsThatOfTheDefinitionInDouble) {
  Matrix rows = random_matrix(6, 37, 4);
  for (float& value : rows.values) value = 3 * value + 20;
  const Matrix before = rows, gain = random_matrix(1, 37, 5), bias = random_matrix(1, 37, 6);
  layer_norm(rows, gain.values, bias.values, 1e-3);
  for (std::size_t r = 0; r < rows.rows; ++r) {
    long double mean = 0, variance = 0;
    for (std::size_t i = 0; i < 37; ++i) mean += before(r, i) / 37.0L;
    for (std::size_t i = 0; i < 37; ++i) variance += (before(r, i) - mean) * (before(r, i) - mean) / 37.0L;
    for (std::size_t i = 0; i < 37; ++i) {
      const long double exact = (before(r, i) - mean) / std::sqrt(variance + 1e-3L) * gain(0, i) + bias(0, i);
      EXPECT_NEAR(rows(r, i), static_cast<double>(exact), 1e-6);
    }
  }
}

TEST(ImageLayers, TheComplementaryErrorFunctionHoldsFromZeroToWhereItVanishes) {
  for (double x = 0; x < 26.5; x += 0.00071) {
    const long double exact = std::erfc(static_cast<long double>(x));
    EXPECT_LT(std::abs(complementary_error(x) / static_cast<double>(exact) - 1), 0x1p-42) << x;
  }
  EXPECT_NEAR(complementary_error(0), 1, 0x1p-50);
  EXPECT_EQ(complementary_error(27), 0);
}

TEST(ImageLayers, GeluIsTheExactOneOnBothSides) {
  Matrix rows(1, 4001);
  for (std::size_t i = 0; i < rows.columns; ++i) rows(0, i) = (static_cast<float>(i) - 2000) / 250;
  const Matrix before = rows;
  gelu(rows);
  for (std::size_t i = 0; i < rows.columns; ++i) {
    const long double x = before(0, i), exact = x * std::erfc(-x / std::sqrt(2.0L)) / 2;
    EXPECT_NEAR(rows(0, i), static_cast<double>(exact), 1e-7 * std::abs(static_cast<double>(exact))) << x;
  }
}

/// Of one image, plainly. masked  a fault: later tokens are not seen
std::vector<double> attended(const Matrix& q, const Matrix& k, const Matrix& v, std::size_t heads, bool masked) {
  const std::size_t tokens = q.rows, width = q.columns / heads;
  std::vector<double> out(q.values.size(), 0.0);
  for (std::size_t h = 0; h < heads; ++h) {
    for (std::size_t t = 0; t < tokens; ++t) {
      std::vector<double> weights(tokens, 0.0);
      double sum = 0;
      for (std::size_t u = 0; u < (masked ? t + 1 : tokens); ++u) {
        double score = 0;
        for (std::size_t i = h * width; i < (h + 1) * width; ++i) score += static_cast<double>(q(t, i)) * k(u, i);
        sum += weights[u] = std::exp(score / std::sqrt(static_cast<double>(width)));
      }
      for (std::size_t u = 0; u < tokens; ++u) {
        for (std::size_t i = h * width; i < (h + 1) * width; ++i) out[t * q.columns + i] += weights[u] / sum * v(u, i);
      }
    }
  }
  return out;
}

TEST(ImageLayers, AttentionSeesAllTokensOfItsImageAndNoOther) {
  const std::size_t tokens = 5, heads = 3, width = 4;
  const Matrix q = random_matrix(2 * tokens, heads * width, 7), k = random_matrix(2 * tokens, heads * width, 8),
               v = random_matrix(2 * tokens, heads * width, 9);
  const Fp32Products products;
  const Matrix out = attend({heads, heads, width, false}, 0, products, q, k, v, tokens);
  for (std::size_t image = 0; image < 2; ++image) {
    const auto one = [&](const Matrix& all) {
      Matrix part(tokens, all.columns);
      std::copy_n(all.row(image * tokens), part.values.size(), part.values.begin());
      return part;
    };
    const std::vector<double> exact = attended(one(q), one(k), one(v), heads, false),
                              masked = attended(one(q), one(k), one(v), heads, true);
    double fault = 0;
    for (std::size_t i = 0; i < exact.size(); ++i) {
      const float found = out.values[image * exact.size() + i];
      EXPECT_NEAR(found, exact[i], 1e-6);
      fault = std::max(fault, std::abs(found - masked[i]));
    }
    EXPECT_GT(fault, 0.1) << "a mask goes unnoticed";
  }
}

TEST(ImageLayers, AClassTokenComesFirstAndPositionsRepeatWithEachImage) {
  Matrix rows(4, 1);
  rows.values = {1, 2, 3, 4};
  const ValueShape in{Kind::kTokens, 2, 1, 1};
  Matrix with = with_class_token(in, rows, {9});
  EXPECT_EQ(with.values, (std::vector<float>{9, 1, 2, 9, 3, 4}));
  Matrix positions(3, 1);
  positions.values = {10, 20, 30};
  add_positions(with, positions);
  EXPECT_EQ(with.values, (std::vector<float>{19, 21, 32, 19, 23, 34}));
  EXPECT_EQ(selected_tokens({Kind::kTokens, 3, 1, 1}, with, 1).values, (std::vector<float>{21, 23}));
}

}  // namespace
}  // namespace lop::network
