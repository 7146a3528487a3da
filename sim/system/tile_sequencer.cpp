// Tile sequencer: the schedule is walked by counters, as the gates do.
#include "sim/system/tile_sequencer.hpp"

#include <algorithm>

#include "sim/kernel/check.hpp"

namespace lop::sim {

Cause missing_of_next(const LayerPlan& plan, std::int64_t items_begun, const SequencerInputs& in) {
  if (items_begun == static_cast<std::int64_t>(plan.items.size())) return Cause::kWaitOutput;
  const Item& item = plan.items[static_cast<std::size_t>(items_begun)];
  if (item.opens_tile && !in.output.half_free_for(item.tile)) return Cause::kWaitOutput;
  if (!in.weight.holds(item.weight_block)) return Cause::kWaitWeight;
  if (!in.activation.holds(item.activation_block)) return Cause::kWaitActivation;
  return Cause::kCompute;
}

void TileSequencer::begin(const Item& item) {
  const ItemSchedule& schedule = plan_.schedule(item);
  next_.busy = true;
  next_.place = {};
  next_.place.drain = schedule.drain;
  next_.place.dequantize = schedule.group(0).dequantize;
  next_.place.bubbles = schedule.group(0).first.bubbles;
  next_.place.k = item.first_k;
}

void TileSequencer::issue(const Item& item) {
  const ItemSchedule& schedule = plan_.schedule(item);
  Place& place = next_.place;
  const Group& group = schedule.group(place.group);
  const Chunk& chunk = group.chunk(place.chunk);
  Slot& slot = next_.slot;
  slot = {};
  slot.item = next_.items_begun - 1;
  slot.kind = SlotKind::kBubble;
  if (place.drain > 0) {
    --place.drain;
    slot.cause = Cause::kDrain;
  } else if (place.dequantize > 0) {
    --place.dequantize;
    slot.cause = Cause::kDequantize;
  } else if (place.bubbles > 0) {
    --place.bubbles;
    slot.cause = chunk.cause;
  } else {
    issue_step(item, schedule, group, chunk);
  }
}

void TileSequencer::issue_step(const Item& item, const ItemSchedule& schedule, const Group& group, const Chunk& chunk) {
  Place& place = next_.place;
  Slot& slot = next_.slot;
  slot.kind = SlotKind::kStep;
  slot.cause = Cause::kCompute;
  slot.k = place.k;
  slot.elements = chunk.elements;
  slot.starts_chunk = place.step == 0;
  slot.starts_group = slot.starts_chunk && place.chunk == 0;
  slot.clear = item.opens_tile && place.group == 0 && slot.starts_group;
  if (slot.starts_chunk) {
    slot.weight_words = chunk.weight_words;
    slot.activation_words = chunk.activation_words;
  }
  if (++place.step < plan_.facts.steps_per_chunk) return;

  place.step = 0;
  place.k += chunk.elements;
  if (++place.chunk < group.chunks) {
    place.bubbles = group.chunk(place.chunk).bubbles;
    return;
  }
  const bool ends_item = place.group + 1 == schedule.groups;
  slot.read = ends_item && item.closes_tile;
  slot.end_group = slot.read || plan_.facts.group_size > 0;
  check_intervals();
  place.chunk = 0;
  if (++place.group < schedule.groups) {
    const Group& next_group = schedule.group(place.group);
    place.dequantize = next_group.dequantize;
    place.bubbles = next_group.first.bubbles;
    return;
  }
  next_.busy = false;
  slot.releases_weight = item.releases_weight;
  slot.releases_activation = item.releases_activation;
}

void TileSequencer::check_intervals() {
  const std::int64_t interval = std::max<std::int64_t>(plan_.facts.group_end, plan_.machine.array.rows);
  if (next_.slot.end_group && plan_.facts.group_size > 0) {
    LOP_CHECK(state_.last_group_end < 0 || state_.cycle - state_.last_group_end >= interval,
              "groups end faster than they can be dequantised");
    next_.last_group_end = state_.cycle;
  }
  if (next_.slot.read) {
    LOP_CHECK(state_.last_read < 0 || state_.cycle - state_.last_read >= plan_.machine.array.total_rows(),
              "outputs end faster than they can drain");
    next_.last_read = state_.cycle;
  }
}

void TileSequencer::compute(const SequencerInputs& in) {
  next_ = state_;
  ++next_.cycle;
  next_.control = {state_.slot.is_step(), state_.slot.clear, state_.slot.end_group, state_.slot.read};
  if (!state_.busy) {
    const Cause cause = missing_of_next(plan_, state_.items_begun, in);
    if (cause != Cause::kCompute) {
      next_.slot = {};
      next_.slot.cause = cause;
      return;
    }
    begin(plan_.items[static_cast<std::size_t>(next_.items_begun++)]);
  }
  issue(plan_.items[static_cast<std::size_t>(next_.items_begun - 1)]);
}

}  // namespace lop::sim
