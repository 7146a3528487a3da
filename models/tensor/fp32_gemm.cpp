// A tile of rows x channels keeps its sums in registers while k runs; a vector holds neighbouring channels.
#include "models/tensor/fp32_gemm.hpp"

#include <tbb/blocked_range2d.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>

#include "models/formats/vector_clones.hpp"

namespace lop::tensor {
namespace {

constexpr std::size_t kPanel = PackedWeights::kPanel;
constexpr std::size_t kVector = 16;
constexpr std::size_t kVectors = kPanel / kVector;
constexpr std::size_t kTileRows = 6;
constexpr std::size_t kBlockRows = 96;  // a panel is read once for so many rows

using Vector = float __attribute__((vector_size(kVector * sizeof(float))));

/// out  {kRows, kPanel}
template <std::size_t kRows>
[[gnu::always_inline]] inline void run_tile(const float* activations, std::size_t k, const float* panel, float* out) {
  Vector sums[kRows][kVectors] = {};
  for (std::size_t i = 0; i < k; ++i) {
    Vector weights[kVectors];
    std::memcpy(weights, panel + i * kPanel, sizeof weights);
#pragma GCC unroll 8
    for (std::size_t row = 0; row < kRows; ++row) {
      const float activation = activations[row * k + i];
#pragma GCC unroll 2
      for (std::size_t v = 0; v < kVectors; ++v) sums[row][v] += activation * weights[v];
    }
  }
  std::memcpy(out, sums, sizeof sums);
}

LOP_VECTOR_CLONES void full_tile(const float* activations, std::size_t k, const float* panel, float* out) {
  run_tile<kTileRows>(activations, k, panel, out);
}

LOP_VECTOR_CLONES void one_row(const float* activations, std::size_t k, const float* panel, float* out) {
  run_tile<1>(activations, k, panel, out);
}

void run_rows(const Matrix<float>& activations, std::size_t first, std::size_t end, const PackedWeights& weights,
              std::size_t panel, Matrix<float>& out) {
  const std::size_t column = panel * kPanel, columns = std::min(kPanel, weights.n() - column);
  float tile[kTileRows * kPanel];
  for (std::size_t row = first; row < end;) {
    const std::size_t rows = end - row >= kTileRows ? kTileRows : 1;
    (rows == 1 ? one_row : full_tile)(activations.row(row), weights.k(), weights.panel(panel), tile);
    for (std::size_t r = 0; r < rows; ++r) std::copy_n(tile + r * kPanel, columns, out.row(row + r) + column);
    row += rows;
  }
}

void check_inner(std::size_t activations, std::size_t weights) {
  if (activations == weights) return;
  throw std::invalid_argument("activations have " + std::to_string(activations) + " columns, weights " +
                              std::to_string(weights));
}

}  // namespace

PackedWeights::PackedWeights(const Matrix<float>& weights)
    : n_(weights.rows), k_(weights.columns), values_(panels() * k_ * kPanel) {
  for (std::size_t channel = 0; channel < n_; ++channel) {
    float* target = values_.data() + channel / kPanel * k_ * kPanel + channel % kPanel;
    const float* row = weights.row(channel);
    for (std::size_t i = 0; i < k_; ++i) target[i * kPanel] = row[i];
  }
}

Matrix<float> fp32_gemm_by_definition(const Matrix<float>& activations, const Matrix<float>& weights) {
  check_inner(activations.columns, weights.columns);
  Matrix<float> out(activations.rows, weights.rows);
  for (std::size_t m = 0; m < out.rows; ++m) {
    for (std::size_t n = 0; n < out.columns; ++n) {
      float sum = 0;
      for (std::size_t k = 0; k < weights.columns; ++k) sum += activations(m, k) * weights(n, k);
      out(m, n) = sum;
    }
  }
  return out;
}

Matrix<float> fp32_gemm(const Matrix<float>& activations, const PackedWeights& weights) {
  check_inner(activations.columns, weights.k());
  Matrix<float> out(activations.rows, weights.n());
  const std::size_t row_blocks = (out.rows + kBlockRows - 1) / kBlockRows;
  tbb::parallel_for(tbb::blocked_range2d<std::size_t>(0, weights.panels(), 0, row_blocks),
                    [&](const tbb::blocked_range2d<std::size_t>& range) {
                      for (std::size_t block = range.cols().begin(); block < range.cols().end(); ++block) {
                        const std::size_t first = block * kBlockRows;
                        for (std::size_t panel = range.rows().begin(); panel < range.rows().end(); ++panel) {
                          run_rows(activations, first, std::min(first + kBlockRows, out.rows), weights, panel, out);
                        }
                      }
                    });
  return out;
}

Matrix<float> fp32_gemm(const Matrix<float>& activations, const Matrix<float>& weights) {
  check_inner(activations.columns, weights.columns);
  return fp32_gemm(activations, PackedWeights(weights));
}

}  // namespace lop::tensor
