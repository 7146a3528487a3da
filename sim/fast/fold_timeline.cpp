// The sequencer of folds: their weights are loaded while the vectors of the fold before still pass.
#include <algorithm>

#include "sim/array/weight_stationary_array.hpp"
#include "sim/fast/timeline.hpp"
#include "sim/fast/transfer_timeline.hpp"

namespace lop::sim {
namespace {

class FoldTimeline final : public TransferTimeline {
 public:
  explicit FoldTimeline(const LayerPlan& plan)
      : TransferTimeline(plan),
        corner_(1 + plan.facts.array_fill),
        swap_(weight_stationary_swap_cycles(plan.machine.array)) {}

 private:
  void issue() override {
    while (load_next() || pass_next()) {
    }
  }

  bool all_issued() const override { return passed_ == plan_.items.size(); }

  void account_end(std::int64_t end) override {
    std::int64_t cycle = issue_end_ + corner_;
    add_until(std::min(end, last_row_ + 1), Cause::kDrain, cycle);
    add_until(end, Cause::kWaitOutput, cycle);
  }

  /// The weights of a fold wait for the swap before them.
  bool load_next() {
    if (loaded_ > passed_ || loaded_ == plan_.items.size()) return false;
    const Item& item = plan_.items[loaded_];
    if (!weights_known(item)) return false;
    load_end_ = std::max(load_from_, weight_seen(item) + 1) + plan_.fold(item).load_cycles;
    if (item.releases_weight) emptied(Port::kWeight, load_end_);
    ++loaded_;
    return true;
  }

  bool pass_next() {
    if (passed_ == loaded_) return false;
    const Item& item = plan_.items[passed_];
    if (!activations_known(item) || !output_known(item)) return false;
    const FoldSchedule& fold = plan_.fold(item);
    const std::int64_t sums_back =
        item.opens_tile ? kAlways : start_ + sums_distance(plan_.facts, plan_.fold(plan_.items[passed_ - 1]), fold);
    start_ = std::max({issue_end_, output_seen(item) + 1, load_end_, activation_seen(item) + 1, sums_back});
    account_gap(item, fold);

    add(Cause::kCompute, fold.extent.vectors);
    add(fold.vector.cause, fold.extent.vectors * fold.vector.bubbles);
    issue_end_ = start_ + fold.vector_cycles();
    load_from_ = start_ + fold.vector.bubbles + swap_;
    last_row_ = issue_end_ - 1 + 1 + plan_.facts.array_latency;
    if (item.releases_activation) emptied(Port::kActivation, issue_end_);
    if (item.closes_tile) tile_filled(last_row_ + 1);
    ++passed_;
    return true;
  }

  /// Causes of the cycles between the last slot at the far corner and the slot issued in cycle start_.
  void account_gap(const Item& item, const FoldSchedule& fold) {
    std::int64_t cycle = issue_end_ == 0 ? 0 : issue_end_ + corner_;
    const auto until = [&](std::int64_t end, Cause cause) { add_until(std::min(start_, end), cause, cycle); };
    until(last_row_ + 1, Cause::kDrain);
    if (output_seen(item) != kAlways) until(output_seen(item) + 1, Cause::kWaitOutput);
    until(weight_seen(item) + 1, Cause::kWaitWeight);
    until(load_end_, fold.load_cause);
    until(activation_seen(item) + 1, Cause::kWaitActivation);
    until(start_, Cause::kDrain);
    add_until(start_ + corner_, Cause::kFill, cycle);
  }

  const std::int64_t corner_;  // issued slot -> the same slot at the far corner
  const std::int64_t swap_;    // first vector of a fold -> first row of the next load

  std::size_t loaded_ = 0, passed_ = 0;  // items
  std::int64_t load_from_ = 0;           // first cycle of the next load's first slot
  std::int64_t load_end_ = 0;            // first cycle after the latest load
  std::int64_t start_ = 0;               // first slot of the latest fold's vectors
  std::int64_t issue_end_ = 0;           // first cycle after its last slot; 0 = none yet
  std::int64_t last_row_ = kAlways;      // cycle in which its last row enters the output SRAM
};

}  // namespace

Breakdown run_fold_timeline(const LayerPlan& plan, ActionCounts& actions) { return FoldTimeline(plan).run(actions); }

}  // namespace lop::sim
