// The contract of a kernel: a GEMM with decoded operands, computed by blocks of outputs, bit for bit as a slice's grid.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "models/pe/slice.hpp"
#include "models/tensor/gemm.hpp"
#include "models/tensor/kernels/instruction_set.hpp"

namespace lop::tensor::kernels {

/// Columns side by side: a vector of the widest instruction set. The last panel is filled up with zeros.
inline constexpr std::size_t kPanel = 16;

constexpr std::size_t panels_of(std::size_t columns) { return (columns + kPanel - 1) / kPanel; }

/// Rows and panels of an output.
struct Block {
  std::size_t row, rows, panel, panels;
};

class Kernel {
 public:
  virtual ~Kernel() = default;
  /// shapes  accumulators {block.rows, block.panels x kPanel x Slice::accumulator_words()}
  virtual void run(const Block& block, std::uint32_t* accumulators) const = 0;
  /// Output codes of neighbouring columns.
  /// channel_scales  [columns] FP32 bits, null where they are all 1
  virtual void out_codes(const std::uint32_t* accumulators, const std::uint32_t* channel_scales, std::size_t columns,
                         std::uint32_t* out) const;

 protected:
  explicit Kernel(const pe::Slice& slice) : slice_(slice) {}
  const pe::Slice& slice() const { return slice_; }

 private:
  const pe::Slice& slice_;
};

// Null where the operands are not for this kind of kernel.
std::unique_ptr<Kernel> make_integer_kernel(const pe::Slice& slice, int mode, const GemmOperands& operands,
                                            InstructionSet set);
std::unique_ptr<Kernel> make_mixpe_kernel(const pe::Slice& slice, int mode, const GemmOperands& operands,
                                          InstructionSet set);
std::unique_ptr<Kernel> make_block_kernel(const pe::Slice& slice, int mode, const GemmOperands& operands,
                                          InstructionSet set);
std::unique_ptr<Kernel> make_quire_kernel(const pe::Slice& slice, int mode, const GemmOperands& operands,
                                          InstructionSet set);
std::unique_ptr<Kernel> make_float_kernel(const pe::Slice& slice, int mode, const GemmOperands& operands,
                                          InstructionSet set);
std::unique_ptr<Kernel> make_mixpe_float_kernel(const pe::Slice& slice, int mode, const GemmOperands& operands,
                                                InstructionSet set);
std::unique_ptr<Kernel> make_lmul_kernel(const pe::Slice& slice, int mode, const GemmOperands& operands,
                                         InstructionSet set);
std::unique_ptr<Kernel> make_bitmod_kernel(const pe::Slice& slice, int mode, const GemmOperands& operands,
                                           InstructionSet set);

}  // namespace lop::tensor::kernels
