// The controller of one DRAM channel: reads and writes wait in a queue each, row hits go first, then age; rows stay
// open.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "sim/memory/bank_timer.hpp"
#include "sim/memory/dram_model.hpp"

namespace lop::sim {

class DramChannel {
 public:
  struct Burst {
    std::int32_t row = 0;
    std::uint32_t transfer = 0;  // of this port, whose it is
    std::uint32_t bank = 0;
    Port port = Port::kWeight;

    bool is_write() const { return port == Port::kOutput; }
  };
  /// A burst that has its column command.
  struct Served {
    Burst burst;
    std::int64_t clock = 0;     // of that command
    std::int64_t data_end = 0;  // first clock after its data
  };

  DramChannel(const DramDevice& device, std::int64_t queue_bursts);

  bool has_room(bool write) const { return queue(write).size() < capacity_; }
  bool is_idle() const { return reads_.size() == 0 && writes_.size() == 0; }
  /// The burst can be chosen from `first_clock` on; all commands before that clock have been issued.
  void push(const Burst& burst, std::int64_t first_clock) {
    Queue& queue = burst.is_write() ? writes_ : reads_;
    queue.push(burst);
    if (!is_hit(burst)) ++queue.misses;
    now_ = std::max(now_, first_clock);
    is_chosen_ = false;
  }

  /// Clock of the next command; refreshes come even when nothing waits.
  std::int64_t next_clock() {
    if (!is_chosen_) choose();
    return choice_.clock;
  }
  /// Issues that command. A column command serves a burst.
  std::optional<Served> step();
  /// step() and push(next, its clock + 1) together, and quickly, in a stream of reads that are all row hits, when that
  /// step comes before `limit`. Nothing happens otherwise, and the answer is nothing.
  std::optional<Served> stream_step(const Burst& next, std::int64_t limit) {
    if (writing_ || reads_.misses > 0 || reads_.size() == 0 || writes_.size() >= high_mark_ || !is_hit(next)) return {};
    const Burst oldest = reads_.front();
    const std::int64_t clock = std::max({now_, column_bus_free_, timer_.earliest_of_all(DramCommand::kRead)});
    if (clock >= limit || clock >= refresh_due_) return {};
    if (timer_.earliest(DramCommand::kRead, oldest.bank) > clock) return {};
    timer_.read_hit(oldest.bank, clock);
    take_bus(true, clock, device_.column_clocks);
    reads_.pop_front();
    push(next, clock + 1);
    return Served{oldest, clock, timer_.data_end(DramCommand::kRead, clock)};
  }

  std::uint64_t activates() const { return activates_; }
  std::uint64_t refreshes() const { return refreshes_; }

 private:
  struct Choice {
    DramCommand command = DramCommand::kRefresh;
    std::int64_t clock = 0;
    std::size_t bank = 0;
    std::size_t index = 0;  // among the bursts of the queue that is served
  };

  /// What waits in one direction, by age.
  struct Queue {
    std::vector<Burst> bursts;  // from `head` on
    std::size_t head = 0;
    std::size_t misses = 0;  // bursts whose row is not open

    std::size_t size() const { return bursts.size() - head; }
    const Burst& front() const { return bursts[head]; }
    void push(const Burst& burst) { bursts.push_back(burst); }
    void pop_front() {
      if (++head < 256) return;
      bursts.erase(bursts.begin(), bursts.begin() + static_cast<std::ptrdiff_t>(head));
      head = 0;
    }
    void remove(std::size_t index) {
      if (index == head) return pop_front();
      bursts.erase(bursts.begin() + static_cast<std::ptrdiff_t>(index));
    }
  };

  const Queue& queue(bool write) const { return write ? writes_ : reads_; }
  bool is_hit(const Burst& burst) const { return timer_.open_row(burst.bank) == burst.row; }
  void count_misses(Queue& queue) const;
  void choose();
  void choose_direction();
  bool choose_oldest(const Queue& queue);
  void choose_from(const Queue& queue);
  void take_bus(bool column, std::int64_t clock, std::int64_t clocks) {
    if (column || !device_.separate_row_bus) column_bus_free_ = clock + clocks;
    if (!column || !device_.separate_row_bus) row_bus_free_ = clock + clocks;
  }
  std::int64_t bus_free(DramCommand command) const {
    const bool column = command == DramCommand::kRead || command == DramCommand::kWrite;
    return std::max(now_, column ? column_bus_free_ : row_bus_free_);
  }

  DramDevice device_;
  BankTimer timer_;
  std::size_t capacity_, high_mark_, low_mark_;
  Queue reads_, writes_;
  bool writing_ = false;
  std::int64_t now_ = 0;  // no command comes before
  std::int64_t row_bus_free_ = 0, column_bus_free_ = 0;
  std::int64_t refresh_due_;
  bool is_chosen_ = false;  // the next command, until a queue changes
  Choice choice_;
  std::uint64_t activates_ = 0, refreshes_ = 0;
};

}  // namespace lop::sim
