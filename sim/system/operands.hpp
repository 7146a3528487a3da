// Stored FP16 tensors -> operand codes of a slice, and output codes -> real values.
#pragma once

#include <cstdint>
#include <vector>

#include "models/pe/slice.hpp"
#include "models/tensor/gemm.hpp"
#include "models/tensor/matrix.hpp"

namespace lop::sim {

/// Activations as stored; weights as stored for a slice without groups, else quantised by the rule of the mode.
///
/// shapes  activations {m, k}, weights {n, k}, both FP16 codes
/// errors  quantizers::QuantizeError for a weight that is not finite; pe::OperandError for a slice that takes neither
tensor::GemmOperands make_operands(const pe::Slice& slice, int mode, const tensor::Matrix<std::uint32_t>& activations,
                                   const tensor::Matrix<std::uint32_t>& weights);

/// Output codes are FP16 or FP32, by their width.
/// errors  pe::OperandError for another width
std::vector<double> output_values(const pe::Slice& slice, const tensor::Matrix<std::uint32_t>& out);

/// Dot products of the stored values, summed in FP64 in rising k.
/// shapes  activations {m, k}, weights {n, k}, both FP16 codes; m x n values
std::vector<double> reference_outputs(const tensor::Matrix<std::uint32_t>& activations, const tensor::Matrix<std::uint32_t>& weights);

}  // namespace lop::sim
