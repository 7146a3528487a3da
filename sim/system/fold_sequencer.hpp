// Sequencer of folds: loads the weights of the next fold while the vectors of the one in use pass.
#pragma once

#include <cstdint>
#include <limits>

#include "sim/fast/layer_plan.hpp"
#include "sim/system/slot.hpp"
#include "sim/system/tile_sequencer.hpp"

namespace lop::sim {

class FoldSequencer {
 public:
  /// The plan must outlive the sequencer; its dataflow passes sums.
  explicit FoldSequencer(const LayerPlan& plan);
  void reset() { next_ = state_ = State{}; }
  void compute(const SequencerInputs& in);
  void commit() { state_ = next_; }
  /// Vectors, and rows of weights.
  const Slot& slot() const { return state_.slot; }
  const Slot& load() const { return state_.load; }
  const ArrayControl& control() const { return state_.control; }

 private:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  struct State {
    Slot slot, load;
    ArrayControl control;
    std::int64_t cycle = 0;
    // Of the fold being loaded.
    std::int64_t loads_begun = 0;
    std::int64_t load_from = 0;    // cycle of the first row of the next load, when it is known
    std::int64_t row = -1;         // still to be loaded; -1: the latest load has ended
    std::int64_t row_bubbles = 0;  // before it
    // Of the fold whose vectors pass.
    std::int64_t folds_begun = 0;
    std::int64_t fold_begun_at = 0;  // cycle of its first slot
    std::int64_t vectors_left = 0;
    std::int64_t vector_bubbles = 0;  // before the next vector
  };

  const Item& item(std::int64_t i) const { return plan_.items[static_cast<std::size_t>(i)]; }
  void compute_load(const SequencerInputs& in);
  void compute_vectors(const SequencerInputs& in);
  /// Stall cause of the next fold's vectors when they cannot begin; kCompute when they can.
  Cause missing(const SequencerInputs& in) const;
  void issue_vector();

  const LayerPlan& plan_;
  const std::int64_t swap_;
  State state_, next_;
};

}  // namespace lop::sim
