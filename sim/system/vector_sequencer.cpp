// Counters of rows, passes, chunks and steps.
#include "sim/system/vector_sequencer.hpp"

namespace lop::sim {

void VectorSequencer::reset() {
  state_ = {};
  if (plan_.items.front().weight_block < 0) state_.slot.cause = Cause::kWaitActivation;  // before the first decision
  next_ = state_;
}

void VectorSequencer::begin_pass(const VectorSchedule& schedule) {
  const VectorPassSchedule& pass = schedule.passes[static_cast<std::size_t>(next_.pass)];
  next_.chunk = 0;
  next_.drain = pass.drain;
  next_.bubbles = pass.chunk(0).bubbles;
}

void VectorSequencer::issue(const Item& item) {
  const VectorSchedule& schedule = plan_.vector(item);
  const VectorPassSchedule& pass = schedule.passes[static_cast<std::size_t>(next_.pass)];
  const Chunk& chunk = pass.chunk(next_.chunk);
  Slot& slot = next_.slot;
  slot = {};
  slot.item = next_.items_begun - 1;
  slot.kind = SlotKind::kBubble;
  if (next_.drain > 0) {
    --next_.drain;
    slot.cause = Cause::kDrain;
    return;
  }
  if (next_.bubbles > 0) {
    --next_.bubbles;
    slot.cause = chunk.cause;
    return;
  }
  slot.kind = SlotKind::kStep;
  slot.cause = Cause::kCompute;
  slot.starts_chunk = next_.step == 0;
  slot.elements = chunk.elements;
  slot.token = next_.pass;
  if (slot.starts_chunk) {
    slot.weight_words = chunk.weight_words;
    slot.activation_words = chunk.activation_words;
  }
  if (++next_.step < pass.steps) return;
  next_.step = 0;
  slot.read = pass.writes;
  advance(schedule);
  if (next_.busy) return;
  slot.releases_weight = item.releases_weight;
  slot.releases_activation = item.releases_activation;
}

void VectorSequencer::advance(const VectorSchedule& schedule) {
  const VectorPassSchedule& pass = schedule.passes[static_cast<std::size_t>(next_.pass)];
  if (++next_.chunk < pass.chunks) {
    next_.bubbles = pass.chunk(next_.chunk).bubbles;
    return;
  }
  if (++next_.pass == static_cast<std::int64_t>(schedule.passes.size())) {
    next_.pass = 0;
    next_.busy = ++next_.row < schedule.extent.rows;
  }
  begin_pass(schedule);
}

void VectorSequencer::compute(const SequencerInputs& in) {
  next_ = state_;
  next_.control = {};
  next_.control.valid = state_.slot.is_step();
  next_.control.read = state_.slot.read;
  if (!state_.busy) {
    const Cause cause = missing_of_next(plan_, state_.items_begun, in);
    if (cause != Cause::kCompute) {
      next_.slot = {};
      next_.slot.cause = cause;
      return;
    }
    next_.busy = true;
    next_.row = next_.pass = next_.step = 0;
    begin_pass(plan_.vector(plan_.items[static_cast<std::size_t>(next_.items_begun++)]));
  }
  issue(plan_.items[static_cast<std::size_t>(next_.items_begun - 1)]);
}

}  // namespace lop::sim
