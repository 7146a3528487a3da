// Blocks of outputs go through a grid each; blocks are independent, so threads cannot change a bit.
#include "models/tensor/gemm.hpp"

#include <tbb/blocked_range2d.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <functional>

namespace lop::tensor {
namespace {

constexpr std::size_t kBlockRows = 32;
constexpr std::size_t kBlockColumns = 64;
constexpr std::uint32_t kOne = 0x3f800000;   // FP32 1.0

/// Called with an output's accumulator, its channel, and where its `words` of the result go.
struct Convert {
  std::size_t words;
  std::function<void(const std::uint32_t* accumulator, std::size_t channel, std::uint32_t* out)> store;
};

struct Block {
  std::size_t first_row, rows, first_column, columns;
};

/// Copies `elements` codes of each of `count` matrix rows, the rest of the lanes is zero.
void gather(const Matrix<std::uint32_t>& source, std::size_t first, std::size_t count, std::size_t k,
            std::size_t elements, std::size_t lanes, std::vector<std::uint32_t>& target) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t* codes = source.row(first + i) + k;
    std::uint32_t* lane = target.data() + i * lanes;
    std::copy(codes, codes + elements, lane);
    std::fill(lane + elements, lane + lanes, 0u);
  }
}

void run_block(const pe::Slice& slice, int mode, const GemmOperands& operands, const Block& block,
               const Convert& convert, Matrix<std::uint32_t>& out) {
  const std::size_t k = operands.activations.columns;
  const auto lanes = static_cast<std::size_t>(slice.lanes(mode));
  const int steps = slice.steps_per_chunk(mode);
  const std::size_t group_size = slice.group_size() > 0 ? static_cast<std::size_t>(slice.group_size()) : k;
  const bool grouped = slice.group_size() > 0;

  std::vector<std::uint32_t> activations(block.rows * lanes), weights(block.columns * lanes);
  std::vector<pe::Metadata> metadata(block.columns);
  std::vector<std::uint32_t> row_metadata(block.rows);
  const std::unique_ptr<pe::Grid> grid = slice.make_grid(static_cast<int>(block.rows), static_cast<int>(block.columns));
  grid->reset();
  pe::Step step;
  step.mode = mode;
  step.activations = activations.data();
  step.weights = weights.data();
  step.metadata = metadata.data();
  step.row_metadata = row_metadata.data();
  for (std::size_t group_begin = 0; group_begin < k; group_begin += group_size) {
    const std::size_t group_end = std::min(k, group_begin + group_size);
    if (grouped) {
      for (std::size_t c = 0; c < block.columns; ++c) {
        metadata[c] = operands.metadata(block.first_column + c, group_begin / group_size);
      }
    }
    if (slice.row_metadata_bits(mode) > 0) {
      for (std::size_t r = 0; r < block.rows; ++r) {
        row_metadata[r] = operands.row_metadata(block.first_row + r, group_begin / group_size);
      }
    }
    for (std::size_t begin = group_begin; begin < group_end; begin += lanes) {
      const std::size_t elements = std::min(lanes, group_end - begin);
      gather(operands.activations, block.first_row, block.rows, begin, elements, lanes, activations);
      gather(operands.weights, block.first_column, block.columns, begin, elements, lanes, weights);
      for (int s = 0; s < steps; ++s) {
        step.clear = begin == 0 && s == 0;
        step.end_group = begin + elements == group_end && s + 1 == steps;
        step.read = step.end_group && group_end == k;
        grid->step(step);
      }
    }
  }
  const std::uint32_t* accumulator = grid->accumulators().data();
  for (std::size_t r = 0; r < block.rows; ++r) {
    for (std::size_t c = block.first_column; c < block.first_column + block.columns; ++c) {
      convert.store(accumulator, c, out.row(block.first_row + r) + c * convert.words);
      accumulator += slice.accumulator_words();
    }
  }
}

