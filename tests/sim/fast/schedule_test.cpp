// Issue schedules worked out by hand.
#include <gtest/gtest.h>

#include "sim/fast/schedule.hpp"

namespace lop::sim {
namespace {

constexpr std::int64_t kWide = 1 << 20;

Machine machine(std::int64_t tile_rows, std::int64_t rows, std::int64_t weight_bits_per_cycle = kWide,
                std::int64_t activation_bits_per_cycle = kWide) {
  Machine machine;
  machine.array.tile_rows = static_cast<int>(tile_rows);
  machine.array.rows = static_cast<int>(rows);
  machine.weight = {kWide, 1, weight_bits_per_cycle};
  machine.activation = {kWide, 1, activation_bits_per_cycle};
  return machine;
}

/// 4 lanes, two steps a chunk, 4-bit weights with 10 bits of metadata a group, 8 cycles of dequantisation.
PeFacts serial_facts(std::int64_t group_size) {
  PeFacts facts;
  facts.lanes = 4;
  facts.steps_per_chunk = 2;
  facts.weight_bits = 4;
  facts.metadata_bits = 10;
  facts.group_size = group_size;
  facts.group_end = 8;
  return facts;
}

std::int64_t bubbles(const ItemSchedule& schedule, Cause cause) {
  return schedule.slots.bubbles[static_cast<std::size_t>(cause)];
}

TEST(Schedule, AGroupOf16InTwoTermsJustHidesEightRows) {
  const ItemSchedule schedule = make_schedule(serial_facts(16), machine(1, 8), {8, 8, 64, true, 0});
  EXPECT_EQ(schedule.slots.steps, 32);
  EXPECT_EQ(schedule.slots.cycles(), 32);
}

TEST(Schedule, AGroupOf8InTwoTermsStallsForAsLongAgain) {
  // 2 chunks x 2 steps = 4 issue cycles against an interval of 8, 8 groups.
  const ItemSchedule schedule = make_schedule(serial_facts(8), machine(1, 8), {8, 8, 64, true, 0});
  EXPECT_EQ(schedule.slots.steps, 32);
  EXPECT_EQ(bubbles(schedule, Cause::kDequantize), 32);
}

TEST(Schedule, TheRowsOfATileBoundTheIntervalWhenTheyAreMany) {
  const ItemSchedule schedule = make_schedule(serial_facts(16), machine(1, 12), {12, 8, 64, true, 0});
  EXPECT_EQ(bubbles(schedule, Cause::kDequantize), 4 * (12 - 8));
}

TEST(Schedule, ALastShortGroupIsPaddedToLanesOnly) {
  // 99 = 64 + 35: 35 elements are 9 chunks, 18 steps.
  const ItemSchedule schedule = make_schedule(serial_facts(64), machine(1, 8), {8, 8, 99, true, 0});
  EXPECT_EQ(schedule.full_groups, 1);
  EXPECT_EQ(schedule.tail.chunks, 9);
  EXPECT_EQ(schedule.tail.chunk(8).elements, 3);
  EXPECT_EQ(schedule.slots.steps, 32 + 18);
}

TEST(Schedule, ANarrowWeightMemoryStretchesEveryChunkAndMetadataTheFirst) {
  // 8 columns x 4 x 4 bits = 128 bits at 32 a cycle: 4 cycles, 2
  // beyond the steps. With 80 bits of metadata: 7 cycles, 5 beyond.
  const ItemSchedule schedule = make_schedule(serial_facts(16), machine(1, 8, 32), {8, 8, 16, true, 0});
  EXPECT_EQ(bubbles(schedule, Cause::kWaitWeight), 5 + 3 * 2);
  EXPECT_EQ(bubbles(schedule, Cause::kDequantize), 0);
  EXPECT_EQ(schedule.weight_words, 7 + 3 * 4);
}

TEST(Schedule, ANarrowActivationMemoryStretchesEveryChunkAndMetadataTheFirst) {
  // 8 rows x 4 x 16 bits = 512 bits at 64 a cycle: 8 cycles, 6
  // beyond the steps. With 40 bits of metadata: 9 cycles, 7 beyond.
  PeFacts facts = serial_facts(16);
  facts.row_metadata_bits = 5;
  const ItemSchedule schedule = make_schedule(facts, machine(1, 8, kWide, 64), {8, 8, 16, true, 0});
  EXPECT_EQ(bubbles(schedule, Cause::kWaitActivation), 7 + 3 * 6);
  EXPECT_EQ(bubbles(schedule, Cause::kWaitWeight), 0);
  EXPECT_EQ(schedule.activation_words, 9 + 3 * 8);
}

TEST(Schedule, TheSlowerMemoryIsTheCauseAndWeightsWinTies) {
  // Activations: 8 rows x 4 x 16 = 512 bits.
  const PeFacts facts = serial_facts(0);
  const ItemSchedule slow_activations = make_schedule(facts, machine(1, 8, 128, 128), {8, 8, 16, true, 0});
  EXPECT_EQ(bubbles(slow_activations, Cause::kWaitActivation), 4 * 2);
  const ItemSchedule tie = make_schedule(facts, machine(1, 8, 32, 128), {8, 8, 16, true, 0});
  EXPECT_EQ(bubbles(tie, Cause::kWaitWeight), 4 * 2);
  EXPECT_EQ(bubbles(tie, Cause::kWaitActivation), 0);
}

TEST(Schedule, AnOutputTileIssuesForAtLeastAsLongAsItDrains) {
  // 3 elements on 2 x 4 rows, one MAC a cycle: 5 bubbles; 2 cycles of earlier slabs leave 3.
  PeFacts facts;
  const ItemSchedule whole = make_schedule(facts, machine(2, 4), {8, 1, 3, true, 0});
  EXPECT_EQ(bubbles(whole, Cause::kDrain), 5);
  const ItemSchedule last_slab = make_schedule(facts, machine(2, 4), {8, 1, 3, true, 2});
  EXPECT_EQ(bubbles(last_slab, Cause::kDrain), 3);
  const ItemSchedule first_slab = make_schedule(facts, machine(2, 4), {8, 1, 3, false, 0});
  EXPECT_EQ(bubbles(first_slab, Cause::kDrain), 0);
}

}  // namespace
}  // namespace lop::sim
