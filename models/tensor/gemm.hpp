// Reference GEMM: output codes through a slice's grid, in the PE's own order of operations.
#pragma once

#include <cstdint>
#include <vector>

#include "models/pe/slice.hpp"
#include "models/tensor/matrix.hpp"

namespace lop::tensor {

/// Operand codes of one GEMM.
struct GemmOperands {
  Matrix<std::uint32_t> activations;          // {m, k}
  Matrix<std::uint32_t> weights;              // {n, k}
  Matrix<pe::Metadata> metadata;              // {n, groups}; empty for slices without groups
  Matrix<std::uint32_t> row_metadata;         // {m, groups}; empty where the activations have none
  std::vector<std::uint32_t> channel_scale;   // [n] FP32 bits; empty = 1.0 in every channel
  // What an output stands for: its value x row_scale x column_scale. Nothing in the machine sees these; empty = 1.
  std::vector<double> row_scale;              // [m]
  std::vector<double> column_scale;           // [n]
};

/// A row's code as Slice::activation_value and weight_value take it: where codes are paired, with its neighbour's above
/// it, zero beyond the end as in a chunk that is filled up.
/// bits  of one code
inline std::uint32_t whole_code(const Matrix<std::uint32_t>& codes, std::size_t row, std::size_t k, bool paired,
                                int bits) {
  const std::uint32_t code = codes(row, k);
  return paired && (k ^ 1) < codes.columns ? code | codes(row, k ^ 1) << bits : code;
}

/// Groups along K, 0 for a slice without groups.
std::size_t group_count(const pe::Slice& slice, std::size_t k);

/// Fills row_metadata in where the slice derives them from the codes of a group of activations.
void derive_row_metadata(const pe::Slice& slice, int mode, GemmOperands& operands);

/// errors  pe::OperandError naming the operand whose shape does not fit
void check_operands(const pe::Slice& slice, int mode, const GemmOperands& operands);

/// shapes  out {m, n} output codes; the bits do not depend on the number of threads
/// errors  pe::OperandError when the shapes do not fit together
Matrix<std::uint32_t> reference_gemm(const pe::Slice& slice, int mode, const GemmOperands& operands);

/// shapes  out {m, n x Slice::accumulator_words()} output accumulators (Grid::accumulators), before the channel scale
Matrix<std::uint32_t> reference_accumulators(const pe::Slice& slice, int mode, const GemmOperands& operands);

}  // namespace lop::tensor
