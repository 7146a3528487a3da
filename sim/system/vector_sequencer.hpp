// Sequencer of the vector unit: passes over rows, chunk by chunk, as soon as blocks and output halves allow.
#pragma once

#include <cstdint>

#include "sim/fast/layer_plan.hpp"
#include "sim/system/slot.hpp"
#include "sim/system/tile_sequencer.hpp"

namespace lop::sim {

class VectorSequencer {
 public:
  /// The plan is that of an operation and must outlive the sequencer.
  explicit VectorSequencer(const LayerPlan& plan) : plan_(plan) {}
  void reset();
  void compute(const SequencerInputs& in);
  void commit() { state_ = next_; }
  const Slot& slot() const { return state_.slot; }
  const ArrayControl& control() const { return state_.control; }

 private:
  struct State {
    Slot slot;
    ArrayControl control;
    std::int64_t items_begun = 0;
    bool busy = false;  // the latest item begun has slots left
    std::int64_t row = 0, pass = 0, chunk = 0, step = 0;
    std::int64_t drain = 0, bubbles = 0;  // still to be issued before the next step
  };

  void begin_pass(const VectorSchedule& schedule);
  void issue(const Item& item);
  void advance(const VectorSchedule& schedule);

  const LayerPlan& plan_;
  State state_, next_;
};

}  // namespace lop::sim
