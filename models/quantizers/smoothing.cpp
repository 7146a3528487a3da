// Scales per input channel.
#include "models/quantizers/smoothing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "models/quantizers/refusal.hpp"

namespace lop::quantizers {
namespace {

double power(double base, int quarters) {
  const double half = std::sqrt(base);
  switch (quarters) {
    case 0: return 1;
    case 1: return std::sqrt(half);
    case 2: return half;
    case 3: return half * std::sqrt(half);
    default: return base;
  }
}

void check(const std::vector<float>& maxima, const char* of) {
  for (std::size_t j = 0; j < maxima.size(); ++j) {
    if (std::isfinite(maxima[j]) && maxima[j] >= 0) continue;
    throw QuantizeError(std::string("smoothing: the ") + of + "' maximum " + std::to_string(j) + " is " +
                        std::to_string(maxima[j]) + "; expected a finite magnitude");
  }
}

template <typename T, typename Operation>
void each_column(tensor::Matrix<T>& matrix, const std::vector<float>& scales, Operation operation) {
  if (scales.size() != matrix.columns) {
    throw QuantizeError("smoothing: " + std::to_string(scales.size()) + " scales for " +
                        std::to_string(matrix.columns) + " columns");
  }
  for (std::size_t row = 0; row < matrix.rows; ++row) {
    for (std::size_t column = 0; column < matrix.columns; ++column) {
      matrix(row, column) = operation(matrix(row, column), static_cast<T>(scales[column]));
    }
  }
}

}  // namespace

std::vector<float> column_maxima(const tensor::Matrix<float>& matrix) {
  std::vector<float> maxima(matrix.columns, 0.0f);
  for (std::size_t row = 0; row < matrix.rows; ++row) {
    for (std::size_t column = 0; column < matrix.columns; ++column) {
      // A NaN must show; std::max would drop it.
      if (!(std::abs(matrix(row, column)) <= maxima[column])) maxima[column] = std::abs(matrix(row, column));
    }
  }
  return maxima;
}

std::vector<float> smoothing_scales(const std::vector<float>& activation_maxima,
                                    const std::vector<float>& weight_maxima, int quarters) {
  if (quarters < 0 || quarters > 4) {
    throw QuantizeError("smoothing: exponent " + std::to_string(quarters) + "/4; expected 0, 0.25, 0.5, 0.75 or 1");
  }
  if (activation_maxima.size() != weight_maxima.size()) {
    throw QuantizeError("smoothing: " + std::to_string(activation_maxima.size()) + " activation maxima for " +
                        std::to_string(weight_maxima.size()) + " weight columns");
  }
  check(activation_maxima, "activations");
  check(weight_maxima, "weights");
  std::vector<float> scales(activation_maxima.size(), 1.0f);
  for (std::size_t j = 0; j < scales.size(); ++j) {
    if (activation_maxima[j] == 0 || weight_maxima[j] == 0) continue;
    const auto scale = static_cast<float>(power(static_cast<double>(activation_maxima[j]), quarters) /
                                          power(static_cast<double>(weight_maxima[j]), 4 - quarters));
    if (std::isnormal(scale)) scales[j] = scale;
  }
  return scales;
}

template <typename T>
void multiply_columns(tensor::Matrix<T>& matrix, const std::vector<float>& scales) {
  each_column(matrix, scales, [](T value, T scale) { return value * scale; });
}

template <typename T>
void divide_columns(tensor::Matrix<T>& matrix, const std::vector<float>& scales) {
  each_column(matrix, scales, [](T value, T scale) { return value / scale; });
}

template void multiply_columns(tensor::Matrix<float>&, const std::vector<float>&);
template void multiply_columns(tensor::Matrix<double>&, const std::vector<float>&);
template void divide_columns(tensor::Matrix<float>&, const std::vector<float>&);
template void divide_columns(tensor::Matrix<double>&, const std::vector<float>&);

}  // namespace lop::quantizers
