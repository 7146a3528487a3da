// The two fidelities give one answer on random machines and layers.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/sim/system/fidelity_comparison.hpp"

namespace lop::sim {
namespace {

TEST(Fidelity, FastEqualsCycleOnTheFirstHundredRandomMachines) { compare(1000, 1100); }
TEST(Fidelity, FastEqualsCycleOnTheSecondHundredRandomMachines) { compare(1100, 1200); }
TEST(Fidelity, FastEqualsCycleOnTheThirdHundredRandomMachines) { compare(1200, 1300); }

TEST(Fidelity, FastEqualsCycleOnAHundredRandomConvolutions) { compare(2000, 2100, random_convolution); }

TEST(Fidelity, TheRandomMachinesMeetEveryPeAndBothDrams) {
  std::set<std::string> stems;
  int banked = 0;
  for (std::uint32_t seed = 1000; seed < 1300; ++seed) {
    const RandomCase c = random_case(seed, false);
    stems.insert(std::string(c.slice->stem()));
    banked += c.config.dram.device != nullptr ? 1 : 0;
  }
  EXPECT_EQ(stems, std::set<std::string>(pe::stems().begin(), pe::stems().end()));
  EXPECT_GT(banked, 100);
  EXPECT_LT(banked, 200);
}

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
