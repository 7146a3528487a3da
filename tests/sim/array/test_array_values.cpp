// What leaves the output-stationary array: which row, and which scale was applied to it.
#include <gtest/gtest.h>

#include "tests/sim/array/driven_array.hpp"

namespace lop::test {
namespace {

// 1..6 in both.
constexpr std::uint32_t kFp16[] = {0x3c00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600};
constexpr std::uint32_t kFp32[] = {0x3f800000, 0x40000000, 0x40400000, 0x40800000, 0x40a00000, 0x40c00000};

TEST(ArrayRows, LeaveBottomTileRowFirstAndRiseInsideATile) {
  DrivenArray array("fp16_mac", {}, {2, 2, 3, 2});   // latency 6 + 1 + 1
  for (int row = 0; row < 6; ++row) array.set_activation(row, kFp16[row]);
  array.step(true, true);
  array.bubble(40);
  const int order[] = {3, 4, 5, 0, 1, 2};
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(array.array().drain_row(i), order[i]);
    EXPECT_EQ(array.at(7 + i).accumulators, std::vector<std::uint32_t>(4, kFp32[order[i]]));
    EXPECT_EQ(array.at(8 + i).out, std::vector<std::uint32_t>(4, kFp32[order[i]]));
  }
}

TEST(ArrayRows, OfOneTileRowLeaveInOrder) {
  DrivenArray array("bitmod", {}, {1, 1, 6, 1});
  for (int row = 0; row < 6; ++row) array.set_activation(row, kFp16[row]);
  array.step(true, true);
  array.bubble(40);
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(array.array().drain_row(i), i);
    // Four lanes of activation times one: 4, 8, ... 24.
    EXPECT_EQ(array.at(14 + i).accumulators[0], kFp32[i] + (2u << 23));
    EXPECT_EQ(array.at(15 + i).out[0], kFp16[i] + (2u << 10));
  }
}

TEST(ArrayOutputs, AreZeroWhileNotValid) {
  for (const char* stem : {"bitmod", "fp16_mac"}) {
    DrivenArray array(stem, {}, {2, 2, 2, 2});
    array.set_activation(1, 0x7c00);   // its flag would show
    for (int output = 0; output < 3; ++output) {
      array.step(true, true);
      array.bubble(7 + output);
    }
    array.bubble(40);
    for (int cycle = 1; cycle < array.cycle(); ++cycle) {
      const sim::ArrayOutputs& out = array.at(cycle);
      if (!out.valid) {
        EXPECT_EQ(out.out, std::vector<std::uint32_t>(4, 0)) << stem << " cycle " << cycle;
        EXPECT_EQ(out.flags, std::vector<std::uint32_t>(4, 0)) << stem << " cycle " << cycle;
      }
      if (!out.psum_valid) {
        EXPECT_EQ(out.accumulators, std::vector<std::uint32_t>(4, 0)) << stem << " cycle " << cycle;
      }
    }
  }
}

TEST(ArrayOutputs, FlagTheInvalidRowAlone) {
  DrivenArray array("bitmod", {}, {1, 1, 3, 2});
  array.set_activation(1, 0x7e00);
  array.step(true, true);
  array.bubble(40);
  EXPECT_EQ(array.at(15).flags, (std::vector<std::uint32_t>{0, 0}));
  EXPECT_EQ(array.at(16).flags, (std::vector<std::uint32_t>{1, 1}));
  EXPECT_EQ(array.at(16).out, (std::vector<std::uint32_t>{0x7e00, 0x7e00}));
  EXPECT_EQ(array.at(17).flags, (std::vector<std::uint32_t>{0, 0}));
}

TEST(ArrayOutputs, TakeTheChannelScaleOfTheCycleInWhichTheirAccumulatorPasses) {
  DrivenArray array("bitmod", {}, {1, 1, 2, 2});
  array.step(true, true);
  array.bubble(13);                                   // up to cycle 13
  array.channel_scale = {0x40000000, 0x3f000000};     // in cycle 14: 2 and 1/2
  array.bubble();
  array.channel_scale = {0x3f800000, 0x00000000};     // in cycle 15: 1 and 0
  array.bubble(5);
  EXPECT_EQ(array.at(15).out, (std::vector<std::uint32_t>{0x4800, 0x4000}));   // 4 * 2, 4 / 2
  EXPECT_EQ(array.at(16).out, (std::vector<std::uint32_t>{0x4400, 0x0000}));   // 4 * 1, 4 * 0
}

TEST(ArrayOutputs, OfAnEarlierOutputAreNotTouchedByALaterOne) {
  DrivenArray array("fp16_mac", {}, {1, 1, 2, 1});   // latency 6
  array.step(true, true);          // 1 in both rows
  array.bubble();
  array.set_activation(0, 0x4000);
  array.set_activation(1, 0x4200);
  array.step(true, false);
  array.step(false, true);         // in cycle 3: 2 + 2, 3 + 3
  array.bubble(20);
  EXPECT_EQ(array.at(6).out[0], kFp32[0]);
  EXPECT_EQ(array.at(7).out[0], kFp32[0]);
  EXPECT_EQ(array.at(9).out[0], kFp32[3]);
  EXPECT_EQ(array.at(10).out[0], kFp32[5]);
}

TEST(ArrayReset, LeavesNothingOfTheOutputItInterrupts) {
  DrivenArray array("bitmod", {}, {1, 1, 1, 1});
  array.set_activation(0, 0x7c00);
  array.step(true, false);
  array.reset();
  array.set_activation(0, 0x3c00);
  array.step(false, true);         // in cycle 2
  array.bubble(20);
  EXPECT_EQ(array.at(17).out[0], 0x4400u);
  EXPECT_EQ(array.at(17).flags[0], 0);
}

}  // namespace
}  // namespace lop::test
