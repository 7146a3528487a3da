// Two counters, one for rows of weights and one for vectors, that meet where a fold's weights are swapped in.
#include "sim/system/fold_sequencer.hpp"

#include "sim/array/weight_stationary_array.hpp"

namespace lop::sim {

FoldSequencer::FoldSequencer(const LayerPlan& plan)
    : plan_(plan), swap_(weight_stationary_swap_cycles(plan.machine.array)) {}

void FoldSequencer::compute_load(const SequencerInputs& in) {
  Slot& slot = next_.load;
  slot = {};
  if (state_.row < 0) {
    if (state_.loads_begun == static_cast<std::int64_t>(plan_.items.size())) return;
    if (next_.cycle < state_.load_from || !in.weight.holds(item(state_.loads_begun).weight_block)) return;
    ++next_.loads_begun;
    next_.load_from = kNever;  // until the swap
    next_.row = plan_.machine.array.total_rows() - 1;
    next_.row_bubbles = plan_.fold(item(state_.loads_begun)).row(next_.row).bubbles;
  }
  const Item& loaded = item(next_.loads_begun - 1);
  const FoldSchedule& fold = plan_.fold(loaded);
  const Chunk chunk = fold.row(next_.row);
  slot.item = next_.loads_begun - 1;
  if (next_.row_bubbles > 0) {
    --next_.row_bubbles;
    slot.kind = SlotKind::kBubble;
    slot.cause = chunk.cause;
    return;
  }
  slot.kind = SlotKind::kStep;
  slot.starts_chunk = true;
  slot.elements = chunk.elements;
  slot.k = loaded.first_k + (chunk.elements > 0 ? next_.row * plan_.facts.lanes : 0);
  slot.weight_words = chunk.weight_words;
  slot.releases_weight = next_.row == 0 && loaded.releases_weight;
  if (--next_.row >= 0) next_.row_bubbles = fold.row(next_.row).bubbles;
}

Cause FoldSequencer::missing(const SequencerInputs& in) const {
  if (state_.folds_begun == static_cast<std::int64_t>(plan_.items.size())) return Cause::kWaitOutput;
  const Item& next = item(state_.folds_begun);
  const FoldSchedule& fold = plan_.fold(next);
  if (next.opens_tile && !in.output.half_free_for(next.tile)) return Cause::kWaitOutput;
  if (state_.loads_begun == state_.folds_begun && !in.weight.holds(next.weight_block)) return Cause::kWaitWeight;
  if (state_.loads_begun == state_.folds_begun || state_.row >= 0) return fold.load_cause;
  if (!in.activation.holds(next.activation_block)) return Cause::kWaitActivation;
  if (!next.opens_tile) {
    const FoldSchedule& before = plan_.fold(item(state_.folds_begun - 1));
    if (next_.cycle < state_.fold_begun_at + sums_distance(plan_.facts, before, fold)) return Cause::kDrain;
  }
  return Cause::kCompute;
}

void FoldSequencer::compute_vectors(const SequencerInputs& in) {
  next_.slot = {};
  if (state_.vectors_left == 0) {
    next_.slot.cause = missing(in);
    if (next_.slot.cause != Cause::kCompute) return;
    const FoldSchedule& fold = plan_.fold(item(state_.folds_begun));
    ++next_.folds_begun;
    next_.fold_begun_at = next_.cycle;
    next_.vectors_left = fold.extent.vectors;
    next_.vector_bubbles = fold.vector.bubbles;
  }
  issue_vector();
}

void FoldSequencer::issue_vector() {
  const Item& passed = item(next_.folds_begun - 1);
  const FoldSchedule& fold = plan_.fold(passed);
  Slot& slot = next_.slot;
  slot.item = next_.folds_begun - 1;
  if (next_.vector_bubbles > 0) {
    --next_.vector_bubbles;
    slot.kind = SlotKind::kBubble;
    slot.cause = fold.vector.cause;
    return;
  }
  slot.kind = SlotKind::kStep;
  slot.cause = Cause::kCompute;
  slot.starts_chunk = true;
  slot.k = passed.first_k;
  slot.elements = fold.extent.elements;
  slot.token = fold.extent.vectors - next_.vectors_left;
  slot.activation_words = fold.vector.activation_words;
  slot.clear = slot.token == 0;
  slot.read = passed.closes_tile;
  if (slot.clear) next_.load_from = next_.cycle + swap_;
  next_.vector_bubbles = fold.vector.bubbles;
  slot.releases_activation = --next_.vectors_left == 0 && passed.releases_activation;
}

void FoldSequencer::compute(const SequencerInputs& in) {
  next_ = state_;
  ++next_.cycle;
  next_.control = {};
  next_.control.valid = state_.slot.is_step();
  next_.control.clear = state_.slot.clear;
  next_.control.load = state_.load.is_step();
  compute_load(in);
  compute_vectors(in);
}

}  // namespace lop::sim
