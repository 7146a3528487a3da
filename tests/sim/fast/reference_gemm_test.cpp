// Reference GEMM against exact integers, for any number of threads.
#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <cstring>
#include <random>

#include "models/tensor/gemm.hpp"

namespace lop::tensor {
namespace {

/// FP16 code of an integer of magnitude below 2048.
std::uint32_t fp16_code(int value) {
  const std::uint32_t sign = value < 0 ? 0x8000u : 0u;
  auto magnitude = static_cast<std::uint32_t>(value < 0 ? -value : value);
  if (magnitude == 0) return 0;
  std::uint32_t exponent = 25;
  while (magnitude < 1024) {
    magnitude <<= 1;
    --exponent;
  }
  return sign | (exponent << 10) | (magnitude & 0x3ffu);
}

std::uint32_t fp32_code(float value) {
  std::uint32_t code;
  std::memcpy(&code, &value, sizeof code);
  return code;
}

GemmOperands small_integers(std::size_t m, std::size_t k, std::size_t n) {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> digit(-9, 9);
  GemmOperands operands;
  operands.activations = {m, k};
  operands.weights = {n, k};
  for (auto& code : operands.activations.values) code = fp16_code(digit(random));
  for (auto& code : operands.weights.values) code = fp16_code(digit(random));
  return operands;
}

TEST(ReferenceGemm, SmallIntegersComeOutExact) {
  const auto slice = pe::make_slice("fp16_mac", {{"accumulator", "fp32"}});
  const std::size_t m = 35, k = 21, n = 70;   // beyond one block in both directions
  std::mt19937 random(7);
  std::uniform_int_distribution<int> digit(-9, 9);
  std::vector<int> a(m * k), w(n * k);
  for (int& value : a) value = digit(random);
  for (int& value : w) value = digit(random);
  const Matrix<std::uint32_t> accumulators = reference_accumulators(*slice, 0, small_integers(m, k, n));
  for (std::size_t r = 0; r < m; ++r) {
    for (std::size_t c = 0; c < n; ++c) {
      int sum = 0;
      for (std::size_t i = 0; i < k; ++i) sum += a[r * k + i] * w[c * k + i];
      // An exact zero may carry either sign.
      if (sum == 0) {
        EXPECT_EQ(accumulators(r, c) & 0x7fffffffu, 0u);
      } else {
        EXPECT_EQ(accumulators(r, c), fp32_code(static_cast<float>(sum))) << r << ' ' << c;
      }
    }
  }
}

TEST(ReferenceGemm, GroupsTakeTheirOwnScaleAndAShortLastGroupIsPaddedWithZeros) {
  // int8 weights, two groups of 8 and 5 elements, scales 3 and
  // 7, channel scale 1: 3 x 36 + 7 x 65 = 563, exact in FP16.
  const auto slice = pe::make_slice("bitmod", {{"weight_mode", "int8"}, {"group_size", "8"}});
  GemmOperands operands;
  operands.activations = {1, 13};
  operands.weights = {1, 13};
  operands.metadata = {1, 2};
  for (std::size_t i = 0; i < 13; ++i) {
    operands.activations(0, i) = fp16_code(static_cast<int>(i) + 1);
    operands.weights(0, i) = 1;
  }
  operands.metadata(0, 0).scale = 3;
  operands.metadata(0, 1).scale = 7;
  const int first = 36, second = 9 + 10 + 11 + 12 + 13;
  EXPECT_EQ(reference_accumulators(*slice, slice->default_mode(), operands)(0, 0),
            fp32_code(static_cast<float>(3 * first + 7 * second)));
  operands.channel_scale = {fp32_code(0.5f)};
  operands.weights(0, 0) = 0xff;   // -1: six less
  const float half = 0.5f * static_cast<float>(3 * (first - 2) + 7 * second);
  EXPECT_EQ(reference_accumulators(*slice, slice->default_mode(), operands)(0, 0), fp32_code(2 * half));
  const std::uint32_t accumulator = fp32_code(2 * half);
  EXPECT_EQ(reference_gemm(*slice, slice->default_mode(), operands)(0, 0),
            slice->out_code(&accumulator, fp32_code(0.5f)));
}

TEST(ReferenceGemm, OneThreadAndManyGiveTheSameBits) {
  const auto slice = pe::make_slice("fp16_mac", {{"accumulator", "fp16"}});
  const GemmOperands operands = small_integers(100, 64, 200);
  const Matrix<std::uint32_t> many = reference_gemm(*slice, 0, operands);
  const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
  EXPECT_EQ(reference_gemm(*slice, 0, operands).values, many.values);
}

TEST(ReferenceGemm, ShapesThatDoNotFitAreRefused) {
  const auto slice = pe::make_slice("bitmod");
  GemmOperands operands;
  operands.activations = {2, 8};
  operands.weights = {3, 8};
  EXPECT_THROW(reference_gemm(*slice, 0, operands), pe::OperandError);   // no metadata
  operands.metadata = {3, 1};
  operands.channel_scale = {0, 0};
  EXPECT_THROW(reference_gemm(*slice, 0, operands), pe::OperandError);
  operands.channel_scale.clear();
  operands.weights = {3, 9};
  EXPECT_THROW(reference_gemm(*slice, 0, operands), pe::OperandError);
}

}  // namespace
}  // namespace lop::tensor
