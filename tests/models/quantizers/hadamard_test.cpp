// Rotation: Sylvester's matrix by its definition, exact on integers, its own inverse, and products that stay.
// A butterfly with its difference the other way round fails here.
#include "models/quantizers/hadamard.hpp"

#include <gtest/gtest.h>

#include <bitset>
#include <cmath>
#include <random>

#include "models/quantizers/group_options.hpp"

namespace {

using namespace lop::quantizers;
using lop::tensor::Matrix;

Matrix<float> integers(std::size_t rows, std::size_t columns, unsigned seed) {
  std::mt19937 random(seed);
  Matrix<float> matrix(rows, columns);
  for (float& value : matrix.values) value = static_cast<float>(static_cast<int>(random() % 201) - 100);
  return matrix;
}

TEST(Hadamard, IsTheMatrixOfItsDefinitionInEveryBlock) {
  for (const std::size_t block : {1u, 4u, 16u, 64u}) {
    const Matrix<float> before = integers(3, 128, 71);
    Matrix<float> after = before;
    rotate_rows(after, block);
    for (std::size_t row = 0; row < 3; ++row) {
      for (std::size_t column = 0; column < 128; ++column) {
        // Entry (i, j) of H is -1 to the number of ones that i and
        // j share; sums of integers and divisions by 2^m are exact.
        double sum = 0;
        const std::size_t begin = column / block * block;
        for (std::size_t k = 0; k < block; ++k) {
          const bool odd = std::bitset<64>(k & (column - begin)).count() % 2 == 1;
          sum += (odd ? -1 : 1) * double{before(row, begin + k)};
        }
        ASSERT_EQ(after(row, column), sum / std::sqrt(static_cast<double>(block))) << block;
      }
    }
  }
}

TEST(Hadamard, TwiceIsNothingExactlyForEvenPowersOfTwo) {
  for (const std::size_t block : {1u, 4u, 16u, 64u, 256u}) {
    const Matrix<float> before = integers(2, 256, 72);
    Matrix<float> after = before;
    rotate_rows(after, block);
    rotate_rows(after, block);
    EXPECT_EQ(after.values, before.values) << block;
  }
}

TEST(Hadamard, RowsOfTheRotatedIdentityAreOrthonormal) {
  for (const std::size_t block : {2u, 8u, 16u, 32u}) {
    Matrix<double> rotation(block, block);
    for (std::size_t i = 0; i < block; ++i) rotation(i, i) = 1;
    rotate_rows(rotation, block);
    for (std::size_t i = 0; i < block; ++i) {
      for (std::size_t j = 0; j < block; ++j) {
        double product = 0;
        for (std::size_t k = 0; k < block; ++k) product += rotation(i, k) * rotation(j, k);
        EXPECT_NEAR(product, i == j ? 1 : 0, 1e-15);
        EXPECT_EQ(rotation(i, j), rotation(j, i));
      }
    }
  }
}

TEST(Hadamard, ProductsOfActivationsAndWeightsStay) {
  Matrix<float> activations = integers(4, 64, 73), weights = integers(5, 64, 74);
  const auto product = [&](std::size_t m, std::size_t n) {
    double sum = 0;
    for (std::size_t k = 0; k < 64; ++k) sum += double{activations(m, k)} * double{weights(n, k)};
    return sum;
  };
  std::vector<double> before, after;
  for (std::size_t i = 0; i < 20; ++i) before.push_back(product(i / 5, i % 5));
  rotate_rows(activations, 16);
  rotate_rows(weights, 16);
  for (std::size_t i = 0; i < 20; ++i) after.push_back(product(i / 5, i % 5));
  EXPECT_EQ(after, before);
}

TEST(Hadamard, BlocksMustBePowersOfTwoThatDivide) {
  Matrix<float> matrix(2, 24);
  EXPECT_NO_THROW(rotate_rows(matrix, 8));
  for (const std::size_t block : {0u, 3u, 12u, 16u, 32u}) {
    EXPECT_THROW(rotate_rows(matrix, block), QuantizeError) << block;
  }
  Matrix<float> empty(0, 16);
  EXPECT_NO_THROW(rotate_rows(empty, 16));
}

}  // namespace
