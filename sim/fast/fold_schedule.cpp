// Rates of the SRAMs, a row of weights and a vector of activations a cycle at best.
#include "sim/fast/fold_schedule.hpp"

#include "sim/kernel/integers.hpp"

#include <algorithm>

namespace lop::sim {
namespace {

Chunk row_of(const PeFacts& facts, const Machine& machine, std::int64_t elements, std::int64_t columns) {
  const std::int64_t bits = elements * facts.weight_bits * columns;
  Chunk chunk;
  chunk.elements = elements;
  chunk.bubbles = ceil_div(bits, machine.weight.bits_per_cycle()) - 1;
  chunk.cause = Cause::kWaitWeight;
  chunk.weight_words = ceil_div(bits, machine.weight.width_bits);
  return chunk;
}

}  // namespace

FoldSchedule make_fold_schedule(const PeFacts& facts, const Machine& machine, const FoldExtent& extent) {
  FoldSchedule fold;
  fold.extent = extent;
  fold.rows = ceil_div(extent.elements, facts.lanes);
  fold.full_row = row_of(facts, machine, facts.lanes, extent.columns);
  fold.last_row = row_of(facts, machine, extent.elements - (fold.rows - 1) * facts.lanes, extent.columns);
  const std::int64_t bubbles = (fold.rows - 1) * fold.full_row.bubbles + fold.last_row.bubbles;
  fold.load_cycles = machine.array.total_rows() + bubbles;
  if (bubbles > 0) fold.load_cause = Cause::kWaitWeight;

  const std::int64_t bits = extent.elements * facts.activation_bits;
  fold.vector.elements = extent.elements;
  fold.vector.bubbles = ceil_div(bits, machine.activation.bits_per_cycle()) - 1;
  fold.vector.cause = Cause::kWaitActivation;
  fold.vector.activation_words = ceil_div(bits, machine.activation.width_bits);
  return fold;
}

std::int64_t sums_distance(const PeFacts& facts, const FoldSchedule& fold, const FoldSchedule& next) {
  // From a vector's slot to its array port, to the output SRAM, and to the first cycle in which that is read again.
  const std::int64_t one_vector = 1 + facts.array_latency + 1;
  // Where vectors follow faster than those before, the last one is the first to be too early.
  const std::int64_t faster = fold.vector_interval() - next.vector_interval();
  return one_vector + faster * (faster > 0 ? fold.extent.vectors : 1);
}

}  // namespace lop::sim
