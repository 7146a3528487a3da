// The two fidelities give one answer on random machines and layers.
#include <gtest/gtest.h>

#include "tests/sim/system/fidelity_comparison.hpp"

namespace lop::sim {
namespace {

TEST(Fidelity, FastEqualsCycleOnTheFirstHundredRandomMachines) { compare(1000, 1100); }
TEST(Fidelity, FastEqualsCycleOnTheSecondHundredRandomMachines) { compare(1100, 1200); }
TEST(Fidelity, FastEqualsCycleOnTheThirdHundredRandomMachines) { compare(1200, 1300); }

TEST(Fidelity, FastEqualsCycleOnAHundredRandomConvolutions) { compare(2000, 2100, random_convolution); }

TEST(Fidelity, OneMoreCycleOfLatencyIsSeen) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    RandomCase c = random_case(seed, false);
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + c.describe());
    const LayerResult before = run_fast(*c.slice, c.config, {c.job}).front();
    c.config.dram.latency_ns += 1 / c.config.clock_ghz + 0.001;
    c.config.dram.latency_ns = static_cast<double>(static_cast<std::int64_t>(c.config.dram.latency_ns * 1000)) / 1000;
    const LayerResult after = run_cycle(*c.slice, c.config, {c.job}).front();
    // The last write-backs may wait for the channel alone, so that the total stays.
    EXPECT_NE(after.breakdown, before.breakdown);
  }
}

}  // namespace
}  // namespace lop::sim
