// GEMM through kernels: the bits of the reference GEMM, many times faster.
#pragma once

#include "models/tensor/gemm.hpp"
#include "models/tensor/kernels/instruction_set.hpp"

namespace lop::tensor {

/// Whether there is a kernel for these operands; without, the functions below take the slice's grid.
bool has_kernel(const pe::Slice& slice, int mode, const GemmOperands& operands);

/// As reference_gemm, bit for bit, whatever the instruction set and the number of threads.
Matrix<std::uint32_t> fast_gemm(const pe::Slice& slice, int mode, const GemmOperands& operands,
                                kernels::InstructionSet set = kernels::best_instruction_set());

/// As reference_accumulators, bit for bit.
Matrix<std::uint32_t> fast_accumulators(const pe::Slice& slice, int mode, const GemmOperands& operands,
                                        kernels::InstructionSet set = kernels::best_instruction_set());

}  // namespace lop::tensor
