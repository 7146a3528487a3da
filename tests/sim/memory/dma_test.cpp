// DMA: which transfer is chosen, and when.
#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "sim/memory/dma.hpp"

namespace lop::sim {
namespace {

DramRequest clock(Dma& dma, const DmaInputs& in) {
  dma.compute(in);
  dma.commit();
  return dma.outputs();
}

/// One run of consecutive bursts, for every block.
const std::vector<BurstRegion> kRun{{0, 1, 0, 1000}};

DramRequest expected(const TransferProgram& program, Port port, std::int64_t bursts, bool last, std::int64_t offset = 0,
                     bool drains = false) {
  return {true, port, bursts, last, program.regions.data(), offset, drains};
}

TEST(Dma, LoadsComeInProgramOrderWithACycleBetweenChoices) {
  const TransferProgram program{{{Port::kWeight, 0, 5}, {Port::kActivation, 0, 7}}, {WriteBack{3}}, kRun};
  Dma dma;
  dma.load_program(program);
  EXPECT_EQ(clock(dma, {}), expected(program, Port::kWeight, 5, true));
  EXPECT_FALSE(clock(dma, {}).valid);
  EXPECT_EQ(clock(dma, {}), expected(program, Port::kActivation, 7, true));
}

TEST(Dma, NothingIsChosenWhileTheDramIsNotReady) {
  const TransferProgram program{{{Port::kWeight, 0, 5}}, {}, kRun};
  Dma dma;
  dma.load_program(program);
  EXPECT_FALSE(clock(dma, {false, {}, {}, {}}).valid);
  EXPECT_TRUE(clock(dma, {}).valid);
}

TEST(Dma, AFullOutputHalfGoesBeforeTheNextPieceOfALoad) {
  const TransferProgram program{{{Port::kWeight, 0, 2 * kPieceBursts + 1}}, {WriteBack{3}}, kRun};
  Dma dma;
  dma.load_program(program);
  EXPECT_EQ(clock(dma, {}), expected(program, Port::kWeight, kPieceBursts, false));
  clock(dma, {});
  const DmaInputs full{true, {}, {}, {1, 0}};
  EXPECT_EQ(clock(dma, full), expected(program, Port::kOutput, 3, true, 0, true));
  clock(dma, full);
  EXPECT_EQ(clock(dma, full), expected(program, Port::kWeight, kPieceBursts, false, kPieceBursts));
  clock(dma, full);
  EXPECT_EQ(clock(dma, full), expected(program, Port::kWeight, 1, true, 2 * kPieceBursts));
}

TEST(Dma, TheHeadWaitsForItsHalfAndNothingOvertakesIt) {
  const TransferProgram program{{{Port::kWeight, 2, 5}, {Port::kActivation, 0, 7}}, {}, kRun};
  Dma dma;
  dma.load_program(program);
  EXPECT_FALSE(clock(dma, {true, {2, 0}, {}, {}}).valid);
  EXPECT_EQ(clock(dma, {true, {2, 1}, {}, {}}), expected(program, Port::kWeight, 5, true));
}

TEST(Dma, TheNextChoiceWaitsForAnAddressATransaction) {
  // Five bursts, each in a page of its own.
  const TransferProgram program{{{Port::kWeight, 0, 5}, {Port::kActivation, 0, 5}}, {}, {{0, 5, 100, 1}}};
  Dma dma;
  dma.load_program(program);
  EXPECT_TRUE(clock(dma, {}).valid);
  for (int cycle = 1; cycle < 5; ++cycle) EXPECT_FALSE(clock(dma, {}).valid) << cycle;
  EXPECT_TRUE(clock(dma, {}).valid);
}

/// Page by page, burst by burst: a transaction ends where the next burst is elsewhere or in another page.
std::int64_t counted(const std::vector<BurstRegion>& regions, std::int64_t offset, std::int64_t bursts) {
  std::vector<std::int64_t> addresses;
  for (const BurstRegion& region : regions) {
    for (std::int64_t row = 0; row < region.rows; ++row) {
      for (std::int64_t b = 0; b < region.length; ++b) addresses.push_back(region.first + row * region.stride + b);
    }
  }
  std::int64_t transactions = 0;
  for (std::int64_t i = offset; i < offset + bursts; ++i) {
    const std::int64_t here = addresses[static_cast<std::size_t>(i)];
    const bool goes_on = i > offset && here == addresses[static_cast<std::size_t>(i) - 1] + 1 && here % 64 != 0;
    transactions += goes_on ? 0 : 1;
  }
  return transactions;
}

TEST(Axi, NoTransactionCrossesFourKibibytes) {
  const BurstRegion run{60, 1, 0, 200};
  EXPECT_EQ(axi_transactions(&run, 0, 4), 1);
  EXPECT_EQ(axi_transactions(&run, 0, 5), 2);    // bursts 60 to 64: the page ends at 64
  EXPECT_EQ(axi_transactions(&run, 4, 64), 1);   // a page, whole
  EXPECT_EQ(axi_transactions(&run, 3, 66), 3);
}

TEST(Axi, TransactionsAreThoseOfAWalkOverEveryBurst) {
  std::mt19937 random(7);
  const auto below = [&](std::int64_t n) { return static_cast<std::int64_t>(random() % static_cast<unsigned>(n)); };
  for (int trial = 0; trial < 2000; ++trial) {
    std::vector<BurstRegion> regions;
    std::int64_t all = 0;
    for (std::int64_t r = 0; r <= below(3); ++r) {
      const std::int64_t length = 1 + below(80);
      regions.push_back({below(500), 1 + below(6), length + (below(2) == 0 ? 0 : below(70)), length});
      all += regions.back().bursts();
    }
    const std::int64_t offset = below(all), bursts = 1 + below(all - offset);
    EXPECT_EQ(axi_transactions(regions.data(), offset, bursts), counted(regions, offset, bursts)) << trial;
  }
}

}  // namespace
}  // namespace lop::sim
