// Causes are read at the array's far corner, in their order of precedence.
#include "sim/system/cycle_account.hpp"

#include <algorithm>

#include "sim/array/weight_stationary_array.hpp"
#include "sim/kernel/check.hpp"

namespace lop::sim {
namespace {

bool folds(const LayerPlan& plan) { return passes_sums(plan.machine.array.dataflow) && !plan.is_operation(); }

std::int64_t longest_run(const LayerPlan& plan) {
  const DramTiming& dram = plan.machine.dram;
  constexpr std::int64_t kHandOver = 8;  // more than the registers between any two blocks
  const auto transfer = [&](std::int64_t bursts) {
    return dram.most_cycles(bursts) + kHandOver;
  };
  std::int64_t cycles = kHandOver;
  if (folds(plan)) {
    // A swap, and the way of a sum into the output SRAM.
    const std::int64_t between = weight_stationary_swap_cycles(plan.machine.array) + plan.facts.array_latency + kHandOver;
    for (const Item& item : plan.items) {
      cycles += plan.fold(item).load_cycles + plan.fold(item).vector_cycles() + between;
    }
  } else {
    for (const Item& item : plan.items) cycles += plan.slots(item).cycles() + kHandOver;
  }
  for (const Load& load : plan.program.loads) cycles += transfer(load.bursts);
  for (const WriteBack& tile : plan.program.write_backs) {
    cycles += transfer(tile.bursts) + plan.facts.array_latency + plan.machine.array.total_rows() + kHandOver;
  }
  return cycles;
}

}  // namespace

CycleAccount::CycleAccount(const LayerPlan& plan)
    : plan_(plan),
      passes_sums_(folds(plan)),
      longest_(longest_run(plan)), on_their_way_(static_cast<std::size_t>(1 + plan.facts.array_fill)) {}

void CycleAccount::reset() {
  cycle_ = 0;
  std::fill(on_their_way_.begin(), on_their_way_.end(), Passing{});
  oldest_ = 0;
  slots_on_their_way_ = rows_on_their_way_ = 0;
  tiles_written_ = 0;
  breakdown_ = {};
  actions_ = {};
}

Cause CycleAccount::cause(const Passing& corner, const Passing& issued) const {
  if (corner.kind == SlotKind::kStep) return Cause::kCompute;
  if (corner.kind == SlotKind::kBubble) return corner.cause;
  if (slots_on_their_way_ > 0) return Cause::kFill;
  if (rows_on_their_way_ > 0) return Cause::kDrain;
  return issued.cause;
}

void CycleAccount::count_operation(const Slot& slot) {
  if (!slot.starts_chunk) return;
  const VectorSchedule& schedule = plan_.vector(plan_.items[static_cast<std::size_t>(slot.item)]);
  const workloads::VectorPass& work = schedule.passes[static_cast<std::size_t>(slot.token)].work;
  actions_.vector_add += static_cast<std::uint64_t>(slot.elements * work.adds);
  actions_.vector_multiply += static_cast<std::uint64_t>(slot.elements * work.multiplies);
}

void CycleAccount::count(const Slot& slot) {
  if (plan_.is_operation()) return count_operation(slot);
  const ItemExtent& extent = plan_.schedule(plan_.items[static_cast<std::size_t>(slot.item)]).extent;
  const auto live = static_cast<std::uint64_t>(extent.rows * extent.columns);
  actions_.pe_step += live;
  actions_.weight_edge_step += static_cast<std::uint64_t>(extent.columns);
  actions_.activation_edge_step += static_cast<std::uint64_t>(extent.rows);
  if (slot.end_group) actions_.column_accumulate += live;
}

void CycleAccount::count_vector(const Slot& slot) {
  const FoldSchedule& fold = plan_.fold(plan_.items[static_cast<std::size_t>(slot.item)]);
  actions_.pe_step += static_cast<std::uint64_t>(fold.rows * fold.extent.columns);
  actions_.activation_edge_step += static_cast<std::uint64_t>(fold.rows);
}

void CycleAccount::count_load(const Slot& slot) {
  if (slot.elements == 0) return;  // a row beyond K
  const FoldSchedule& fold = plan_.fold(plan_.items[static_cast<std::size_t>(slot.item)]);
  actions_.weight_load += static_cast<std::uint64_t>(fold.extent.columns);
  actions_.weight_edge_step += static_cast<std::uint64_t>(fold.extent.columns);
}

void CycleAccount::tick(const CycleAccountInputs& in) {
  ++cycle_;
  LOP_CHECK(cycle_ <= longest_, "the layer came to a standstill");
  const Passing corner = on_their_way_[oldest_];
  const Passing issued{in.slot.kind, in.slot.cause};
  on_their_way_[oldest_] = issued;
  oldest_ = oldest_ + 1 == on_their_way_.size() ? 0 : oldest_ + 1;
  slots_on_their_way_ += (issued.kind != SlotKind::kStall ? 1 : 0) - (corner.kind != SlotKind::kStall ? 1 : 0);
  if (passes_sums_) {
    rows_on_their_way_ += in.slot.is_step() ? 1 : 0;
  } else if (in.slot.read) {
    rows_on_their_way_ += plan_.drain_rows();
  }

  ++breakdown_[static_cast<std::size_t>(cause(corner, issued))];
  if (passes_sums_) {
    if (in.slot.is_step()) count_vector(in.slot);
    if (in.load.is_step()) count_load(in.load);
  } else if (in.slot.is_step()) {
    count(in.slot);
  }
  rows_on_their_way_ -= in.row_valid ? 1 : 0;
  tiles_written_ += in.written;
}

}  // namespace lop::sim
