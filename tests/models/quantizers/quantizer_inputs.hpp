// Matrices and options that tests of quantisers share.
#pragma once

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "models/quantizers/group_quantizer.hpp"

namespace lop::test {

inline tensor::Matrix<float> row_of(const std::vector<float>& values) {
  tensor::Matrix<float> matrix(1, values.size());
  matrix.values = values;
  return matrix;
}

inline quantizers::GroupQuantizeOptions mode(const std::string& weight_mode, int group_size = 128) {
  quantizers::GroupQuantizeOptions options;
  options.weight_mode = weight_mode;
  options.group_size = group_size;
  return options;
}

/// Student's t with 3 degrees of freedom, of another power of ten in each row.
inline tensor::Matrix<float> heavy_tailed(std::size_t rows, std::size_t columns, unsigned seed) {
  std::mt19937 random(seed);
  std::student_t_distribution<double> distribution(3);
  tensor::Matrix<float> matrix(rows, columns);
  for (std::size_t row = 0; row < rows; ++row) {
    const double spread = std::pow(10.0, static_cast<double>(row % 8) - 5);
    for (std::size_t k = 0; k < columns; ++k) matrix(row, k) = static_cast<float>(spread * distribution(random));
  }
  return matrix;
}

/// Of every family of weight modes at least one.
inline const std::vector<std::string>& every_mode() {
  static const std::vector<std::string> kModes = {
      "int8",      "int2",    "uint4",      "fp4",         "fp3",
      "ant4",      "ant3",    "olive4",     "trit_planes", "binary_planes",
      "e2m1",      "e4m3",    "e5m2",       "bf16",        "posit8_0",
      "posit16_1", "flint4",  "pot4",       "sm4",         "bipolar_int4",
      "binary",    "ternary", "power_int4", "uflint4",     "book:-3,-1,0,0.5,2",
      "fp32"};
  return kModes;
}

}  // namespace lop::test
