// The sequencer of items whose sums stay in the PEs, and of those of the vector unit.
#include "sim/fast/timeline.hpp"

#include <algorithm>

#include "sim/fast/transfer_timeline.hpp"

namespace lop::sim {
namespace {

class Timeline final : public TransferTimeline {
 public:
  explicit Timeline(const LayerPlan& plan) : TransferTimeline(plan), corner_(1 + plan.facts.array_fill) {}

 private:
  void issue() override {
    while (!all_issued() && startable(plan_.items[next_item_])) schedule(plan_.items[next_item_++]);
  }

  bool all_issued() const override { return next_item_ == plan_.items.size(); }

  void account_end(std::int64_t end) override { account_gap(end, kNever, kNever); }

  bool startable(const Item& item) const {
    return weights_known(item) && activations_known(item) && output_known(item);
  }

  void schedule(const Item& item) {
    const std::int64_t output = output_seen(item), weight = weight_seen(item);
    const std::int64_t start = std::max({issue_end_, output + 1, weight + 1, activation_seen(item) + 1});
    account_gap(start, output, weight);

    const SlotCounts& slots = plan_.slots(item);
    add(Cause::kCompute, slots.steps);
    for (std::size_t cause = 0; cause < kCauseCount; ++cause) {
      add(static_cast<Cause>(cause), slots.bubbles[cause]);
    }
    issue_end_ = start + slots.cycles();
    if (item.releases_weight) emptied(Port::kWeight, issue_end_);
    if (item.releases_activation) emptied(Port::kActivation, issue_end_);
    if (item.closes_tile) {
      last_row_ = issue_end_ - 1 + 1 + plan_.facts.array_latency + plan_.drain_rows() - 1;
      tile_filled(last_row_ + 1);
    }
  }

  /// Causes of the cycles between the last slot at the far corner
  /// and the slot issued in cycle `start`, or the end of the layer.
  void account_gap(std::int64_t start, std::int64_t output_seen, std::int64_t weight_seen) {
    const bool is_end = output_seen == kNever;
    std::int64_t cycle = issue_end_ == 0 ? 0 : issue_end_ + corner_;
    add_until(std::min(start, last_row_ + 1), Cause::kDrain, cycle);
    if (output_seen != kAlways) {
      add_until(is_end ? start : std::min(start, output_seen + 1), Cause::kWaitOutput, cycle);
    }
    if (!is_end) {
      add_until(std::min(start, weight_seen + 1), Cause::kWaitWeight, cycle);
      add_until(start, Cause::kWaitActivation, cycle);
      add_until(start + corner_, Cause::kFill, cycle);
    }
  }

  const std::int64_t corner_;  // issued slot -> the same slot at the far corner

  std::size_t next_item_ = 0;
  std::int64_t issue_end_ = 0;       // first cycle after the last slot issued; 0 = none yet
  std::int64_t last_row_ = kAlways;  // cycle in which the latest tile's last row enters the output SRAM
};

}  // namespace

Breakdown run_timeline(const LayerPlan& plan, ActionCounts& actions) {
  const bool folds = passes_sums(plan.machine.array.dataflow) && !plan.is_operation();
  return folds ? run_fold_timeline(plan, actions) : Timeline(plan).run(actions);
}

}  // namespace lop::sim