Matrix<std::uint32_t> run_blocks(const pe::Slice& slice, int mode, const GemmOperands& operands,
                                 const Convert& convert) {
  check_operands(slice, mode, operands);
  const std::size_t m = operands.activations.rows;
  const std::size_t n = operands.weights.rows;
  Matrix<std::uint32_t> out(m, n * convert.words);
  const std::size_t row_blocks = (m + kBlockRows - 1) / kBlockRows;
  const std::size_t column_blocks = (n + kBlockColumns - 1) / kBlockColumns;
  tbb::parallel_for(tbb::blocked_range2d<std::size_t>(0, row_blocks, 1, 0, column_blocks, 1),
                    [&](const tbb::blocked_range2d<std::size_t>& range) {
                      for (std::size_t r = range.rows().begin(); r < range.rows().end(); ++r) {
                        for (std::size_t c = range.cols().begin(); c < range.cols().end(); ++c) {
                          const std::size_t row = r * kBlockRows, column = c * kBlockColumns;
                          run_block(slice, mode, operands,
                                    {row, std::min(kBlockRows, m - row), column, std::min(kBlockColumns, n - column)},
                                    convert, out);
                        }
                      }
                    });
  return out;
}

}  // namespace

std::size_t group_count(const pe::Slice& slice, std::size_t k) {
  const auto group_size = static_cast<std::size_t>(slice.group_size());
  return group_size > 0 ? (k + group_size - 1) / group_size : 0;
}

void derive_row_metadata(const pe::Slice& slice, int mode, GemmOperands& operands) {
  if (!slice.derived_row_metadata(mode, nullptr, 0).has_value()) return;
  const Matrix<std::uint32_t>& codes = operands.activations;
  const auto group_size = static_cast<std::size_t>(slice.group_size());
  operands.row_metadata = Matrix<std::uint32_t>(codes.rows, group_count(slice, codes.columns));
  for (std::size_t r = 0; r < codes.rows; ++r) {
    for (std::size_t g = 0; g < operands.row_metadata.columns; ++g) {
      const std::size_t begin = g * group_size, count = std::min(group_size, codes.columns - begin);
      operands.row_metadata(r, g) = slice.derived_row_metadata(mode, codes.row(r) + begin, count).value();
    }
  }
}

void check_operands(const pe::Slice& slice, int mode, const GemmOperands& operands) {
  const std::size_t k = operands.activations.columns;
  const std::size_t n = operands.weights.rows;
  if (operands.activations.rows == 0 || k == 0 || n == 0) throw pe::OperandError("a matrix is empty");
  if (operands.weights.columns != k) {
    throw pe::OperandError("activations have " + std::to_string(k) + " columns, weights " +
                           std::to_string(operands.weights.columns));
  }
  const std::size_t groups = group_count(slice, k);
  if (groups > 0 && (operands.metadata.rows != n || operands.metadata.columns != groups)) {
    throw pe::OperandError("metadata are {" + std::to_string(operands.metadata.rows) + ", " +
                           std::to_string(operands.metadata.columns) + "}, expected {" + std::to_string(n) + ", " +
                           std::to_string(groups) + "}");
  }
  if (slice.row_metadata_bits(mode) > 0 &&
      (operands.row_metadata.rows != operands.activations.rows || operands.row_metadata.columns != groups)) {
    throw pe::OperandError("metadata of the activations are {" + std::to_string(operands.row_metadata.rows) + ", " +
                           std::to_string(operands.row_metadata.columns) + "}, expected {" +
                           std::to_string(operands.activations.rows) + ", " + std::to_string(groups) + "}");
  }
  if (!operands.channel_scale.empty() && operands.channel_scale.size() != n) {
    throw pe::OperandError("there are " + std::to_string(operands.channel_scale.size()) + " channel scales, expected " +
                           std::to_string(n));
  }
}

Matrix<std::uint32_t> reference_gemm(const pe::Slice& slice, int mode, const GemmOperands& operands) {
  return run_blocks(slice, mode, operands,
                    {1, [&](const std::uint32_t* accumulator, std::size_t channel, std::uint32_t* out) {
                       *out = slice.out_code(accumulator,
                                             operands.channel_scale.empty() ? kOne : operands.channel_scale[channel]);
                     }});
}

Matrix<std::uint32_t> reference_accumulators(const pe::Slice& slice, int mode, const GemmOperands& operands) {
  const std::size_t words = slice.accumulator_words();
  return run_blocks(slice, mode, operands,
                    {words, [words](const std::uint32_t* accumulator, std::size_t, std::uint32_t* out) {
                       std::copy_n(accumulator, words, out);
                     }});
}

}  // namespace lop::tensor
