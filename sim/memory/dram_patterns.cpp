// Patterns, and the loop that feeds them to a DRAM.
#include "sim/memory/dram_patterns.hpp"

#include <algorithm>
#include <deque>
#include <random>

#include "sim/memory/banked_dram.hpp"

namespace lop::sim {
namespace {

class Feed {
 public:
  explicit Feed(const BankedTiming& timing) : dram_(at_own_clock(timing)) {}

  void read_or_write(const PatternBurst& burst) {
    regions_.push_back({burst.address, 1, 1, 1});
    dram_.request(clock_, {true, burst.write ? Port::kOutput : Port::kWeight, 1, true, &regions_.back(), 0, false});
    reads_ += burst.write ? 0 : 1;
    // The burst has entered in the clock before the next one may be chosen.
    DramEvent event;
    while (event.kind != DramEvent::Kind::kMayChoose) event = *dram_.advance(DramModel::kNever);
    clock_ = std::max(clock_, event.cycle - 1);
  }

  PatternResult finish(std::uint64_t bursts) {
    while (dram_.advance(DramModel::kNever)) {
    }
    const auto latency = static_cast<double>(dram_.read_latency_clocks());
    return {dram_.data_end(), reads_ == 0 ? 0 : latency / static_cast<double>(reads_), dram_.commands().activates,
            bursts};
  }

 private:
  static DramTiming at_own_clock(const BankedTiming& timing) {
    auto own = std::make_shared<BankedTiming>(timing);
    own->clocks_num = own->clocks_den = 1;
    DramTiming result;
    result.banked = own;
    return result;
  }

  BankedDram dram_;
  std::deque<BurstRegion> regions_;
  std::int64_t clock_ = 0, reads_ = 0;
};

}  // namespace

double PatternResult::efficiency(const BankedTiming& timing) const {
  return static_cast<double>(bursts) * static_cast<double>(timing.device.burst_clocks) /
         static_cast<double>(clocks * timing.map.channels());
}

std::vector<PatternBurst> sequential_reads(std::int64_t count) {
  std::vector<PatternBurst> bursts;
  for (std::int64_t i = 0; i < count; ++i) bursts.push_back({i, false});
  return bursts;
}

std::vector<PatternBurst> random_reads(std::int64_t count, std::int64_t bursts_of_memory, std::uint32_t seed) {
  std::mt19937_64 random(seed);
  std::vector<PatternBurst> bursts;
  for (std::int64_t i = 0; i < count; ++i) {
    bursts.push_back({static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(bursts_of_memory)), false});
  }
  return bursts;
}

std::vector<PatternBurst> reads_and_writes(std::int64_t count, std::int64_t bursts_of_memory) {
  std::vector<PatternBurst> bursts;
  for (std::int64_t i = 0; i < count; ++i) {
    const bool write = i % 3 == 2;
    bursts.push_back({write ? bursts_of_memory / 2 + i / 3 : i / 3 * 2 + i % 3, write});
  }
  return bursts;
}

std::vector<PatternBurst> row_conflicts(std::int64_t count, const BankedTiming& timing) {
  // The smallest step that changes the row and nothing else.
  std::int64_t step = 1;
  const BurstPlace origin = timing.map.place(0);
  const auto is_next_row = [&](const BurstPlace& place) {
    return place.channel == origin.channel && place.bank == origin.bank && place.row != origin.row;
  };
  while (!is_next_row(timing.map.place(step))) step *= 2;
  std::vector<PatternBurst> bursts;
  for (std::int64_t i = 0; i < count; ++i) bursts.push_back({i % timing.device.rows * step, false});
  return bursts;
}

std::vector<NamedPattern> dram_patterns(std::int64_t count, const BankedTiming& timing, std::uint32_t seed) {
  return {{"sequential reads", sequential_reads(count)},
          {"random reads", random_reads(count, timing.bursts(), seed)},
          {"sequential reads and writes 2:1", reads_and_writes(count, timing.bursts())},
          {"row conflicts in one bank", row_conflicts(count, timing)}};
}

PatternResult run_pattern(const BankedTiming& timing, const std::vector<PatternBurst>& bursts) {
  Feed feed(timing);
  for (const PatternBurst& burst : bursts) feed.read_or_write(burst);
  return feed.finish(bursts.size());
}

}  // namespace lop::sim
