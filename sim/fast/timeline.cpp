// Event simulation of sequencer, DMA and DRAM. Names in _seen: when a block's neighbours see an event first.
#include "sim/fast/timeline.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <vector>

#include "sim/kernel/check.hpp"

namespace lop::sim {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kAlways = -1;  // before cycle 0

class Timeline {
 public:
  explicit Timeline(const LayerPlan& plan)
      : plan_(plan), dram_(make_dram_model(plan.machine.dram)), corner_(1 + plan.facts.array_fill) {}

  Breakdown run(ActionCounts& actions) {
    while (true) {
      while (next_item_ < plan_.items.size() && startable(plan_.items[next_item_])) schedule(plan_.items[next_item_++]);
      const std::int64_t write_back = write_back_seen();
      const std::int64_t choice = std::max(may_choose_, std::min(write_back, load_seen()));
      // What the DRAM does before the request arrives may bring another choice forward.
      if (const auto event = dram_->advance(choice)) {
        take(*event);
      } else if (choice == kNever) {
        break;
      } else {
        transfer(choice, write_back <= choice);
      }
    }
    LOP_CHECK(next_item_ == plan_.items.size() && written_seen_.size() == plan_.tiles.size(),
              "the layer came to a standstill");
    account_gap(written_seen_.back(), kNever, kNever);
    while (dram_->advance(written_seen_.back() - 1)) {
    }
    actions.dram_activate = dram_->commands().activates;
    actions.dram_refresh = dram_->commands().refreshes;
    return breakdown_;
  }

 private:
  bool startable(const Item& item) const {
    return item.weight_block < static_cast<std::int64_t>(filled_seen_[0].size()) &&
           item.activation_block < static_cast<std::int64_t>(filled_seen_[1].size()) &&
           (!item.opens_tile || item.tile < 2 || item.tile - 2 < static_cast<std::int64_t>(written_seen_.size()));
  }

  void schedule(const Item& item) {
    const std::int64_t output_seen =
        !item.opens_tile || item.tile < 2 ? kAlways : written_seen_[static_cast<std::size_t>(item.tile - 2)];
    const std::int64_t weight_seen = filled_seen_[0][static_cast<std::size_t>(item.weight_block)];
    const std::int64_t activation_seen = filled_seen_[1][static_cast<std::size_t>(item.activation_block)];
    const std::int64_t start = std::max({issue_end_, output_seen + 1, weight_seen + 1, activation_seen + 1});
    account_gap(start, output_seen, weight_seen);

    const ItemSchedule& schedule = plan_.schedule(item);
    add(Cause::kCompute, schedule.slots.steps);
    for (std::size_t cause = 0; cause < kCauseCount; ++cause) {
      breakdown_[cause] += static_cast<std::uint64_t>(schedule.slots.bubbles[cause]);
    }
    issue_end_ = start + schedule.slots.cycles();
    if (item.releases_weight) emptied_seen_[0].push_back(issue_end_);
    if (item.releases_activation) emptied_seen_[1].push_back(issue_end_);
    if (item.closes_tile) {
      last_row_ = issue_end_ - 1 + 1 + plan_.facts.array_latency + plan_.machine.array.total_rows() - 1;
      tile_filled_seen_.push_back(last_row_ + 1);
    }
  }

  /// Causes of the cycles between the last slot at the far corner
  /// and the slot issued in cycle `start`, or the end of the layer.
  void account_gap(std::int64_t start, std::int64_t output_seen, std::int64_t weight_seen) {
    const bool is_end = output_seen == kNever;
    std::int64_t cycle = issue_end_ == 0 ? 0 : issue_end_ + corner_;
    const auto account_until = [&](std::int64_t end, Cause cause) {
      if (end <= cycle) return;
      add(cause, end - cycle);
      cycle = end;
    };
    account_until(std::min(start, last_row_ + 1), Cause::kDrain);
    if (output_seen != kAlways) account_until(is_end ? start : std::min(start, output_seen + 1), Cause::kWaitOutput);
    if (!is_end) {
      account_until(std::min(start, weight_seen + 1), Cause::kWaitWeight);
      account_until(start, Cause::kWaitActivation);
      account_until(start + corner_, Cause::kFill);
    }
  }

  std::int64_t write_back_seen() const {
    return next_write_back_ < tile_filled_seen_.size() ? tile_filled_seen_[next_write_back_] : kNever;
  }

  std::int64_t load_seen() const {
    if (next_load_ == plan_.program.loads.size()) return kNever;
    const Load& load = plan_.program.loads[next_load_];
    if (load.block < 2) return 0;
    const auto& emptied = emptied_seen_[static_cast<std::size_t>(load.port)];
    const auto before = static_cast<std::size_t>(load.block - 2);
    return before < emptied.size() ? emptied[before] : kNever;
  }

  void transfer(std::int64_t choice, bool is_write_back) {
    last_choice_ = choice;
    may_choose_ = kNever;
    if (is_write_back) {
      dram_->request(choice + 1, plan_.program.write_back(next_write_back_++));
      return;
    }
    const Load& load = plan_.program.loads[next_load_];
    const std::int64_t bursts = std::min(kPieceBursts, load.bursts - bursts_sent_);
    dram_->request(choice + 1, plan_.program.request(load, bursts_sent_, bursts));
    bursts_sent_ += bursts;
    if (bursts_sent_ < load.bursts) return;
    bursts_sent_ = 0;
    ++next_load_;
  }

  void take(const DramEvent& event) {
    if (event.kind == DramEvent::Kind::kMayChoose) {
      may_choose_ = std::max(last_choice_ + 2, event.cycle);
    } else if (event.port == Port::kOutput) {
      written_seen_.push_back(event.cycle + 1);
    } else {
      filled_seen_[static_cast<std::size_t>(event.port)].push_back(event.cycle + 1);
    }
  }

  void add(Cause cause, std::int64_t cycles) {
    breakdown_[static_cast<std::size_t>(cause)] += static_cast<std::uint64_t>(cycles);
  }

  const LayerPlan& plan_;
  const std::unique_ptr<DramModel> dram_;
  const std::int64_t corner_;  // issued slot -> the same slot at the far corner

  std::size_t next_item_ = 0, next_load_ = 0, next_write_back_ = 0;
  std::int64_t bursts_sent_ = 0;     // of the next load
  std::int64_t issue_end_ = 0;       // first cycle after the last slot issued; 0 = none yet
  std::int64_t last_row_ = kAlways;  // cycle in which the latest tile's last row enters the output SRAM
  std::int64_t last_choice_ = -2;    // cycle of the latest request's choice
  std::int64_t may_choose_ = 0;      // first cycle of the next choice, when it is known
  std::vector<std::int64_t> filled_seen_[2], emptied_seen_[2];  // by block of weights, activations
  std::vector<std::int64_t> tile_filled_seen_, written_seen_;   // by tile
  Breakdown breakdown_{};
};

}  // namespace

Breakdown run_timeline(const LayerPlan& plan, ActionCounts& actions) { return Timeline(plan).run(actions); }

}  // namespace lop::sim
