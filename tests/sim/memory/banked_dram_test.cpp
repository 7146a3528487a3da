// DRAM with banks: streams against the peak, random bursts against the activate window, order, refresh, clock ratio.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <random>

#include "sim/memory/banked_dram.hpp"
#include "sim/memory/dram_patterns.hpp"
#include "tests/sim/memory/ddr4.hpp"

namespace lop::sim {
namespace {

std::int64_t end_of(BankedDram& dram) {
  std::int64_t end = 0;
  while (const auto event = dram.advance(DramModel::kNever)) {
    if (event->kind == DramEvent::Kind::kDone) end = std::max(end, event->cycle);
  }
  return end;
}

TEST(BankedDram, AReadOfAClosedBankTakesActivateAndColumn) {
  // ACT 100, RD 122, data 144 to 148.
  BankedDram dram(banked(ddr4()));
  const BurstRegion one{0, 1, 1, 1};
  dram.request(100, {true, Port::kWeight, 1, true, &one, 0, false});
  EXPECT_EQ(end_of(dram), 148);
}

TEST(BankedDram, AWriteIsAcceptedWhenItIsInTheQueue) {
  BankedDram dram(banked(ddr4()));
  const BurstRegion two{0, 1, 1, 2};
  dram.request(100, {true, Port::kOutput, 2, true, &two, 0, false});
  EXPECT_EQ(end_of(dram), 101);
  EXPECT_EQ(dram.commands().writes, 2u);
}

TEST(BankedDram, TheLastWriteOfALayerIsDoneWhenAllWritesAreInTheBanks) {
  // ACT 100 of bank 0, ACT 104 of the next bank group, WR 122 and 126, data 142 to 146.
  BankedDram dram(banked(ddr4()));
  const BurstRegion two{0, 1, 1, 2};
  dram.request(100, {true, Port::kOutput, 1, true, &two, 0, false});
  dram.request(100, {true, Port::kOutput, 1, true, &two, 1, true});
  EXPECT_EQ(end_of(dram), 146);
}

TEST(BankedDram, ClocksBecomeCyclesRoundedUp) {
  // 1.6 DRAM clocks a cycle: a request of cycle 7 enters at clock ceil(11.2) = 12, data end at 60 = cycle 37.5.
  DramTiming timing = banked(ddr4());
  auto slow = std::make_shared<BankedTiming>(*timing.banked);
  slow->clocks_num = 8;
  slow->clocks_den = 5;
  timing.banked = slow;
  timing.latency_cycles = 10;
  BankedDram dram(timing);
  const BurstRegion one{0, 1, 1, 1};
  dram.request(7, {true, Port::kWeight, 1, true, &one, 0, false});
  EXPECT_EQ(end_of(dram), 38 + 10);
}

TEST(BankedDram, ARowConflictWaitsForPrechargeAndActivate) {
  // Same bank, rows 0 and 1: ACT 0, RD 22, PRE 52 (tRAS), ACT 74, RD 96, data end 122.
  BankedDram dram(banked(ddr4()));
  const BurstRegion rows{0, 2, 2048, 1};
  dram.request(0, {true, Port::kWeight, 2, true, &rows, 0, false});
  EXPECT_EQ(end_of(dram), 122);
}

TEST(BankedDram, ARowHitOvertakesAConflict) {
  // Rows 0, 1, 0 of one bank: the third goes before the second, so only two rows are opened.
  BankedDram dram(banked(ddr4()));
  const BurstRegion regions[] = {{0, 2, 2048, 1}, {4, 1, 1, 1}};
  dram.request(0, {true, Port::kWeight, 3, true, regions, 0, false});
  EXPECT_EQ(end_of(dram), 122);
  EXPECT_EQ(dram.commands().activates, 2u);
}

TEST(BankedDram, ABlockIsToldAfterTheBlocksBeforeIt) {
  // The second block is a row hit and is served first; the first needs another row.
  BankedDram dram(banked(ddr4()));
  const BurstRegion regions[] = {{0, 2, 2048, 1}, {4, 1, 1, 1}};
  dram.request(0, {true, Port::kWeight, 2, true, regions, 0, false});
  dram.request(0, {true, Port::kWeight, 1, true, regions, 2, false});
  std::vector<std::int64_t> done;
  while (const auto event = dram.advance(DramModel::kNever)) {
    if (event->kind == DramEvent::Kind::kDone) done.push_back(event->cycle);
  }
  EXPECT_EQ(done, (std::vector<std::int64_t>{122, 122}));
}

/// Events of random requests, as (kind, port, cycle).
std::vector<std::array<std::int64_t, 3>> random_events(const DramTiming& timing, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<std::array<std::int64_t, 3>> events;
  std::deque<BurstRegion> regions;
  BankedDram dram(timing);
  std::int64_t cycle = 0;
  for (int i = 0; i < 300; ++i) {
    const auto below = [&](std::int64_t bound) { return static_cast<std::int64_t>(random()) % bound; };
    const std::int64_t length = 1 + below(40), rows = 1 + below(8);
    regions.push_back({below(5000), rows, length + below(3), length});
    const auto port = static_cast<Port>(random() % 8 == 0 ? 2 : random() % 2);
    dram.request(cycle, {true, port, rows * length, random() % 3 == 0, &regions.back(), 0, false});
    for (bool may_choose = false; !may_choose;) {
      const DramEvent event = *dram.advance(DramModel::kNever);
      events.push_back({static_cast<std::int64_t>(event.kind), static_cast<std::int64_t>(event.port), event.cycle});
      may_choose = event.kind == DramEvent::Kind::kMayChoose;
      if (may_choose) cycle = event.cycle + (random() % 4 == 0 ? 500 : 0);
    }
    while (dram.advance(cycle - 1)) {
    }
  }
  return events;
}

// With a second channel that no address reaches, each burst goes through the queues one by one. Without its check of
// the refresh, or of the bank group, all 20 seeds differed.
TEST(BankedDram, StreamsGoTheSameWayAsSingleBursts) {
  const DramTiming quick = banked(ddr4()), slow = banked(ddr4(), 2, {"channel", "row", "bank", "column", "bank_group"});
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    EXPECT_EQ(random_events(quick, seed), random_events(slow, seed)) << "seed " << seed;
  }
}

TEST(BankedDram, RefreshesComeWhileNothingWaits) {
  BankedDram dram(banked(ddr4()));
  EXPECT_FALSE(dram.advance(12479));
  EXPECT_EQ(dram.commands().refreshes, 0u);
  EXPECT_FALSE(dram.advance(10 * 12480));
  EXPECT_EQ(dram.commands().refreshes, 10u);
}

TEST(BankedDram, ABurstWaitsForTheRefresh) {
  // Due at 12480 with all banks closed: ACT at 13040, data end 48 clocks later.
  BankedDram dram(banked(ddr4()));
  EXPECT_FALSE(dram.advance(12480));
  const BurstRegion one{0, 1, 1, 1};
  dram.request(12490, {true, Port::kWeight, 1, true, &one, 0, false});
  EXPECT_EQ(end_of(dram), 13040 + 48);
}

TEST(BankedDram, AStreamReachesNineTenthsOfThePeak) {
  const BankedTiming timing = *banked(ddr4()).banked;
  const double share = run_pattern(timing, sequential_reads(200'000)).efficiency(timing);
  EXPECT_GE(share, 0.9);
  // Refreshes alone take 560 of 12480 clocks.
  EXPECT_LE(share, 1 - 560.0 / 12480);
}

TEST(BankedDram, TwoChannelsTakeHalfTheTime) {
  const PatternResult one = run_pattern(*banked(ddr4()).banked, sequential_reads(100'000));
  const PatternResult two = run_pattern(*banked(ddr4(), 2).banked, sequential_reads(100'000));
  EXPECT_NEAR(static_cast<double>(one.clocks) / static_cast<double>(two.clocks), 2.0, 0.02);
}

TEST(BankedDram, RandomBurstsStayBelowTheActivateWindow) {
  const BankedTiming timing = *banked(ddr4()).banked;
  const PatternResult random = run_pattern(timing, random_reads(50'000, timing.bursts(), 1));
  // Four activates in 34 clocks at most, and nearly every burst needs one.
  EXPECT_GE(random.activates, 49'000u);
  EXPECT_GE(random.clocks, static_cast<std::int64_t>(random.activates - 4) * 34 / 4);
  // No worse than 16 banks of which only half are ever busy with their row cycle of 74 clocks.
  EXPECT_LE(static_cast<double>(random.clocks), 50'000 * 74 / 8 * 12480.0 / (12480 - 560 - 74));
}

TEST(BankedDram, RowConflictsInABankComeOneARowCycle) {
  // tRC = 74 clocks a burst, and refreshes.
  const BankedTiming timing = *banked(ddr4()).banked;
  const PatternResult conflicts = run_pattern(timing, row_conflicts(20'000, timing));
  const double clocks_a_burst = static_cast<double>(conflicts.clocks) / 20'000;
  EXPECT_GE(clocks_a_burst, 74.0);
  EXPECT_LE(clocks_a_burst, 74.0 * 12480 / (12480 - 560 - 74 - 74));
  // 32 wait for one row cycle each, and the burst's own 26 clocks after its RD.
  EXPECT_NEAR(conflicts.mean_latency_clocks, 32 * clocks_a_burst, 74);
}

TEST(BankedDram, WritesAreCollectedSoThatTheBusTurnsSeldom) {
  // Turning after each pair would cost 12 + 16 + 4 + 12 clocks for every 12 of data: less than 30 percent.
  const BankedTiming timing = *banked(ddr4()).banked;
  EXPECT_GE(run_pattern(timing, reads_and_writes(100'000, timing.bursts())).efficiency(timing), 0.6);
}

TEST(BankedDram, OneBankGroupReachesHalfThePeak) {
  // tCCD_L is twice the burst.
  const BankedTiming timing = *banked(ddr4(), 1, {"bank_group", "row", "bank", "column", "channel"}).banked;
  const double share = run_pattern(timing, sequential_reads(50'000)).efficiency(timing);
  EXPECT_LE(share, 0.5);
  EXPECT_GE(share, 0.45);
}

TEST(AddressMap, FieldsAreCutFromTheLeastSignificantBitUp) {
  const AddressMap map(ddr4(), 2, {"row", "bank", "column", "bank_group", "channel"});
  // 1 bit of channel, 2 of bank group, 7 of column, 2 of bank.
  const BurstPlace place = map.place(1 + (3 << 1) + (100 << 3) + (2 << 10) + (5 << 12));
  EXPECT_EQ(place.channel, 1);
  EXPECT_EQ(place.bank, 3 * 4 + 2);
  EXPECT_EQ(place.row, 5);
}

TEST(AddressMap, FieldsThatAreMissingOrTwiceAreRefused) {
  EXPECT_THROW(AddressMap(ddr4(), 1, {"row", "bank", "column", "bank_group"}), std::invalid_argument);
  EXPECT_THROW(AddressMap(ddr4(), 1, {"row", "row", "column", "bank_group", "channel"}), std::invalid_argument);
  EXPECT_THROW(AddressMap(ddr4(), 3, AddressMap::default_fields()), std::invalid_argument);
}

}  // namespace
}  // namespace lop::sim
