// When rows leave the output-stationary array, against cycle numbers counted by hand.
#include <gtest/gtest.h>

#include "sim/kernel/check.hpp"
#include "tests/sim/array/driven_array.hpp"

namespace lop::test {
namespace {

struct Case {
  const char* stem;
  pe::Choices choices;
  sim::ArrayGeometry geometry;
  int latency;
};

// Registers on the way of the last step of an output: operand edge, one hop a tile
// down and across, PE stages, a cycle a scale bit and two of the column unit
// (bitmod) or the move to the drain register (fp16_mac), tile register, output unit.
const std::vector<Case>& cases() {
  static const std::vector<Case> kCases = {
      {"bitmod", {}, {1, 1, 1, 1}, 1 + 0 + 0 + 2 + 8 + 2 + 1 + 1},                                            // 15
      {"bitmod", {{"alignment", "five_input"}}, {1, 1, 1, 1}, 1 + 0 + 0 + 2 + 8 + 2 + 1 + 1},                 // 15
      {"bitmod", {{"alignment", "post_shift"}}, {1, 1, 1, 1}, 1 + 0 + 0 + 3 + 8 + 2 + 1 + 1},                 // 16
      {"bitmod", {{"scale_bits", "4"}}, {1, 1, 1, 1}, 1 + 0 + 0 + 2 + 4 + 2 + 1 + 1},                         // 11
      {"bitmod", {}, {1, 1, 8, 8}, 15},
      {"bitmod", {}, {2, 3, 4, 5}, 15 + 1 + 2},
      {"bitmod", {}, {4, 4, 8, 8}, 15 + 3 + 3},
      {"bitmod", {{"alignment", "post_shift"}, {"scale_bits", "5"}}, {3, 1, 2, 2}, 1 + 2 + 0 + 3 + 5 + 2 + 1 + 1},
      {"fp16_mac", {}, {1, 1, 1, 1}, 1 + 0 + 0 + 2 + 1 + 0 + 1 + 1},                                          // 6
      {"fp16_mac", {{"accumulator", "fp16"}}, {8, 8, 1, 1}, 6 + 7 + 7},
      {"fp16_mac", {}, {1, 4, 3, 1}, 6 + 3},
  };
  return kCases;
}

TEST(ArrayTime, TheFirstRowLeavesItsLatencyAfterTheReadStep) {
  for (const Case& c : cases()) {
    DrivenArray array(c.stem, c.choices, c.geometry);
    array.bubble(3);
    array.step(true, true);   // in cycle 3
    array.bubble(60);
    ASSERT_FALSE(array.valid_cycles().empty());
    EXPECT_EQ(array.valid_cycles().front(), 3 + c.latency) << c.stem;
    EXPECT_EQ(array.array().latency(), c.latency) << c.stem;
  }
}

TEST(ArrayTime, RowsLeaveInConsecutiveCyclesAndNoOthers) {
  for (const Case& c : cases()) {
    DrivenArray array(c.stem, c.choices, c.geometry);
    array.step(true, true);
    array.bubble(80);
    EXPECT_EQ(array.valid_cycles(), consecutive(c.latency, c.geometry.tile_rows * c.geometry.rows)) << c.stem;
  }
}

TEST(ArrayTime, AccumulatorsPassOneCycleBeforeTheirOutputCodes) {
  for (const Case& c : cases()) {
    DrivenArray array(c.stem, c.choices, c.geometry);
    array.step(true, true);
    array.bubble(80);
    EXPECT_EQ(array.psum_cycles(), consecutive(c.latency - 1, c.geometry.tile_rows * c.geometry.rows)) << c.stem;
  }
}

TEST(ArrayTime, ACornerStartsOneCycleATileAndOneForTheEdgeLater) {
  EXPECT_EQ(DrivenArray("bitmod", {}, {1, 1, 8, 8}).array().first_pe_to_last_pe(), 1);
  EXPECT_EQ(DrivenArray("bitmod", {}, {4, 4, 8, 8}).array().first_pe_to_last_pe(), 1 + 3 + 3);
  EXPECT_EQ(DrivenArray("fp16_mac", {}, {32, 16, 1, 1}).array().first_pe_to_last_pe(), 1 + 31 + 15);
}

TEST(ArrayTime, BubblesDelayOnlyWhatHasNotEntered) {
  DrivenArray array("bitmod", {}, {2, 1, 2, 2});   // latency 16, 4 rows
  array.step(true, false);
  array.bubble(5);
  array.step(false, true);   // in cycle 6
  array.bubble(1);
  array.step(true, false);   // in cycle 8
  array.bubble(40);
  EXPECT_EQ(array.valid_cycles(), consecutive(6 + 16, 4));
}

TEST(ArrayTime, AStepWithoutAReadLetsNothingLeave) {
  DrivenArray array("fp16_mac", {}, {2, 2, 2, 2});
  array.step(true, false);
  array.bubble(60);
  EXPECT_TRUE(array.valid_cycles().empty());
  EXPECT_TRUE(array.psum_cycles().empty());
}

TEST(ArrayTime, ASecondOutputMayFollowAsManyCyclesLaterAsThereAreRows) {
  DrivenArray array("fp16_mac", {}, {2, 1, 3, 1});   // 6 rows, latency 7
  array.step(true, true);
  array.bubble(5);
  array.step(true, true);   // in cycle 6
  array.bubble(40);
  EXPECT_EQ(array.valid_cycles(), consecutive(7, 12));
}

TEST(ArrayTime, ASecondOutputOneCycleTooEarlyIsRefused) {
  DrivenArray array("fp16_mac", {}, {2, 1, 3, 1});
  array.step(true, true);
  array.bubble(4);
  EXPECT_THROW(array.step(true, true), sim::InternalError);
}

TEST(ArrayTime, ManyOutputsInFlightKeepTheirOrderAndDistance) {
  DrivenArray array("bitmod", {}, {1, 1, 2, 1});   // 2 rows, latency 15: seven outputs are under way
  std::vector<int> expected;
  for (int output = 0; output < 20; ++output) {
    for (const int row : {0, 1}) expected.push_back(array.cycle() + 15 + row);
    array.step(true, true);
    array.bubble(1 + output % 3);
  }
  array.bubble(40);
  EXPECT_EQ(array.valid_cycles(), expected);
}

TEST(ArrayReset, DropsStepsAndRowsOnTheirWay) {
  for (int reset_after = 1; reset_after <= 20; ++reset_after) {
    DrivenArray array("bitmod", {}, {1, 1, 4, 2});   // rows would leave in cycles 15 to 18
    array.step(true, true);
    array.bubble(reset_after - 1);
    array.reset();   // in cycle `reset_after`
    array.bubble(60);
    // A row at a port in the reset's own cycle was clocked out before it.
    std::vector<int> expected;
    for (const int cycle : consecutive(15, 4)) {
      if (cycle <= reset_after) expected.push_back(cycle);
    }
    EXPECT_EQ(array.valid_cycles(), expected) << "reset in cycle " << reset_after;
  }
}

TEST(ArrayReset, LetsAnOutputFollowAtOnce) {
  DrivenArray array("fp16_mac", {}, {1, 1, 8, 1});   // latency 6
  array.step(true, true);
  array.reset();
  array.step(false, true);   // in cycle 2; after a reset the first step needs no clear
  array.bubble(40);
  EXPECT_EQ(array.valid_cycles(), consecutive(2 + 6, 8));
}

TEST(ArrayWithoutValues, KeepsTheTimeOfOneWith) {
  for (const Case& c : cases()) {
    DrivenArray with(c.stem, c.choices, c.geometry, true), without(c.stem, c.choices, c.geometry, false);
    for (DrivenArray* array : {&with, &without}) {
      array->step(true, false);
      array->bubble(2);
      array->step(false, true);
      array->bubble(80);
    }
    EXPECT_EQ(with.valid_cycles(), without.valid_cycles()) << c.stem;
    EXPECT_EQ(with.psum_cycles(), without.psum_cycles()) << c.stem;
  }
}

}  // namespace
}  // namespace lop::test
