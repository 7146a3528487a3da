// Stored FP16 tensors -> operand codes of a slice, and output codes -> real values.
#pragma once

#include <cstdint>
#include <vector>

#include "models/pe/slice.hpp"
#include "models/tensor/gemm.hpp"
#include "models/tensor/matrix.hpp"

namespace lop::sim {

/// Of narrow floats and posits: a scale a token or a channel that spreads its numbers over the format's range, or none,
/// the numbers as they are.
enum class RowScales { kOwn, kNone };

/// Both in the slice's formats. FP16 stays as stored; wider formats than 8 bits take the numbers as they are; narrower
/// ones get a scale a token or a channel, groups and blocks the scales that the slice reads. What no scale of the
/// machine undoes is in row_scale and column_scale.
///
/// shapes  activations {m, k}, weights {n, k}, both FP16 codes
/// errors  quantizers::QuantizeError for a number that is not finite where the format needs one
tensor::GemmOperands make_operands(const pe::Slice& slice, int mode, const tensor::Matrix<std::uint32_t>& activations,
                                   const tensor::Matrix<std::uint32_t>& weights);

/// The weights' half of these, for several matrices of activations, and the whole.
/// scales  kNone where can_leave_scales_out() alone
/// errors  as make_operands
tensor::GemmOperands make_weight_operands(const pe::Slice& slice, int mode,
                                          const tensor::Matrix<std::uint32_t>& weights,
                                          RowScales scales = RowScales::kOwn);
tensor::GemmOperands with_activations(const pe::Slice& slice, int mode, tensor::GemmOperands weights,
                                      const tensor::Matrix<std::uint32_t>& activations,
                                      RowScales scales = RowScales::kOwn);

/// Whether both sides are floats or posits of at most 8 bits with no other scales than those of rows.
bool can_leave_scales_out(const pe::Slice& slice, int mode);

/// Whether the operands and the output of a token are the same whatever other tokens the matrix has: no scale is taken
/// over several rows of activations.
bool rows_are_independent(const pe::Slice& slice, int mode);

/// What output codes stand for in the units of the stored tensors.
/// shapes  out {m, n}
std::vector<double> output_values(const pe::Slice& slice, const tensor::GemmOperands& operands,
                                  const tensor::Matrix<std::uint32_t>& out);

/// Dot products of the stored values, summed in FP64 in rising k.
/// shapes  activations {m, k}, weights {n, k}, both FP16 codes; m x n values
std::vector<double> reference_outputs(const tensor::Matrix<std::uint32_t>& activations,
                                      const tensor::Matrix<std::uint32_t>& weights);

}  // namespace lop::sim
