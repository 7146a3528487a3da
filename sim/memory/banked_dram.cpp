// Channels are stepped in the order of their clocks; what a clock frees is filled after all channels had that clock.
#include "sim/memory/banked_dram.hpp"

#include <algorithm>

#include "sim/kernel/check.hpp"
#include "sim/kernel/integers.hpp"

namespace lop::sim {
namespace {

// Products with the clock ratio stay below 2^63 for as long as this holds.
constexpr std::int64_t kLastClock = std::int64_t{1} << 42;

}  // namespace

BankedDram::BankedDram(const DramTiming& timing)
    : timing_(timing.banked),
      latency_cycles_(timing.latency_cycles),
      channels_(static_cast<std::size_t>(timing.banked->map.channels()),
                DramChannel(timing.banked->device, timing.banked->queue_bursts)) {}

/// First clock that begins in the cycle or later.
std::int64_t BankedDram::clock_of(std::int64_t cycle) const {
  LOP_CHECK(cycle < kLastClock, "DRAM time is out of range");
  return ceil_div(cycle * timing_->clocks_num, timing_->clocks_den);
}

/// First cycle that begins at the clock or later.
std::int64_t BankedDram::first_cycle_after(std::int64_t clock) const {
  return ceil_div(clock * timing_->clocks_den, timing_->clocks_num);
}

void BankedDram::request(std::int64_t cycle, const DramRequest& request) {
  LOP_CHECK(request.bursts > 0 && request.regions != nullptr, "a transfer has at least one burst and a place");
  Waiting waiting{request, 0, request.bursts, request.regions, 0, 0};
  if (request.port == Port::kOutput) {
    open_writes_ += request.bursts;
  } else {
    PortState& port = reads_of_[static_cast<std::size_t>(request.port)];
    waiting.transfer = port.first + static_cast<std::uint32_t>(port.open.size());
    port.open.push_back({request.bursts, 0, request.last});
  }
  std::int64_t offset = request.offset;
  for (; offset >= waiting.region->bursts(); ++waiting.region) offset -= waiting.region->bursts();
  waiting.row = offset / waiting.region->length;
  waiting.column = offset % waiting.region->length;
  waiting_.push_back(waiting);
  const std::int64_t clock = clock_of(cycle);
  enter(clock, clock);
}

/// Fills the queues in clock `now`; what enters can be chosen from `first_clock` on.
void BankedDram::enter(std::int64_t now, std::int64_t first_clock) {
  while (!waiting_.empty()) {
    const Waiting& next = waiting_.front();
    const BurstPlace place = next_place();
    DramChannel& channel = channels_[static_cast<std::size_t>(place.channel)];
    if (!channel.has_room(next.request.port == Port::kOutput)) return;
    channel.push(burst_at(place), first_clock);
    if (next.request.port != Port::kOutput) read_latency_clocks_ -= first_clock;
    entered(now);
  }
}

/// The next burst that waited has entered in clock `now`.
void BankedDram::entered(std::int64_t now) {
  Waiting& next = waiting_.front();
  if (++next.column == next.region->length) {
    next.column = 0;
    if (++next.row == next.region->rows) {
      next.row = 0;
      ++next.region;
    }
  }
  if (--next.bursts_left > 0) return;
  if (next.request.drains) {
    drains_ = true;
  } else if (next.request.port == Port::kOutput) {
    events_.push_back({DramEvent::Kind::kDone, Port::kOutput, cycle_of(now) + 1});
  }
  events_.push_back({DramEvent::Kind::kMayChoose, next.request.port, cycle_of(now) + 1});
  waiting_.pop_front();
}

/// As long as one channel serves row hits and row hits enter, nothing else can happen in between.
void BankedDram::stream(std::int64_t limit) {
  DramChannel& channel = channels_.front();
  while (events_.empty() && !waiting_.empty() && waiting_.front().request.port != Port::kOutput &&
         !channel.has_room(false)) {
    const auto served = channel.stream_step(burst_at(next_place()), limit);
    if (!served) return;
    finish(*served);
    read_latency_clocks_ -= served->clock + 1;
    entered(served->clock);
  }
}

void BankedDram::finish(const DramChannel::Served& served) {
  data_end_ = std::max(data_end_, served.data_end);
  served.burst.is_write() ? finish_write() : finish_read(served);
}

void BankedDram::finish_write() {
  ++writes_;
  if (--open_writes_ > 0 || !drains_) return;
  events_.push_back({DramEvent::Kind::kDone, Port::kOutput, first_cycle_after(data_end_)});
}

void BankedDram::finish_read(const DramChannel::Served& served) {
  ++reads_;
  read_latency_clocks_ += served.data_end;
  PortState& port = reads_of_[static_cast<std::size_t>(served.burst.port)];
  Open& own = port.open[served.burst.transfer - port.first];
  own.end = std::max(own.end, served.data_end);
  --own.bursts_left;
  // A block is told after those before it, which a row hit may have overtaken.
  while (!port.open.empty() && port.open.front().bursts_left == 0) {
    port.end = std::max(port.end, port.open.front().end);
    if (port.open.front().last) {
      events_.push_back({DramEvent::Kind::kDone, served.burst.port, first_cycle_after(port.end) + latency_cycles_});
    }
    port.open.pop_front();
    ++port.first;
  }
}

bool BankedDram::is_idle() const {
  return waiting_.empty() &&
         std::all_of(channels_.begin(), channels_.end(), [](const DramChannel& channel) { return channel.is_idle(); });
}

std::optional<DramEvent> BankedDram::advance(std::int64_t cycle) {
  const std::int64_t limit = cycle == kNever ? kNever : clock_of(cycle + 1);
  while (events_.empty()) {
    if (cycle == kNever && is_idle()) return std::nullopt;
    if (channels_.size() == 1) stream(limit);
    if (!events_.empty()) break;
    std::int64_t clock = kNever;
    for (DramChannel& channel : channels_) clock = std::min(clock, channel.next_clock());
    if (clock >= limit) return std::nullopt;
    LOP_CHECK(clock < kLastClock, "DRAM time is out of range");
    for (DramChannel& channel : channels_) {
      while (channel.next_clock() == clock) {
        if (const auto served = channel.step()) finish(*served);
      }
    }
    enter(clock, clock + 1);
  }
  const DramEvent event = events_.front();
  events_.pop_front();
  return event;
}

DramCommands BankedDram::commands() const {
  DramCommands commands{reads_, writes_, 0, 0};
  for (const DramChannel& channel : channels_) {
    commands.activates += channel.activates();
    commands.refreshes += channel.refreshes();
  }
  return commands;
}

}  // namespace lop::sim
