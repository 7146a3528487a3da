// Items, blocks and transfers of small layers.
#include <gtest/gtest.h>

#include <set>

#include "sim/fast/action_counts.hpp"
#include "sim/fast/layer_plan.hpp"

namespace lop::sim {
namespace {

Machine machine(std::int64_t weight_half, std::int64_t activation_half) {
  Machine machine;
  machine.array = {1, 1, 2, 2};
  machine.weight = {weight_half, 1, 64};
  machine.activation = {activation_half, 1, 64};
  machine.output = {1 << 20, 1, 64};
  return machine;
}

TEST(LayerPlan, TilesCoverEveryOutputOnce) {
  const LayerPlan plan = make_plan(PeFacts{}, machine(2 * 160, 4 * 160), {7, 10, 5});
  std::multiset<std::pair<std::int64_t, std::int64_t>> seen;
  for (const Tile& tile : plan.tiles) {
    for (std::int64_t r = 0; r < tile.rows; ++r) {
      for (std::int64_t c = 0; c < tile.columns; ++c) seen.insert({tile.first_row + r, tile.first_column + c});
    }
  }
  ASSERT_EQ(seen.size(), 35u);
  for (std::int64_t r = 0; r < 7; ++r) {
    for (std::int64_t c = 0; c < 5; ++c) EXPECT_EQ(seen.count({r, c}), 1u);
  }
}

TEST(LayerPlan, RowsOfTilesVaryFastestInsideAPairOfBlocks) {
  const LayerPlan plan = make_plan(PeFacts{}, machine(1 << 20, 1 << 20), {4, 10, 4});
  ASSERT_EQ(plan.tiles.size(), 4u);
  EXPECT_EQ(plan.tiles[1].first_row, 2);
  EXPECT_EQ(plan.tiles[1].first_column, 0);
  EXPECT_EQ(plan.tiles[2].first_row, 0);
  EXPECT_EQ(plan.tiles[2].first_column, 2);
}

TEST(LayerPlan, ABlockThatStaysIsNotLoadedAgain) {
  // Two weight blocks of 2 channels, one activation block.
  const LayerPlan plan = make_plan(PeFacts{}, machine(2 * 160, 1 << 20), {4, 10, 4});
  ASSERT_EQ(plan.program.loads.size(), 3u);
  EXPECT_EQ(plan.program.loads[0].port, Port::kWeight);
  EXPECT_EQ(plan.program.loads[1].port, Port::kActivation);
  EXPECT_EQ(plan.program.loads[2].port, Port::kWeight);
  EXPECT_EQ(plan.items[1].activation_block, 0);
  EXPECT_TRUE(plan.items[1].releases_weight);
  EXPECT_FALSE(plan.items[1].releases_activation);
  EXPECT_TRUE(plan.items[3].releases_activation);
}

TEST(LayerPlan, EverySlabBringsBothBlocks) {
  // 2 lines x 16 bits: a slab holds 5 elements.
  const LayerPlan plan = make_plan(PeFacts{}, machine(160, 160), {2, 10, 4});
  ASSERT_EQ(plan.items.size(), 4u);
  EXPECT_EQ(plan.program.loads.size(), 8u);
  EXPECT_TRUE(plan.items[0].opens_tile && !plan.items[0].closes_tile);
  EXPECT_TRUE(!plan.items[1].opens_tile && plan.items[1].closes_tile);
  EXPECT_EQ(plan.items[1].first_k, 5);
}

TEST(LayerPlan, CountsAreThoseOfLiveOperands) {
  // 3 x 10 x 3 on 2 x 2: 9 outputs x 10 steps; a tile row of outputs is one 64-bit word.
  const LayerPlan plan = make_plan(PeFacts{}, machine(1 << 20, 1 << 20), {3, 10, 3});
  const ActionCounts counts = count_actions(plan);
  EXPECT_EQ(counts.pe_step, 90u);
  EXPECT_EQ(counts.output_convert, 9u);
  EXPECT_EQ(counts.output.write, 3u * 2u);
  EXPECT_EQ(counts.output.read, counts.output.write);
  EXPECT_EQ(counts.weight.read, 4u * 10u);   // a word a chunk a tile
  EXPECT_EQ(counts.weight.write, 8u);        // 3 x 160 bits
  EXPECT_EQ(counts.dram_read, 3u + 3u);
  EXPECT_EQ(counts.dram_write, 3u * 2u);     // a row of two tiles touches its burst twice
}

TEST(LayerPlan, MoreItemsThanTheLimitAreRefused) {
  EXPECT_THROW(make_plan(PeFacts{}, machine(1 << 20, 1 << 20), {1 << 20, 1, 1 << 20}), MachineError);
}

}  // namespace
}  // namespace lop::sim
