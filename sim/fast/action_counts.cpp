// Sums over items, blocks and tiles of a plan.
#include "sim/fast/action_counts.hpp"

#include <numeric>

namespace lop::sim {
namespace {

std::uint64_t sum(const std::vector<std::int64_t>& values) {
  return std::accumulate(values.begin(), values.end(), std::uint64_t{0});
}

void count_slab(const ItemSchedule& schedule, ActionCounts& counts) {
  const std::int64_t live = schedule.extent.rows * schedule.extent.columns;
  counts.pe_step += static_cast<std::uint64_t>(live * schedule.slots.steps);
  counts.weight_edge_step += static_cast<std::uint64_t>(schedule.extent.columns * schedule.slots.steps);
  counts.activation_edge_step += static_cast<std::uint64_t>(schedule.extent.rows * schedule.slots.steps);
  counts.column_accumulate += static_cast<std::uint64_t>(live * schedule.groups);
  counts.weight.read += static_cast<std::uint64_t>(schedule.weight_words);
  counts.activation.read += static_cast<std::uint64_t>(schedule.activation_words);
}

/// Sums go to the output SRAM after every fold but the last, and come back before every one but the first.
void count_fold(const LayerPlan& plan, const Item& item, ActionCounts& counts) {
  const FoldSchedule& fold = plan.fold(item);
  const FoldExtent& extent = fold.extent;
  const std::int64_t sum_words = extent.vectors * plan.sum_row_words(plan.tiles[static_cast<std::size_t>(item.tile)]);
  counts.pe_step += static_cast<std::uint64_t>(extent.vectors * fold.rows * extent.columns);
  counts.weight_load += static_cast<std::uint64_t>(fold.rows * extent.columns);
  counts.weight_edge_step += static_cast<std::uint64_t>(fold.rows * extent.columns);
  counts.activation_edge_step += static_cast<std::uint64_t>(extent.vectors * fold.rows);
  counts.weight.read += static_cast<std::uint64_t>(fold.weight_words());
  counts.activation.read += static_cast<std::uint64_t>(fold.activation_words());
  if (!item.opens_tile) counts.output.read += static_cast<std::uint64_t>(sum_words);
  if (!item.closes_tile) counts.output.write += static_cast<std::uint64_t>(sum_words);
}

void count_operation(const VectorSchedule& schedule, ActionCounts& counts) {
  counts.vector_add += static_cast<std::uint64_t>(schedule.adds);
  counts.vector_multiply += static_cast<std::uint64_t>(schedule.multiplies);
  counts.weight.read += static_cast<std::uint64_t>(schedule.weight_words);
  counts.activation.read += static_cast<std::uint64_t>(schedule.activation_words);
  counts.output.write += static_cast<std::uint64_t>(schedule.output_words);
}

/// What the outputs of a tile need of the array and of the output SRAM; an operation's items have written theirs.
void count_tile(const LayerPlan& plan, const Tile& tile, ActionCounts& counts) {
  if (plan.is_operation()) {
    counts.output.read += static_cast<std::uint64_t>(plan.operation_tile_words(tile));
    return;
  }
  counts.output_convert += static_cast<std::uint64_t>(tile.rows * tile.columns);
  const auto words = static_cast<std::uint64_t>(tile.rows * plan.output_row_words(tile));
  counts.output.write += words;
  counts.output.read += words;
}

}  // namespace

ActionCounts count_actions(const LayerPlan& plan) {
  const bool passes = passes_sums(plan.machine.array.dataflow);
  ActionCounts counts;
  for (const Item& item : plan.items) {
    if (plan.is_operation()) {
      count_operation(plan.vector(item), counts);
    } else if (passes) {
      count_fold(plan, item, counts);
    } else {
      count_slab(plan.schedule(item), counts);
    }
  }
  for (const Tile& tile : plan.tiles) count_tile(plan, tile, counts);
  counts.weight.write = sum(plan.weight_block_words);
  counts.activation.write = sum(plan.activation_block_words);
  for (const Load& load : plan.program.loads) counts.dram_read += static_cast<std::uint64_t>(load.bursts);
  for (const WriteBack& tile : plan.program.write_backs) counts.dram_write += static_cast<std::uint64_t>(tile.bursts);
  return counts;
}

Counts named_counts(const ActionCounts& actions, const LayerPlan& plan, const Breakdown& breakdown) {
  const auto pes = static_cast<std::uint64_t>(plan.machine.array.total_rows()) *
                   static_cast<std::uint64_t>(plan.machine.array.total_columns());
  const std::uint64_t cycles = std::accumulate(breakdown.begin(), breakdown.end(), std::uint64_t{0});
  const std::uint64_t compute = breakdown[static_cast<std::size_t>(Cause::kCompute)];
  Counts counts{
      {"sram.weight.read", actions.weight.read},
      {"sram.weight.write", actions.weight.write},
      {"sram.activation.read", actions.activation.read},
      {"sram.activation.write", actions.activation.write},
      {"sram.output.read", actions.output.read},
      {"sram.output.write", actions.output.write},
      {"dram.read", actions.dram_read},
      {"dram.write", actions.dram_write},
  };
  if (plan.machine.dram.banked) {
    counts["dram.activate"] = actions.dram_activate;
    counts["dram.refresh"] = actions.dram_refresh;
  }
  if (plan.is_operation()) {
    counts["pe.wait"] = pes * cycles;
    counts["vector.add"] = actions.vector_add;
    counts["vector.multiply"] = actions.vector_multiply;
    return counts;
  }
  counts["pe.step"] = actions.pe_step;
  counts["pe.idle"] = pes * compute - actions.pe_step;
  counts["pe.wait"] = pes * (cycles - compute);
  counts["weight_edge.step"] = actions.weight_edge_step;
  counts["activation_edge.step"] = actions.activation_edge_step;
  counts["output.convert"] = actions.output_convert;
  if (passes_sums(plan.machine.array.dataflow)) counts["pe.load"] = actions.weight_load;
  if (plan.facts.group_size > 0) counts["column.accumulate"] = actions.column_accumulate;
  return counts;
}

}  // namespace lop::sim
