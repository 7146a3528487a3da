// DRAM channel: bursts one after the other as the channel allows; a transfer completes a latency after its last burst.
#include "sim/memory/dram.hpp"

#include <algorithm>

#include "sim/kernel/check.hpp"

namespace lop::sim {
namespace {

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

// Units stay far below 2^63 for as long as this holds.
constexpr std::int64_t kLastUnit = std::int64_t{1} << 61;

}  // namespace

void Dram::reset() {
  cycle_ = 0;
  busy_until_ = 0;
  transfers_.clear();
  reads_.clear();
  writes_.clear();
  outputs_ = {};
  next_ = {};
  read_bursts_ = 0;
  write_bursts_ = 0;
}

std::int64_t Dram::next_start() const {
  return std::max(busy_until_, transfers_.front().request_cycle * timing_.bytes_num);
}

void Dram::start_bursts() {
  const std::int64_t end_of_cycle = (cycle_ + 1) * timing_.bytes_num;
  while (!transfers_.empty() && next_start() < end_of_cycle) {
    Transfer& transfer = transfers_.front();
    busy_until_ = next_start() + timing_.burst_units();
    const bool write = transfer.port == Port::kOutput;
    ++(write ? write_bursts_ : read_bursts_);
    if (--transfer.bursts_left == 0) {
      const std::int64_t end = ceil_div(busy_until_, timing_.bytes_num);
      if (transfer.last) {
        (write ? writes_ : reads_).push_back({transfer.port, write ? end : end + timing_.latency_cycles});
      }
      transfers_.pop_front();
    }
  }
}

bool Dram::ready_next() const {
  if (transfers_.empty()) return true;
  if (transfers_.size() > 1) return false;
  const std::int64_t last_start = next_start() + (transfers_.front().bursts_left - 1) * timing_.burst_units();
  // A request sent next cycle arrives in the one after: then at the latest the last burst must have started.
  return last_start < (cycle_ + 3) * timing_.bytes_num;
}

void Dram::compute(const DramRequest& request) {
  if (request.valid) {
    LOP_CHECK(request.bursts > 0, "a transfer has at least one burst");
    LOP_CHECK(transfers_.size() < 2, "DRAM request while not ready");
    LOP_CHECK(cycle_ < kLastUnit / timing_.bytes_num && busy_until_ < kLastUnit &&
                  request.bursts < kLastUnit / timing_.burst_units(),
              "DRAM time is out of range");
    transfers_.push_back({request.port, request.last, cycle_, request.bursts});
  }
  start_bursts();
  next_ = {};
  next_.ready = ready_next();
  for (auto* completions : {&reads_, &writes_}) {
    while (!completions->empty() && completions->front().cycle <= cycle_ + 1) {
      ++next_.done[static_cast<std::size_t>(completions->front().port)];
      completions->pop_front();
    }
  }
}

void Dram::commit() {
  outputs_ = next_;
  ++cycle_;
}

}  // namespace lop::sim
