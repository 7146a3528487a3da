// A PE's operands in exact arithmetic: against operands found here, and against every PE.
#include "sim/accuracy/operand_products.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>

#include "models/formats/fp32.hpp"
#include "models/quantizers/error_metrics.hpp"
#include "sim/accuracy/pe_products.hpp"

namespace lop::accuracy {
namespace {

using network::Matrix;

Matrix random_matrix(std::size_t rows, std::size_t columns, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  Matrix matrix(rows, columns);
  for (float& value : matrix.values) value = normal(random);
  return matrix;
}

float fp16(float value) {
  return formats::fp32_value(formats::fp32_from_fp16(formats::fp16_from_fp32(formats::fp32_code(value))));
}

template <typename Products>
Matrix product(const std::string& stem, const pe::Choices& choices, const Matrix& activations, const Matrix& weights) {
  Numerics numerics;
  numerics.slice = pe::make_slice(stem, choices);
  Products products(numerics);
  return products.linear("x", weights)->apply(activations, 6);
}

const Matrix kActivations = random_matrix(12, 300, 1), kWeights = random_matrix(7, 300, 2);

TEST(OperandProducts, Fp16OperandsAreTheStoredNumbers) {
  const Matrix out = product<OperandProducts>("fp16_mac", {}, kActivations, kWeights);
  for (std::size_t m = 0; m < out.rows; ++m) {
    for (std::size_t n = 0; n < out.columns; ++n) {
      float sum = 0;
      for (std::size_t k = 0; k < 300; ++k) sum += fp16(kActivations(m, k)) * fp16(kWeights(n, k));
      EXPECT_EQ(out(m, n), sum);
    }
  }
}

/// Rounded to a grid of 127 steps to the row's largest magnitude, divided in FP32.
std::vector<double> int8_row(const Matrix& matrix, std::size_t row) {
  float most = 0;
  for (std::size_t k = 0; k < matrix.columns; ++k) most = std::max(most, std::abs(fp16(matrix(row, k))));
  const float scale = most / 127;
  std::vector<double> values;
  for (std::size_t k = 0; k < matrix.columns; ++k) {
    values.push_back(std::min(std::max(std::nearbyint(fp16(matrix(row, k)) / scale), -127.0f), 127.0f) * double{scale});
  }
  return values;
}

TEST(OperandProducts, Int8OperandsLieOnTheGridOfTheirRow) {
  const Matrix out = product<OperandProducts>("int8_mac", {}, kActivations, kWeights);
  for (std::size_t m = 0; m < out.rows; ++m) {
    const std::vector<double> a = int8_row(kActivations, m);
    for (std::size_t n = 0; n < out.columns; ++n) {
      const std::vector<double> w = int8_row(kWeights, n);
      double sum = 0;
      for (std::size_t k = 0; k < 300; ++k) sum += a[k] * w[k];
      EXPECT_NEAR(out(m, n), sum, 1e-4) << m << " " << n;
    }
  }
}

/// Of what the PE itself makes of them.
double sqnr_db(const std::string& stem, const pe::Choices& choices) {
  const Matrix own = product<PeProducts>(stem, choices, kActivations, kWeights),
               exact = product<OperandProducts>(stem, choices, kActivations, kWeights);
  quantizers::ErrorMeter meter;
  meter.add(exact.values.data(), own.values.data(), own.values.size());
  return meter.sqnr_db();
}

// A wrong scale or a wrong value of one code costs tens of dB. An adder of integers rounds nothing, or FP32 outputs
// once; an FP16 output leaves about 65 dB, FP16 sums 52; L-Mul's products are approximate by design.
TEST(OperandProducts, EveryPeComputesTheProductOfTheseOperands) {
  const std::set<std::string> exact = {"bitfusion", "int8_mac", "int4_mac", "ant", "olive", "mxfp_dot", "nvfp4_dot"};
  for (const std::string& stem : pe::stems()) {
    const double least = exact.count(stem) != 0 ? 120 : stem == "lmul" ? 15 : 50;
    EXPECT_GT(sqnr_db(stem, {}), least) << stem;
    for (const pe::Parameter& parameter : pe::make_slice(stem)->parameters()) {
      if (parameter.kind != pe::ParameterKind::kMode) continue;
      for (const std::string& value : parameter.values) {
        EXPECT_GT(sqnr_db(stem, {{parameter.name, value}}), least) << stem << " " << parameter.name << " " << value;
      }
    }
  }
}

}  // namespace
}  // namespace lop::accuracy
