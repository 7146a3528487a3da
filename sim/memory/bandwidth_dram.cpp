// A transfer's end follows from the channel's at once.
#include "sim/memory/bandwidth_dram.hpp"

#include <algorithm>

#include "sim/kernel/check.hpp"
#include "sim/kernel/integers.hpp"

namespace lop::sim {
namespace {

// Units stay far below 2^63 for as long as this holds.
constexpr std::int64_t kLastUnit = std::int64_t{1} << 61;

}  // namespace

void BandwidthDram::request(std::int64_t cycle, const DramRequest& request) {
  LOP_CHECK(cycle < kLastUnit / timing_.bytes_num && busy_until_ < kLastUnit &&
                request.bursts < kLastUnit / timing_.burst_units(),
            "DRAM time is out of range");
  busy_until_ = std::max(busy_until_, cycle * timing_.bytes_num) + request.bursts * timing_.burst_units();
  // A request chosen then arrives in the cycle in which the last burst starts.
  const std::int64_t last_burst = (busy_until_ - timing_.burst_units()) / timing_.bytes_num;
  events_.push_back({DramEvent::Kind::kMayChoose, request.port, last_burst - 1});
  const bool write = request.port == Port::kOutput;
  (write ? commands_.writes : commands_.reads) += static_cast<std::uint64_t>(request.bursts);
  if (!request.last) return;
  const std::int64_t end = ceil_div(busy_until_, timing_.bytes_num);
  events_.push_back({DramEvent::Kind::kDone, request.port, write ? end : end + timing_.latency_cycles});
}

std::optional<DramEvent> BandwidthDram::advance(std::int64_t) {
  if (events_.empty()) return std::nullopt;
  const DramEvent event = events_.front();
  events_.pop_front();
  return event;
}

}  // namespace lop::sim
