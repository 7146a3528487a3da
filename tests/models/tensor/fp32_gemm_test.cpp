// The vectorised product of FP32 matrices against the loop that defines it, bit by bit.
#include "models/tensor/fp32_gemm.hpp"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

namespace lop::tensor {
namespace {

Matrix<float> random_matrix(std::size_t rows, std::size_t columns, std::mt19937& random) {
  Matrix<float> matrix(rows, columns);
  std::normal_distribution<float> normal;
  for (float& value : matrix.values) value = std::ldexp(normal(random), static_cast<int>(random() % 40) - 20);
  return matrix;
}

bool same_bits(const Matrix<float>& a, const Matrix<float>& b) {
  return a.rows == b.rows && a.columns == b.columns &&
         std::memcmp(a.values.data(), b.values.data(), a.values.size() * sizeof(float)) == 0;
}

TEST(Fp32Gemm, EqualsItsDefinitionOnEveryBitForAnyShape) {
  std::mt19937 random(1);
  const std::size_t extents[] = {1, 2, 5, 6, 7, 31, 32, 33, 97, 130};
  for (const std::size_t m : extents) {
    for (const std::size_t n : extents) {
      const std::size_t k = 1 + random() % 140;
      const Matrix<float> a = random_matrix(m, k, random), w = random_matrix(n, k, random);
      EXPECT_TRUE(same_bits(fp32_gemm(a, w), fp32_gemm_by_definition(a, w))) << m << " x " << k << " x " << n;
    }
  }
}

TEST(Fp32Gemm, TheOrderOfASumShowsInItsBits) {
  // 2^24 + 1 + 1 - 2^24 is 0 in rising k: each 1 is lost.
  Matrix<float> a(1, 4, 1.0f), w(1, 4);
  w.values = {0x1p24f, 1, 1, -0x1p24f};
  EXPECT_EQ(fp32_gemm(a, w)(0, 0), 0);
  w.values = {1, 1, 0x1p24f, -0x1p24f};
  EXPECT_EQ(fp32_gemm(a, w)(0, 0), 2);
}

TEST(Fp32Gemm, AProductIsRoundedBeforeItIsAdded) {
  Matrix<float> a(1, 2), w(1, 2);
  a.values = {1 + 0x1p-12f, 1 + 0x1p-12f};
  w.values = {-(1 + 0x1p-11f), 1 + 0x1p-12f};
  EXPECT_EQ(fp32_gemm(a, w)(0, 0), fp32_gemm_by_definition(a, w)(0, 0));
  EXPECT_EQ(fp32_gemm(a, w)(0, 0), (1 + 0x1p-12f) * (1 + 0x1p-12f) + -((1 + 0x1p-11f) * (1 + 0x1p-12f)));
}

TEST(Fp32Gemm, InfinitiesSubnormalsAndSignsOfZeroAreKept) {
  Matrix<float> a(2, 2), w(2, 2);
  a.values = {0x1p-100f, 0, std::numeric_limits<float>::infinity(), -1};
  w.values = {0x1p-45f, 1, -1, 1};
  const Matrix<float> out = fp32_gemm(a, w);
  EXPECT_TRUE(same_bits(out, fp32_gemm_by_definition(a, w)));
  EXPECT_EQ(out(0, 0), 0x1p-145f);
  EXPECT_EQ(out(1, 1), -std::numeric_limits<float>::infinity());
}

TEST(Fp32Gemm, BitsDoNotDependOnTheNumberOfThreads) {
  std::mt19937 random(2);
  const Matrix<float> a = random_matrix(300, 200, random), w = random_matrix(190, 200, random);
  Matrix<float> one;
  {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, 1);
    one = fp32_gemm(a, w);
  }
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, 4);
  EXPECT_TRUE(same_bits(fp32_gemm(a, w), one));
}

TEST(Fp32Gemm, ShapesThatDoNotFitAreRefused) {
  EXPECT_THROW(fp32_gemm(Matrix<float>(1, 2), Matrix<float>(1, 3)), std::invalid_argument);
  EXPECT_THROW(fp32_gemm_by_definition(Matrix<float>(1, 2), Matrix<float>(1, 3)), std::invalid_argument);
}

}  // namespace
}  // namespace lop::tensor
