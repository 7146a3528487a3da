// Chooses a kernel, and shares blocks of outputs out to threads.
#include "models/tensor/fast_gemm.hpp"

#include <tbb/blocked_range2d.h>
#include <tbb/parallel_for.h>

#include <algorithm>

#include "models/tensor/kernels/kernel.hpp"

namespace lop::tensor {
namespace {

using kernels::Block;
using kernels::InstructionSet;
using kernels::Kernel;
using kernels::kPanel;

constexpr std::size_t kBlockRows = 64;
constexpr std::size_t kBlockPanels = 4;

std::unique_ptr<Kernel> make_kernel(const pe::Slice& slice, int mode, const GemmOperands& operands,
                                    InstructionSet set) {
  for (const auto make : {kernels::make_integer_kernel, kernels::make_mixpe_kernel, kernels::make_block_kernel,
                          kernels::make_quire_kernel, kernels::make_float_kernel, kernels::make_mixpe_float_kernel,
                          kernels::make_lmul_kernel, kernels::make_bitmod_kernel}) {
    if (std::unique_ptr<Kernel> kernel = make(slice, mode, operands, set)) return kernel;
  }
  return nullptr;
}

/// store(row, first column, columns, accumulators) for every row of every block.
template <typename Store>
void run_blocks(const Kernel& kernel, std::size_t m, std::size_t n, std::size_t words, Store store) {
  const std::size_t all_panels = kernels::panels_of(n);
  const auto run = [&](std::size_t row, std::size_t panel) {
    const Block block{row, std::min(kBlockRows, m - row), panel, std::min(kBlockPanels, all_panels - panel)};
    const std::size_t first = panel * kPanel, columns = std::min(block.panels * kPanel, n - first);
    std::vector<std::uint32_t> accumulators(block.rows * block.panels * kPanel * words);
    kernel.run(block, accumulators.data());
    for (std::size_t r = 0; r < block.rows; ++r) {
      store(row + r, first, columns, accumulators.data() + r * block.panels * kPanel * words);
    }
  };
  const std::size_t row_blocks = (m + kBlockRows - 1) / kBlockRows;
  const std::size_t column_blocks = (all_panels + kBlockPanels - 1) / kBlockPanels;
  tbb::parallel_for(tbb::blocked_range2d<std::size_t>(0, row_blocks, 1, 0, column_blocks, 1),
                    [&](const tbb::blocked_range2d<std::size_t>& range) {
                      for (std::size_t r = range.rows().begin(); r < range.rows().end(); ++r) {
                        for (std::size_t c = range.cols().begin(); c < range.cols().end(); ++c) {
                          run(r * kBlockRows, c * kBlockPanels);
                        }
                      }
                    });
}

}  // namespace

bool has_kernel(const pe::Slice& slice, int mode, const GemmOperands& operands) {
  check_operands(slice, mode, operands);
  return make_kernel(slice, mode, operands, kernels::best_instruction_set()) != nullptr;
}

Matrix<std::uint32_t> fast_gemm(const pe::Slice& slice, int mode, const GemmOperands& operands, InstructionSet set) {
  check_operands(slice, mode, operands);
  const std::unique_ptr<Kernel> kernel = make_kernel(slice, mode, operands, set);
  if (kernel == nullptr) return reference_gemm(slice, mode, operands);
  Matrix<std::uint32_t> out(operands.activations.rows, operands.weights.rows);
  run_blocks(*kernel, out.rows, out.columns, slice.accumulator_words(),
             [&](std::size_t row, std::size_t first, std::size_t columns, const std::uint32_t* accumulators) {
               const std::uint32_t* scales =
                   operands.channel_scale.empty() ? nullptr : operands.channel_scale.data() + first;
               kernel->out_codes(accumulators, scales, columns, out.row(row) + first);
             });
  return out;
}

Matrix<std::uint32_t> fast_accumulators(const pe::Slice& slice, int mode, const GemmOperands& operands,
                                        InstructionSet set) {
  check_operands(slice, mode, operands);
  const std::unique_ptr<Kernel> kernel = make_kernel(slice, mode, operands, set);
  if (kernel == nullptr) return reference_accumulators(slice, mode, operands);
  const std::size_t words = slice.accumulator_words(), n = operands.weights.rows;
  Matrix<std::uint32_t> out(operands.activations.rows, n * words);
  run_blocks(*kernel, out.rows, n, words,
             [&](std::size_t row, std::size_t first, std::size_t columns, const std::uint32_t* accumulators) {
               std::copy_n(accumulators, columns * words, out.row(row) + first * words);
             });
  return out;
}

}  // namespace lop::tensor
