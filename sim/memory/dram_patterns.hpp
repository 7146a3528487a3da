// Access patterns that show what a DRAM gives: single bursts, each requested as soon as the one before is in a queue.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/memory/dram_model.hpp"

namespace lop::sim {

struct PatternBurst {
  std::int64_t address = 0;  // burst number
  bool write = false;
};

struct PatternResult {
  std::int64_t clocks = 0;         // of the DRAM, from the first request to the end of the last data
  double mean_latency_clocks = 0;  // of reads, from their entry into a queue to the end of their data
  std::uint64_t activates = 0, bursts = 0;

  /// Share of what the data buses of all channels could carry.
  double efficiency(const BankedTiming& timing) const;
};

std::vector<PatternBurst> sequential_reads(std::int64_t count);
std::vector<PatternBurst> random_reads(std::int64_t count, std::int64_t bursts_of_memory, std::uint32_t seed);
/// Two reads of one stream, then a write of another, in the memory's two halves.
std::vector<PatternBurst> reads_and_writes(std::int64_t count, std::int64_t bursts_of_memory);
/// Reads that each need another row of the same bank.
std::vector<PatternBurst> row_conflicts(std::int64_t count, const BankedTiming& timing);

struct NamedPattern {
  std::string name;
  std::vector<PatternBurst> bursts;
};
/// The four, `count` bursts each.
std::vector<NamedPattern> dram_patterns(std::int64_t count, const BankedTiming& timing, std::uint32_t seed);

/// Runs the bursts with a core clock equal to the DRAM's, whatever the timing says of it.
PatternResult run_pattern(const BankedTiming& timing, const std::vector<PatternBurst>& bursts);

}  // namespace lop::sim
