// DRAM with banks: transfers flow through the channels' queues, burst by burst, in the DRAM's own clock. Writes are
// posted: a tile is accepted when its bursts are in the queues; the layer's last one when all are in the banks.
#pragma once

#include <array>
#include <deque>
#include <vector>

#include "sim/memory/dram_channel.hpp"
#include "sim/memory/dram_model.hpp"

namespace lop::sim {

class BankedDram : public DramModel {
 public:
  explicit BankedDram(const DramTiming& timing);
  void request(std::int64_t cycle, const DramRequest& request) override;
  std::optional<DramEvent> advance(std::int64_t cycle) override;
  DramCommands commands() const override;
  /// Clock after the last data so far.
  std::int64_t data_end() const { return data_end_; }
  /// Of all reads together, once none is under way: from the entry into a queue to the end of the data.
  std::int64_t read_latency_clocks() const { return read_latency_clocks_; }

 private:
  /// A request whose bursts have not all entered a queue.
  struct Waiting {
    DramRequest request;
    std::uint32_t transfer = 0;
    std::int64_t bursts_left = 0;
    const BurstRegion* region = nullptr;
    std::int64_t row = 0, column = 0;  // of the next burst in its region
  };
  /// A read whose bursts have not all been served.
  struct Open {
    std::int64_t bursts_left = 0;
    std::int64_t end = 0;  // clock
    bool last = true;
  };
  struct PortState {
    std::deque<Open> open;    // in order of request
    std::uint32_t first = 0;  // transfer number of the first of them
    std::int64_t end = 0;     // of all before
  };

  std::int64_t clock_of(std::int64_t cycle) const;
  std::int64_t cycle_of(std::int64_t clock) const { return clock * timing_->clocks_den / timing_->clocks_num; }
  /// Of the next burst that waits.
  BurstPlace next_place() const {
    const Waiting& next = waiting_.front();
    return timing_->map.place(next.region->first + next.row * next.region->stride + next.column);
  }
  DramChannel::Burst burst_at(const BurstPlace& place) const {
    const Waiting& next = waiting_.front();
    return {static_cast<std::int32_t>(place.row), next.transfer, static_cast<std::uint32_t>(place.bank),
            next.request.port};
  }
  void enter(std::int64_t now, std::int64_t first_clock);
  void entered(std::int64_t now);
  void stream(std::int64_t limit);
  void finish(const DramChannel::Served& served);
  void finish_read(const DramChannel::Served& served);
  void finish_write();
  std::int64_t first_cycle_after(std::int64_t clock) const;
  bool is_idle() const;

  std::shared_ptr<const BankedTiming> timing_;
  std::int64_t latency_cycles_;
  std::vector<DramChannel> channels_;
  std::deque<Waiting> waiting_;
  std::array<PortState, 2> reads_of_;  // by port
  std::int64_t open_writes_ = 0;       // bursts on their way into the banks
  std::int64_t data_end_ = 0;          // clock after the last data
  std::int64_t read_latency_clocks_ = 0;
  bool drains_ = false;
  std::deque<DramEvent> events_;
  std::uint64_t reads_ = 0, writes_ = 0;
};

}  // namespace lop::sim
