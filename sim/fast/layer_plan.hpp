// What the machine does for one layer, without time: tiles, items, blocks and transfers. Both fidelities run this plan.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/fast/fold_schedule.hpp"
#include "sim/fast/machine.hpp"
#include "sim/fast/pe_facts.hpp"
#include "sim/fast/schedule.hpp"
#include "sim/fast/tiling.hpp"
#include "sim/fast/vector_schedule.hpp"
#include "sim/memory/dma.hpp"

namespace lop::sim {

/// Outputs that the array holds at a time.
struct Tile {
  std::int64_t first_row = 0, first_column = 0;
  std::int64_t rows = 0, columns = 0;  // live
};

/// One output tile x one slab of K, or a fold of one.
struct Item {
  std::int64_t tile = 0;
  std::int64_t weight_block = 0, activation_block = 0;  // running numbers; -1: no weights
  std::int64_t first_k = 0;
  std::uint32_t schedule = 0;  // index into LayerPlan::schedules, folds or vectors
  bool opens_tile = false, closes_tile = false;
  bool releases_weight = false, releases_activation = false;
};

struct LayerPlan {
  GemmShape shape;
  Machine machine;
  PeFacts facts;
  Tiling tiling;
  TileSize tile_size;
  std::vector<Tile> tiles;  // in the order of their items
  std::vector<Item> items;
  std::vector<ItemSchedule> schedules;  // where sums stay in the PEs
  std::vector<FoldSchedule> folds;      // where they pass
  std::vector<VectorSchedule> vectors;  // of the vector unit, in an operation's plan
  VectorBits vector_bits;
  TransferProgram program;
  std::vector<std::int64_t> weight_block_words, activation_block_words;  // SRAM words

  const ItemSchedule& schedule(const Item& item) const { return schedules[item.schedule]; }
  const FoldSchedule& fold(const Item& item) const { return folds[item.schedule]; }
  const VectorSchedule& vector(const Item& item) const { return vectors[item.schedule]; }
  bool is_operation() const { return !vectors.empty(); }
  /// Where nothing is folded.
  const SlotCounts& slots(const Item& item) const { return is_operation() ? vector(item).slots : schedule(item).slots; }
  /// Rows that leave for the output SRAM behind the last slot of a tile.
  std::int64_t drain_rows() const { return is_operation() ? 1 : machine.array.total_rows(); }
  /// SRAM words of one output row of a tile, and of one row of its partial sums.
  std::int64_t output_row_words(const Tile& tile) const;
  std::int64_t sum_row_words(const Tile& tile) const;
  /// SRAM words of an operation's tile, as the DMA reads them.
  std::int64_t operation_tile_words(const Tile& tile) const;
};

/// The machine must fit the slice (check_fit). Without a mapping the machine's own rule.
/// errors  MachineError when the layer has more than 2^24 items, or the mapping does not fit
LayerPlan make_plan(const PeFacts& facts, const Machine& machine, const GemmShape& shape,
                    const std::optional<Mapping>& mapping = std::nullopt);

}  // namespace lop::sim
