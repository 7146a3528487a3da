// Gives every cycle its one cause, counts the array's actions and sees the end of a layer.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/fast/action_counts.hpp"
#include "sim/fast/layer_plan.hpp"
#include "sim/kernel/layer_result.hpp"
#include "sim/system/slot.hpp"

namespace lop::sim {

struct CycleAccountInputs {
  Slot slot;
  Slot load;                 // where a weight is read: the same slot, or one of its own where weights are held
  bool row_valid = false;    // a row of outputs or of sums enters the output SRAM
  std::uint8_t written = 0;  // tiles that the DRAM has accepted
};

class CycleAccount {
 public:
  /// The plan must outlive the account.
  explicit CycleAccount(const LayerPlan& plan);
  void reset();
  void tick(const CycleAccountInputs& in);
  bool finished() const { return tiles_written_ == plan_.tiles.size(); }
  const Breakdown& breakdown() const { return breakdown_; }
  /// pe_step, weight_load, weight_edge_step, activation_edge_step, column_accumulate, vector_add and vector_multiply only.
  const ActionCounts& actions() const { return actions_; }

 private:
  struct Passing {
    SlotKind kind = SlotKind::kStall;
    Cause cause = Cause::kWaitWeight;
  };

  Cause cause(const Passing& corner, const Passing& issued) const;
  void count(const Slot& slot);
  void count_operation(const Slot& slot);
  void count_vector(const Slot& slot);
  void count_load(const Slot& slot);

  const LayerPlan& plan_;
  const bool passes_sums_;
  std::int64_t longest_;  // cycles, if nothing overlapped
  std::int64_t cycle_ = 0;
  std::vector<Passing> on_their_way_;  // slots between sequencer and far corner, a ring
  std::size_t oldest_ = 0;
  std::int64_t slots_on_their_way_ = 0;  // that are not stalls
  std::int64_t rows_on_their_way_ = 0;   // to the output SRAM
  std::size_t tiles_written_ = 0;
  Breakdown breakdown_{};
  ActionCounts actions_;
};

}  // namespace lop::sim
