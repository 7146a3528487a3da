// The memory side of a timeline: DMA and DRAM from event to event. Names in _seen: when a block's neighbours see an
// event first.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "sim/fast/action_counts.hpp"
#include "sim/fast/layer_plan.hpp"
#include "sim/kernel/layer_result.hpp"

namespace lop::sim {

/// The array's side of a dataflow derives from it and tells when blocks are used up and tiles are full.
class TransferTimeline {
 public:
  explicit TransferTimeline(const LayerPlan& plan);
  virtual ~TransferTimeline() = default;

  /// Cycles by cause. Adds the DRAM's activates and refreshes to the actions.
  Breakdown run(ActionCounts& actions);

 protected:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
  static constexpr std::int64_t kAlways = -1;  // before cycle 0

  /// Issues all items whose blocks and output halves have known times.
  virtual void issue() = 0;
  virtual bool all_issued() const = 0;
  /// Causes of the cycles from the last slot at the far corner to the end of the layer.
  virtual void account_end(std::int64_t end) = 0;

  bool weights_known(const Item& item) const {
    return item.weight_block < static_cast<std::int64_t>(filled_seen_[0].size());
  }
  bool activations_known(const Item& item) const {
    return item.activation_block < static_cast<std::int64_t>(filled_seen_[1].size());
  }
  bool output_known(const Item& item) const {
    return !item.opens_tile || item.tile < 2 || item.tile - 2 < static_cast<std::int64_t>(written_seen_.size());
  }
  std::int64_t weight_seen(const Item& item) const {
    return item.weight_block < 0 ? kAlways : filled_seen_[0][static_cast<std::size_t>(item.weight_block)];
  }
  std::int64_t activation_seen(const Item& item) const {
    return filled_seen_[1][static_cast<std::size_t>(item.activation_block)];
  }
  /// The half for the tile that the item opens is seen free.
  std::int64_t output_seen(const Item& item) const {
    return !item.opens_tile || item.tile < 2 ? kAlways : written_seen_[static_cast<std::size_t>(item.tile - 2)];
  }
  void emptied(Port port, std::int64_t seen) { emptied_seen_[static_cast<std::size_t>(port)].push_back(seen); }
  void tile_filled(std::int64_t seen) { tile_filled_seen_.push_back(seen); }

  void add(Cause cause, std::int64_t cycles) {
    breakdown_[static_cast<std::size_t>(cause)] += static_cast<std::uint64_t>(cycles);
  }
  /// Gives the cycles from `cycle` on to a cause, until `end`.
  void add_until(std::int64_t end, Cause cause, std::int64_t& cycle) {
    if (end <= cycle) return;
    add(cause, end - cycle);
    cycle = end;
  }

  const LayerPlan& plan_;

 private:
  std::int64_t write_back_seen() const;
  std::int64_t load_seen() const;
  void transfer(std::int64_t choice, bool is_write_back);
  void request(const DramRequest& request);
  void take(const DramEvent& event);

  const std::unique_ptr<DramModel> dram_;
  std::size_t next_load_ = 0, next_write_back_ = 0;
  std::int64_t bursts_sent_ = 0;                                // of the next load
  std::int64_t last_choice_ = -2;                               // cycle of the latest request's choice
  std::int64_t addresses_ = 0;                                  // of that request
  std::int64_t may_choose_ = 0;                                 // first cycle of the next choice, when it is known
  std::vector<std::int64_t> filled_seen_[2], emptied_seen_[2];  // by block of weights, activations
  std::vector<std::int64_t> tile_filled_seen_, written_seen_;   // by tile
  Breakdown breakdown_{};
};

}  // namespace lop::sim
