// From command to command: of all commands that the queues ask for, the one that is legal first.
#include "sim/memory/dram_channel.hpp"

#include <limits>

namespace lop::sim {

DramChannel::DramChannel(const DramDevice& device, std::int64_t queue_bursts)
    : device_(device),
      timer_(device),
      capacity_(static_cast<std::size_t>(queue_bursts)),
      high_mark_(std::max<std::size_t>(capacity_ - capacity_ / 4, 1)),
      low_mark_(capacity_ / 4),
      refresh_due_(device.rules.refi) {
  reads_.bursts.reserve(capacity_ + 256);
  writes_.bursts.reserve(capacity_ + 256);
}

void DramChannel::count_misses(Queue& queue) const {
  queue.misses =
      static_cast<std::size_t>(std::count_if(queue.bursts.begin() + static_cast<std::ptrdiff_t>(queue.head),
                                             queue.bursts.end(), [&](const Burst& burst) { return !is_hit(burst); }));
}

/// Writes are collected, and written together.
void DramChannel::choose_direction() {
  const std::size_t writes = writes_.size();
  const bool no_reads = reads_.size() == 0;
  if (writing_) {
    writing_ = writes > 0 && (writes > low_mark_ || no_reads);
  } else {
    writing_ = writes >= high_mark_ || (no_reads && writes > 0);
  }
}

void DramChannel::choose() {
  is_chosen_ = true;
  choose_direction();
  choice_ = Choice{DramCommand::kRefresh, std::numeric_limits<std::int64_t>::max(), 0, 0};
  const Queue& served = queue(writing_);
  if (served.size() > 0 && !choose_oldest(served)) choose_from(served);
  if (choice_.clock < refresh_due_) return;
  // From then on nothing new starts: rows are closed, and the rank is refreshed.
  const DramCommand command = timer_.any_open() ? DramCommand::kPrechargeAll : DramCommand::kRefresh;
  choice_ = Choice{command, std::max({refresh_due_, bus_free(command), timer_.earliest(command, 0)}), 0, 0};
}

/// In a stream of row hits the oldest goes first, unless another could go earlier.
bool DramChannel::choose_oldest(const Queue& queue) {
  if (queue.misses > 0) return false;
  const DramCommand command = writing_ ? DramCommand::kWrite : DramCommand::kRead;
  const std::size_t bank = queue.front().bank;
  const std::int64_t clock = std::max(bus_free(command), timer_.earliest(command, bank));
  if (clock > std::max(bus_free(command), timer_.earliest_of_all(command))) return false;
  choice_ = Choice{command, clock, bank, queue.head};
  return true;
}

void DramChannel::choose_from(const Queue& queue) {
  const DramCommand column = writing_ ? DramCommand::kWrite : DramCommand::kRead;
  std::uint64_t hit_banks = 0, seen_banks = 0;
  for (std::size_t i = queue.head; i < queue.bursts.size(); ++i) {
    if (is_hit(queue.bursts[i])) hit_banks |= std::uint64_t{1} << queue.bursts[i].bank;
  }
  Choice columns{column, std::numeric_limits<std::int64_t>::max(), 0, 0}, activate = columns, precharge = columns;
  const std::int64_t column_free = bus_free(column), row_free = bus_free(DramCommand::kActivate);
  const auto take = [](Choice& best, DramCommand command, std::int64_t clock, std::size_t bank, std::size_t index) {
    if (clock < best.clock) best = {command, clock, bank, index};
  };
  for (std::size_t i = queue.head; i < queue.bursts.size(); ++i) {
    const std::size_t bank = queue.bursts[i].bank;
    const std::uint64_t bit = std::uint64_t{1} << bank;
    const std::int64_t open = timer_.open_row(bank);
    if (open == queue.bursts[i].row) {
      // Hits of a bank are legal together: the oldest goes first.
      if (!(seen_banks & bit)) take(columns, column, std::max(column_free, timer_.earliest(column, bank)), bank, i);
      seen_banks |= bit;
    } else if (!(hit_banks & bit) && !(seen_banks & bit)) {
      const bool closed = open == BankTimer::kClosed;
      const DramCommand command = closed ? DramCommand::kActivate : DramCommand::kPrecharge;
      take(closed ? activate : precharge, command, std::max(row_free, timer_.earliest(command, bank)), bank, i);
      seen_banks |= bit;
    }
  }
  // In the same clock row hits come first, then activates, then precharges.
  choice_ = columns;
  for (const Choice& row : {activate, precharge}) {
    if (row.clock < choice_.clock) choice_ = row;
  }
}

std::optional<DramChannel::Served> DramChannel::step() {
  if (!is_chosen_) choose();
  const Choice choice = choice_;
  is_chosen_ = false;
  now_ = choice.clock;
  const bool column = choice.command == DramCommand::kRead || choice.command == DramCommand::kWrite;
  Queue& queue = writing_ ? writes_ : reads_;
  const std::int64_t clocks = column                                     ? device_.column_clocks
                              : choice.command == DramCommand::kActivate ? device_.activate_clocks
                                                                         : device_.precharge_clocks;
  const bool activate = choice.command == DramCommand::kActivate;
  timer_.issue(choice.command, choice.bank, choice.clock,
               activate ? queue.bursts[choice.index].row : BankTimer::kClosed);
  take_bus(column, choice.clock, clocks);
  if (activate) ++activates_;
  if (choice.command == DramCommand::kRefresh) {
    ++refreshes_;
    refresh_due_ += device_.rules.refi;
  }
  if (!column) {
    count_misses(reads_);
    count_misses(writes_);
    return std::nullopt;
  }
  const Served result{queue.bursts[choice.index], choice.clock, timer_.data_end(choice.command, choice.clock)};
  queue.remove(choice.index);
  return result;
}

}  // namespace lop::sim
