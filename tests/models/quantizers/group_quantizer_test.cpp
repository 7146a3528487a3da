// The group quantiser against a slow one written from the published rule, on random weights, ties and zeros.
// Of the lanes: a closed end of the special value's interval, a tie to the later candidate and a sum that does not
// start at 0 fail here; of the zero point: a floor in place of the nearest.
#include "models/quantizers/group_quantizer.hpp"

#include <gtest/gtest.h>

#include <random>

#include "tests/models/quantizers/quantizer_inputs.hpp"
#include "tests/models/quantizers/slow_oracle.hpp"

namespace {

using namespace lop::quantizers;
using lop::tensor::Matrix;

const char* const kModes[] = {"int8", "int6", "int5",  "int4",  "int3",  "int2",
                              "fp4",  "fp3",  "uint8", "uint4", "uint3", "uint2"};

std::vector<float> group_of(const Matrix<float>& weights, std::size_t row, std::size_t group, std::size_t size) {
  const float* begin = weights.row(row) + group * size;
  return {begin, begin + std::min(size, weights.columns - group * size)};
}

void expect_as_slow(const Matrix<float>& weights, const GroupQuantizeOptions& options) {
  const QuantizedMatrix got = quantize_groups(weights, options);
  const Matrix<double> values = dequantized(got);
  const auto size = static_cast<std::size_t>(options.group_size);
  ASSERT_EQ(got.group_scale.columns, (weights.columns + size - 1) / size);
  for (std::size_t row = 0; row < weights.rows; ++row) {
    for (std::size_t group = 0; group < got.group_scale.columns; ++group) {
      const lop::test::SlowGroup expected =
          lop::test::slow_group(group_of(weights, row, group, size), options.weight_mode, options.plain,
                                options.arithmetic == Arithmetic::kFp16);
      ASSERT_EQ(got.group_scale(row, group), expected.scale) << options.weight_mode << " row " << row;
      ASSERT_EQ(got.special(row, group), expected.special) << options.weight_mode << " row " << row;
      ASSERT_EQ(got.zero(row, group), expected.zero) << options.weight_mode << " row " << row;
      for (std::size_t i = 0; i < expected.values.size(); ++i) {
        const std::size_t column = group * size + i;
        ASSERT_EQ(values(row, column), expected.values[i] * expected.scale)
            << options.weight_mode << " row " << row << " column " << column << " weight " << weights(row, column);
        ASSERT_LT(got.codes(row, column), 1u << (options.weight_mode.back() - '0'));
      }
    }
  }
}

void expect_all_modes_as_slow(const Matrix<float>& weights) {
  for (const char* mode : kModes) {
    for (const bool plain : {false, true}) {
      if (plain && mode[0] != 'f') continue;
      for (const Arithmetic arithmetic : {Arithmetic::kFp32, Arithmetic::kFp16}) {
        for (const int size : {1000, 128, 5, 1}) {
          GroupQuantizeOptions options;
          options.weight_mode = mode;
          options.group_size = size;
          options.arithmetic = arithmetic;
          options.plain = plain;
          expect_as_slow(weights, options);
          if (testing::Test::HasFatalFailure()) return;
        }
      }
    }
  }
}

TEST(GroupQuantizer, RandomWeightsOfAnySpreadGiveTheCodesOfTheRule) {
  const Matrix<float> weights = lop::test::heavy_tailed(24, 300, 8);
  expect_all_modes_as_slow(weights);
}

TEST(GroupQuantizer, AnyNumberOfGroupsSideBySideGivesTheCodesOfTheRule) {
  // BitMoD's candidates are summed for 8 groups at a time; runs of 1 to 19 equal groups, and a shorter one after them.
  for (std::size_t groups = 1; groups < 20; ++groups) {
    const Matrix<float> weights = lop::test::heavy_tailed(2, 16 * groups + groups % 3, static_cast<unsigned>(groups));
    for (const char* mode : {"fp4", "fp3"}) expect_as_slow(weights, lop::test::mode(mode, 16));
  }
  // Longer than the 128 elements that are transposed at a time.
  for (const char* mode : {"fp4", "fp3"}) {
    expect_as_slow(lop::test::heavy_tailed(8, 1000, 3), lop::test::mode(mode, 333));
  }
}

TEST(GroupQuantizer, TiesGiveTheCodesOfTheRule) {
  // Multiples of 1/4 with the peaks at which the scale of one of the candidates is a power of two.
  std::mt19937 random(9);
  const float peaks[] = {1, 3, 4, 6, 7, 8, 15, 31, 127};
  Matrix<float> weights(36, 96);
  for (std::size_t row = 0; row < weights.rows; ++row) {
    const float peak = peaks[row % 9];
    for (std::size_t k = 0; k < weights.columns; ++k) {
      const auto quarters =
          static_cast<int>(random() % (8 * static_cast<unsigned>(peak) + 1)) - 4 * static_cast<int>(peak);
      weights(row, k) = static_cast<float>(quarters) / 4;
    }
    weights(row, random() % 96) = row % 2 == 0 ? peak : -peak;
  }
  expect_all_modes_as_slow(weights);
}

TEST(GroupQuantizer, SparseAndZeroGroupsGiveTheCodesOfTheRule) {
  std::mt19937 random(10);
  Matrix<float> weights(24, 160);
  for (std::size_t row = 1; row < weights.rows; ++row) {
    for (std::size_t k = 0; k < weights.columns; ++k) {
      if (random() % 8 == 0) weights(row, k) = static_cast<float>(static_cast<int>(random() % 2001) - 1000) * 1e-3f;
      if (random() % 50 == 0) weights(row, k) = -0.0f;
    }
  }
  expect_all_modes_as_slow(weights);
}

TEST(GroupQuantizer, ScalesAreClampedAtBothEnds) {
  Matrix<float> weights(2, 8);
  for (std::size_t k = 0; k < 8; ++k) {
    weights(0, k) = static_cast<float>(k) * 1e-7f;
    weights(1, k) = static_cast<float>(k) * 1e6f;
  }
  GroupQuantizeOptions options;
  for (const char* mode : kModes) {
    options.weight_mode = mode;
    expect_as_slow(weights, options);
    const QuantizedMatrix got = quantize_groups(weights, options);
    EXPECT_EQ(got.group_scale(0, 0), 1e-5f) << mode;
  }
  options.weight_mode = "fp4";
  EXPECT_EQ(quantize_groups(weights, options).group_scale(1, 0), 1e4f);
}

}  // namespace
