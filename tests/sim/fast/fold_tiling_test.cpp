// Tiles and plans of folds worked out by hand.
#include "sim/fast/fold_tiling.hpp"

#include <gtest/gtest.h>

#include "sim/fast/layer_plan.hpp"

namespace lop::sim {
namespace {

constexpr std::int64_t kLarge = 1 << 24;

/// 4 rows of 8 PEs; a fold is 4 elements of 16 bits, a row of sums 8 x 32 bits.
Machine machine(std::int64_t activation_half, std::int64_t output_half) {
  Machine machine;
  machine.array = {4, 8, 1, 1, Dataflow::kWeightStationary};
  machine.weight = {kLarge, 1, 64};
  machine.activation = {activation_half, 1, 64};
  machine.output = {output_half, 4, 64};
  return machine;
}

std::int64_t tokens(const Machine& machine, const GemmShape& shape) {
  return fold_tile(PeFacts{}, machine, shape).rows;
}

Tiling tiling(const Machine& machine, const GemmShape& shape) { return BlockCosts(PeFacts{}, machine, shape).choose(); }

TEST(FoldTiling, ATileHasAsManyTokensAsTheOutputHalfKeepsSumsFor) {
  EXPECT_EQ(tokens(machine(kLarge, 10 * 256 + 255), {100, 30, 20}), 10);
  EXPECT_EQ(tokens(machine(kLarge, 10 * 256), {7, 30, 20}), 7);
}

TEST(FoldTiling, ATileHasAsManyTokensAsTheActivationHalfHoldsOneFoldOf) {
  EXPECT_EQ(tokens(machine(7 * 4 * 16 + 63, kLarge), {100, 30, 20}), 7);
  EXPECT_EQ(tiling(machine(7 * 4 * 16 + 63, kLarge), {100, 30, 20}).slab_elements, 4);
}

TEST(FoldTiling, FewerTokensAreTakenWhereThatSparesBursts) {
  // K = 32, a burst a token. 64 tokens in slabs of 16 elements: every half row touches a burst, (16 + 64 x 2 tiles) x 2
  // slabs = 288 bursts. 32 tokens over the whole of K: every operand once, 16 + 64.
  EXPECT_EQ(tokens(machine(32 * 512, kLarge), {64, 32, 16}), 32);
  EXPECT_EQ(tiling(machine(32 * 512, kLarge), {64, 32, 16}).slabs, 1);
}

TEST(FoldTiling, ButNotSoFewThatLoadsOfWeightsAreNoLongerHidden) {
  // 8 tokens fit over the whole of K, but a load and a swap take 2 x 4 + 8 = 16 cycles.
  EXPECT_EQ(tiling(machine(8 * 512, kLarge), {64, 32, 16}).slabs > 1, true);
  EXPECT_GE(tokens(machine(8 * 512, kLarge), {64, 32, 16}), 16);
}

TEST(FoldPlan, FoldsOfATileFollowOneAnotherAndTheLastIsShort) {
  const LayerPlan plan = make_plan(PeFacts{}, machine(kLarge, kLarge), {5, 10, 9});
  ASSERT_EQ(plan.items.size(), 2u * 3u);
  EXPECT_EQ(plan.items[1].first_k, 4);
  EXPECT_EQ(plan.fold(plan.items[2]).extent.elements, 2);
  EXPECT_TRUE(plan.items[0].opens_tile && plan.items[2].closes_tile);
  EXPECT_FALSE(plan.items[1].opens_tile || plan.items[1].closes_tile);
  EXPECT_EQ(plan.items[3].tile, 1);
  EXPECT_EQ(plan.fold(plan.items[3]).extent.columns, 1);
  EXPECT_EQ(plan.program.loads.size(), 2u);
}

TEST(FoldPlan, ASlabIsLoadedOnceForAllItsFolds) {
  // 6 tokens x 12 elements x 16 bits: a slab is 3 folds.
  const LayerPlan plan = make_plan(PeFacts{}, machine(6 * 12 * 16, kLarge), {6, 28, 8});
  EXPECT_EQ(plan.tiling.slab_elements, 12);
  ASSERT_EQ(plan.items.size(), 7u);
  EXPECT_EQ(plan.program.loads.size(), 2u * 3u);
  EXPECT_EQ(plan.items[2].activation_block, 0);
  EXPECT_TRUE(plan.items[2].releases_activation && plan.items[2].releases_weight);
  EXPECT_EQ(plan.items[3].activation_block, 1);
}

TEST(FoldSchedule, SumsComeBackBeforeTheyAreReadAgain) {
  PeFacts facts;
  facts.array_latency = 6;
  Machine narrow = machine(kLarge, kLarge);
  narrow.activation.width_bits = 32;  // a vector of 4 elements takes 2 cycles, of 2 elements one
  const FoldSchedule full = make_fold_schedule(facts, narrow, {10, 8, 4}),
                     half = make_fold_schedule(facts, narrow, {10, 8, 2});
  EXPECT_EQ(sums_distance(facts, full, full), 8);
  // The last of 10 vectors is issued in cycle 19 and read again from 27 on; there it is the 10th of one a cycle.
  EXPECT_EQ(sums_distance(facts, full, half), 27 - 9);
  // The first one is issued in cycle 0 and read again from 8 on, behind a bubble.
  EXPECT_EQ(sums_distance(facts, half, full), 7);
}

}  // namespace
}  // namespace lop::sim
