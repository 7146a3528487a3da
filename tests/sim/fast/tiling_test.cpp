// Tilings and DRAM traffic worked out by hand.
#include <gtest/gtest.h>

#include "sim/fast/tiling.hpp"

namespace lop::sim {
namespace {

/// Array of 4 x 8, halves of so many bits.
Machine machine(std::int64_t weight_half, std::int64_t activation_half) {
  Machine machine;
  machine.array = {1, 1, 4, 8};
  machine.weight = {weight_half, 1, 64};
  machine.activation = {activation_half, 1, 64};
  return machine;
}

PeFacts grouped_facts() {
  PeFacts facts;
  facts.lanes = 4;
  facts.weight_bits = 4;
  facts.metadata_bits = 10;
  facts.group_size = 16;
  facts.has_channel_scale = true;
  return facts;
}

TEST(Tiling, ShortLastGroupsCarryTheirMetadata) {
  // 40 = 16 + 16 + 8 elements.
  EXPECT_EQ(grouped_facts().packed_weight_bits(40), 40 * 4 + 3 * 10);
}

/// As the weights' groups, those of the activations have metadata.
PeFacts facts_with_row_metadata() {
  PeFacts facts = grouped_facts();
  facts.row_metadata_bits = 5;
  return facts;
}

TEST(Tiling, TokensCarryTheMetadataOfTheirGroups) {
  const PeFacts facts = facts_with_row_metadata();
  EXPECT_EQ(facts.packed_activation_bits(40), 40 * 16 + 3 * 5);
  // K = 32: a token has 512 + 10 bits. One bit less than 8 tokens holds 7, a tile of 4.
  EXPECT_EQ(BlockCosts(facts, machine(20 * 148, 8 * 522), {100, 32, 100}).choose().row_tiles_per_block, 2);
  EXPECT_EQ(BlockCosts(facts, machine(20 * 148, 8 * 522 - 1), {100, 32, 100}).choose().row_tiles_per_block, 1);
  // 4 tokens x (256 + 5) bits a group = 1044: one bit less than two groups holds one.
  EXPECT_EQ(BlockCosts(facts, machine(1 << 14, 2 * 1044), {4, 100, 8}).choose().slab_elements, 32);
  EXPECT_EQ(BlockCosts(facts, machine(1 << 14, 2 * 1044 - 1), {4, 100, 8}).choose().slab_elements, 16);
  // Elements 96..128 of a token are bits 1536 + 30 to 2048 + 40, in two bursts. 40 elements are 655 bits.
  const BlockCosts costs(facts, machine(1, 1), {100, 300, 100});
  EXPECT_EQ(bursts_of(costs.activation_regions({10, 30, 96, 128})), 20 * 2);
  EXPECT_EQ(costs.activation_words({0, 5, 0, 40}), (5 * 655 + 63) / 64);
}

TEST(Tiling, BlocksHoldAsManyWholeTilesAsFit) {
  // K = 32: a channel has 148 bits, a token 512. 20 channels fit: 2 tiles of 8; 11 tokens fit: 2 tiles of 4.
  const Tiling tiling = BlockCosts(grouped_facts(), machine(20 * 148, 11 * 512), {100, 32, 100}).choose();
  EXPECT_EQ(tiling.column_tiles_per_block, 2);
  EXPECT_EQ(tiling.row_tiles_per_block, 2);
  EXPECT_EQ(tiling.slabs, 1);
}

TEST(Tiling, OneTokenNeedsRoomForOneTokenOnly) {
  const Tiling tiling = BlockCosts(grouped_facts(), machine(20 * 148, 512), {1, 32, 100}).choose();
  EXPECT_EQ(tiling.slabs, 1);
  EXPECT_EQ(tiling.row_tiles_per_block, 1);
}

TEST(Tiling, SlabsAreTheLargestMultipleOfGroupsThatBothHalvesHold) {
  // 8 channels x (64 + 10) bits a group = 592: 3 groups fit; 4 tokens x 256 bits a group = 1024: 2 groups fit.
  const Tiling tiling = BlockCosts(grouped_facts(), machine(3 * 592, 2 * 1024 + 1023), {4, 100, 8}).choose();
  EXPECT_EQ(tiling.slab_elements, 32);
  EXPECT_EQ(tiling.slabs, 4);
}

TEST(Tiling, TheOperandThatIsReloadedMoreCheaplyPassesBy) {
  // K = 32, rows of either operand are one burst. 16 tokens fit, all 16 channels fit: activations outer would load
  // 64 tokens once and the only weight block once, and so would weights outer: a tie.
  EXPECT_EQ(BlockCosts(grouped_facts(), machine(16 * 148, 16 * 512), {64, 32, 16}).choose().order,
            LoopOrder::kWeightsOuter);
  // 64 tokens in 4 blocks, 32 channels in 2 blocks with one burst of scales each: weights outer 34 + 2 x 64 = 162,
  // activations outer 64 + 4 x 34 = 200.
  EXPECT_EQ(BlockCosts(grouped_facts(), machine(16 * 148, 16 * 512), {64, 32, 32}).choose().order,
            LoopOrder::kWeightsOuter);
  // 64 tokens in 2 blocks, 64 channels in 8 blocks: weights outer
  // 72 + 8 x 64 = 584, activations outer 64 + 2 x 72 = 208.
  EXPECT_EQ(BlockCosts(grouped_facts(), machine(8 * 148, 32 * 512), {64, 32, 64}).choose().order,
            LoopOrder::kActivationsOuter);
}

TEST(Tiling, ScalesComeWithTheFirstSlabOnly) {
  // 20 channels from 10 on: scales in bytes 40 to 120, two bursts. K = 300: packed 1200 + 19 x 10 = 1390 bits;
  // elements 0..32 are bits 0..148 (1 burst), 96..128 are bits 444..592 (2 bursts).
  const BlockCosts costs(grouped_facts(), machine(1, 1), {100, 300, 100});
  EXPECT_EQ(bursts_of(costs.weight_regions({10, 30, 0, 32})), 20 + 2);
  EXPECT_EQ(bursts_of(costs.weight_regions({10, 30, 96, 128})), 20 * 2);
}

TEST(Tiling, OutputsOfATileTouchTheBurstsOfTheirRows) {
  // 16-bit outputs: columns 24..40 are bits 384..640 of each row.
  EXPECT_EQ(bursts_of(BlockCosts(grouped_facts(), machine(1, 1), {100, 32, 100}).output_regions({5, 8, 24, 40})),
            3 * 2);
}

TEST(Tiling, StoredBitsAreUnpadded) {
  const BlockCosts costs(grouped_facts(), machine(1, 1), {100, 40, 100});
  EXPECT_EQ(costs.weight_words({0, 5, 0, 40}), (5 * 190 + 63) / 64);
  EXPECT_EQ(costs.activation_words({0, 5, 0, 40}), 5 * 640 / 64);
}

}  // namespace
}  // namespace lop::sim
