// Event simulation of DMA and DRAM.
#include "sim/fast/transfer_timeline.hpp"

#include <algorithm>

#include "sim/kernel/check.hpp"

namespace lop::sim {

TransferTimeline::TransferTimeline(const LayerPlan& plan) : plan_(plan), dram_(make_dram_model(plan.machine.dram)) {}

Breakdown TransferTimeline::run(ActionCounts& actions) {
  while (true) {
    issue();
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
  LOP_CHECK(all_issued() && written_seen_.size() == plan_.tiles.size(), "the layer came to a standstill");
  account_end(written_seen_.back());
  while (dram_->advance(written_seen_.back() - 1)) {
  }
  actions.dram_activate = dram_->commands().activates;
  actions.dram_refresh = dram_->commands().refreshes;
  return breakdown_;
}

std::int64_t TransferTimeline::write_back_seen() const {
  return next_write_back_ < tile_filled_seen_.size() ? tile_filled_seen_[next_write_back_] : kNever;
}

std::int64_t TransferTimeline::load_seen() const {
  if (next_load_ == plan_.program.loads.size()) return kNever;
  const Load& load = plan_.program.loads[next_load_];
  if (load.block < 2) return 0;
  const auto& emptied = emptied_seen_[static_cast<std::size_t>(load.port)];
  const auto before = static_cast<std::size_t>(load.block - 2);
  return before < emptied.size() ? emptied[before] : kNever;
}

void TransferTimeline::transfer(std::int64_t choice, bool is_write_back) {
  last_choice_ = choice;
  may_choose_ = kNever;
  if (is_write_back) {
    request(plan_.program.write_back(next_write_back_++));
    return;
  }
  const Load& load = plan_.program.loads[next_load_];
  const std::int64_t bursts = std::min(kPieceBursts, load.bursts - bursts_sent_);
  request(plan_.program.request(load, bursts_sent_, bursts));
  bursts_sent_ += bursts;
  if (bursts_sent_ < load.bursts) return;
  bursts_sent_ = 0;
  ++next_load_;
}

void TransferTimeline::request(const DramRequest& request) {
  addresses_ = addresses_of(request);
  dram_->request(last_choice_ + 1, request);
}

void TransferTimeline::take(const DramEvent& event) {
  if (event.kind == DramEvent::Kind::kMayChoose) {
    may_choose_ = std::max(last_choice_ + std::max<std::int64_t>(2, addresses_), event.cycle);
  } else if (event.port == Port::kOutput) {
    written_seen_.push_back(event.cycle + 1);
  } else {
    filled_seen_[static_cast<std::size_t>(event.port)].push_back(event.cycle + 1);
  }
}

}  // namespace lop::sim
