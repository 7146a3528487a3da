// Tile sequencer: issues the items of a plan slot by slot, as soon as their blocks and output halves allow.
#pragma once

#include <cstdint>

#include "sim/fast/layer_plan.hpp"
#include "sim/memory/double_buffer.hpp"
#include "sim/system/slot.hpp"

namespace lop::sim {

struct SequencerInputs {
  BufferState weight, activation, output;
};

/// Why the next of a plan's items cannot begin, after `items_begun` of them; kCompute when it can.
Cause missing_of_next(const LayerPlan& plan, std::int64_t items_begun, const SequencerInputs& in);

class TileSequencer {
 public:
  /// The plan must outlive the sequencer.
  explicit TileSequencer(const LayerPlan& plan) : plan_(plan) {}
  void reset() { next_ = state_ = State{}; }
  void compute(const SequencerInputs& in);
  void commit() { state_ = next_; }
  const Slot& slot() const { return state_.slot; }
  const ArrayControl& control() const { return state_.control; }

 private:
  /// Place in the schedule of the item being issued.
  struct Place {
    std::int64_t drain = 0, dequantize = 0, bubbles = 0;   // still to be issued before the next step
    std::int64_t group = 0, chunk = 0, step = 0;
    std::int64_t k = 0;                                    // first element of the chunk
  };
  struct State {
    Slot slot;
    ArrayControl control;
    std::int64_t cycle = 0;
    std::int64_t items_begun = 0;
    bool busy = false;                                     // the latest item begun has slots left
    Place place;
    std::int64_t last_group_end = -1, last_read = -1;      // cycles, -1 = none yet
  };

  void begin(const Item& item);
  void issue(const Item& item);
  void issue_step(const Item& item, const ItemSchedule& schedule, const Group& group, const Chunk& chunk);
  void check_intervals();

  const LayerPlan& plan_;
  State state_, next_;
};

}  // namespace lop::sim
