// Output tiles of a machine whose partial sums pass through the PEs and wait in the output SRAM.
#pragma once

#include "sim/fast/tiling.hpp"

namespace lop::sim {

/// Elements of K that the array's rows take at a time.
std::int64_t fold_elements(const PeFacts& facts, const Machine& machine);

/// Bits of a row of a tile of `columns` outputs in the output SRAM: of its sums or of its codes, in whole words.
std::int64_t kept_row_bits(const PeFacts& facts, const Machine& machine, std::int64_t columns);

/// The number of tokens of a tile: docs/machine.md has the rule. The machine must fit (check_fit).
TileSize fold_tile(const PeFacts& facts, const Machine& machine, const GemmShape& shape);

}  // namespace lop::sim
