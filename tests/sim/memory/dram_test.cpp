// DRAM channel: cycles worked out by hand.
#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "sim/kernel/check.hpp"
#include "sim/memory/dram.hpp"

namespace lop::sim {
namespace {

/// Cycle in which each completion is seen, by port, for requests given by the cycle in which they arrive.
std::map<Port, std::vector<int>> completions(const DramTiming& timing, const std::map<int, DramRequest>& requests,
                                             int cycles) {
  Dram dram(timing);
  std::map<Port, std::vector<int>> seen;
  for (int cycle = 0; cycle < cycles; ++cycle) {
    for (const Port port : {Port::kWeight, Port::kActivation, Port::kOutput}) {
      for (int i = 0; i < dram.outputs().done[static_cast<std::size_t>(port)]; ++i) seen[port].push_back(cycle);
    }
    const auto request = requests.find(cycle);
    dram.compute(request == requests.end() ? DramRequest{} : request->second);
    dram.commit();
  }
  return seen;
}

TEST(Dram, AReadArrivesALatencyAfterItsLastBurst) {
  // 32 bytes a cycle: 2 cycles a burst. Request in cycle 3, 4 bursts: channel until 11, latency 10.
  const auto seen = completions({32, 1, 10, nullptr}, {{3, {true, Port::kWeight, 4, true}}}, 40);
  EXPECT_EQ(seen.at(Port::kWeight), std::vector<int>{21});
}

TEST(Dram, AWriteIsAcceptedWithoutLatency) {
  const auto seen = completions({32, 1, 10, nullptr}, {{3, {true, Port::kOutput, 4, true}}}, 40);
  EXPECT_EQ(seen.at(Port::kOutput), std::vector<int>{11});
}

TEST(Dram, AFractionalBandwidthRoundsUpOnlyAtTheEnd) {
  // 25.6 bytes a cycle = 128 / 5: a burst takes 2.5 cycles, three from cycle 1 end at 8.5.
  const auto seen = completions({128, 5, 0, nullptr}, {{1, {true, Port::kActivation, 3, true}}}, 20);
  EXPECT_EQ(seen.at(Port::kActivation), std::vector<int>{9});
}

TEST(Dram, TransfersFollowEachOtherWithoutAGap) {
  // 2 cycles a burst; the second request arrives while the first occupies the channel until 9.
  const auto seen = completions({32, 1, 0, nullptr},
                                {{1, {true, Port::kWeight, 4, true}}, {7, {true, Port::kActivation, 1, true}}}, 20);
  EXPECT_EQ(seen.at(Port::kWeight), std::vector<int>{9});
  EXPECT_EQ(seen.at(Port::kActivation), std::vector<int>{11});
}

TEST(Dram, SeveralBurstsPassInACycleWhenTheBandwidthAllows) {
  // 256 bytes a cycle: 4 bursts a cycle, 10 bursts from cycle 1 end at 3.5.
  const auto seen = completions({256, 1, 0, nullptr}, {{1, {true, Port::kOutput, 10, true}}}, 20);
  EXPECT_EQ(seen.at(Port::kOutput), std::vector<int>{4});
}

TEST(Dram, OnlyTheLastPieceOfABlockIsReported) {
  const auto seen =
      completions({64, 1, 0, nullptr}, {{1, {true, Port::kWeight, 2, false}}, {3, {true, Port::kWeight, 2, true}}}, 20);
  EXPECT_EQ(seen.at(Port::kWeight), std::vector<int>{5});
}

TEST(Dram, IsReadyAgainSoThatTheNextRequestArrivesWithTheLastBurst) {
  Dram dram({32, 1, 0, nullptr});
  dram.compute({true, Port::kWeight, 4, true});  // cycle 0: bursts start in cycles 0, 2, 4, 6
  dram.commit();
  std::vector<int> ready;
  for (int cycle = 1; cycle < 8; ++cycle) {
    if (dram.outputs().ready) ready.push_back(cycle);
    dram.compute({});
    dram.commit();
  }
  EXPECT_EQ(ready, (std::vector<int>{5, 6, 7}));  // a request chosen in 5 arrives in 6
}

TEST(Dram, ARequestBeforeItIsReadyIsRefused) {
  Dram dram({1, 1, 0, nullptr});
  dram.compute({true, Port::kWeight, 4, true});
  dram.commit();
  EXPECT_THROW(dram.compute({true, Port::kWeight, 4, true}), InternalError);
}

TEST(Dram, BurstsAreCountedByDirection) {
  Dram dram({64, 1, 3, nullptr});
  for (int cycle = 0; cycle < 20; ++cycle) {
    dram.compute(cycle == 0   ? DramRequest{true, Port::kWeight, 5, true}
                 : cycle == 6 ? DramRequest{true, Port::kOutput, 2, true}
                              : DramRequest{});
    dram.commit();
  }
  EXPECT_EQ(dram.commands().reads, 5u);
  EXPECT_EQ(dram.commands().writes, 2u);
}

}  // namespace
}  // namespace lop::sim
