// As many tokens a tile as fit, or fewer when that spares DRAM bursts and does not starve the array.
#include "sim/fast/fold_tiling.hpp"

#include <algorithm>

#include "sim/array/weight_stationary_array.hpp"

namespace lop::sim {

std::int64_t fold_elements(const PeFacts& facts, const Machine& machine) {
  return machine.array.total_rows() * facts.lanes;
}

std::int64_t kept_row_bits(const PeFacts& facts, const Machine& machine, std::int64_t columns) {
  const std::int64_t bits = columns * std::max(facts.sum_bits, facts.out_bits), width = machine.output.width_bits;
  return (bits + width - 1) / width * width;
}

TileSize fold_tile(const PeFacts& facts, const Machine& machine, const GemmShape& shape) {
  TileSize tile;
  tile.unit = fold_elements(facts, machine);
  tile.columns = machine.array.total_columns();
  const std::int64_t kept_bits = kept_row_bits(facts, machine, std::min(shape.n, tile.columns));
  tile.rows = std::min({shape.m, machine.output.half_bits / kept_bits,
                        machine.activation.half_bits / facts.packed_activation_bits(tile.unit)});

  const auto bursts_of_loads = [&] {
    const BlockCosts costs(facts, machine, shape, tile);
    return costs.load_bursts(costs.choose());
  };
  TileSize best = tile;
  std::int64_t fewest = bursts_of_loads();
  // From here on a load of weights is hidden behind the vectors.
  const std::int64_t enough = machine.array.total_rows() + weight_stationary_swap_cycles(machine.array);
  for (tile.rows /= 2; tile.rows >= enough; tile.rows /= 2) {
    const std::int64_t bursts = bursts_of_loads();
    if (bursts >= fewest) continue;
    best = tile;
    fewest = bursts;
  }
  return best;
}

}  // namespace lop::sim
