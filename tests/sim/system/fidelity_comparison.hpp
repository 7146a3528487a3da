// Runs random machines in both fidelities and compares cycles, causes, counts and output codes.
#pragma once

#include <gtest/gtest.h>

#include <iostream>
#include <numeric>

#include "sim/system/run.hpp"
#include "tests/sim/system/random_machines.hpp"

namespace lop::sim {

inline void expect_equal(const LayerResult& fast, const LayerResult& cycle) {
  EXPECT_EQ(fast.cycles, cycle.cycles);
  for (std::size_t i = 0; i < kCauseCount; ++i) EXPECT_EQ(fast.breakdown[i], cycle.breakdown[i]) << kCauseNames[i];
  EXPECT_EQ(fast.counts, cycle.counts);
  ASSERT_EQ(fast.out.has_value(), cycle.out.has_value());
  if (fast.out) {
    EXPECT_EQ(fast.out->values, cycle.out->values);
  }
}

/// Operations of the vector unit [first, last).
inline void compare_operations(std::uint32_t first, std::uint32_t last) {
  std::cout << "seeds " << first << " to " << last - 1 << '\n';
  for (std::uint32_t seed = first; seed < last; ++seed) {
    const RandomOperation c = random_operation(seed);
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + c.describe());
    const LayerResult fast = run_operation_fast(*c.slice, c.config, c.job);
    expect_equal(fast, run_operation_cycle(*c.slice, c.config, c.job));
    EXPECT_EQ(std::accumulate(fast.breakdown.begin(), fast.breakdown.end(), std::uint64_t{0}), fast.cycles);
    if (testing::Test::HasFailure()) return;
  }
}

/// No machine computes faster than its PEs step, nor than its channels carry the bursts. Both fidelities ask one DRAM
/// model, so only this notices a burst that takes half its time; planted, it was found within each hundred seeds.
inline void expect_bounds(const RandomCase& c, const LayerResult& result) {
  const ArrayGeometry& array = c.config.array;
  const auto pes = static_cast<std::uint64_t>(array.total_rows()) * static_cast<std::uint64_t>(array.total_columns());
  EXPECT_GE(result.cycles * pes, result.counts.at("pe.step")) << "computes faster than it can";
  const DramTiming dram = resolve(c.config).dram;
  const auto bursts = static_cast<std::int64_t>(result.counts.at("dram.read") + result.counts.at("dram.write"));
  const auto cycles = static_cast<std::int64_t>(result.cycles);
  if (dram.banked) {
    EXPECT_GE(cycles * dram.banked->clocks_num * dram.banked->map.channels(),
              bursts * dram.banked->device.burst_clocks * dram.banked->clocks_den)
        << "moves data faster than its channels";
  } else {
    EXPECT_GE(cycles * dram.bytes_num, bursts * dram.burst_units()) << "moves data faster than its channel";
  }
}

/// Cases [first, last), printed with their seeds; every third one with values.
inline void compare(std::uint32_t first, std::uint32_t last,
                    RandomCase (*draw)(std::uint32_t seed, bool with_values) = random_case) {
  std::cout << "seeds " << first << " to " << last - 1 << '\n';
  for (std::uint32_t seed = first; seed < last; ++seed) {
    const RandomCase c = draw(seed, seed % 3 == 0);
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + c.describe());
    const LayerResult fast = run_fast(*c.slice, c.config, {c.job}).front();
    const LayerResult cycle = run_cycle(*c.slice, c.config, {c.job}).front();
    expect_equal(fast, cycle);
    expect_bounds(c, fast);
    EXPECT_EQ(std::accumulate(fast.breakdown.begin(), fast.breakdown.end(), std::uint64_t{0}), fast.cycles);
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace lop::sim
