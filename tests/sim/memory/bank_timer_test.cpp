// Every timing rule: the second command is legal at t, and refused at t - 1. Distances from JESD79-4, worked out by
// hand.
#include <gtest/gtest.h>

#include <vector>

#include "sim/kernel/check.hpp"
#include "sim/memory/bank_timer.hpp"
#include "tests/sim/memory/ddr4.hpp"

namespace lop::sim {
namespace {

constexpr DramCommand kAct = DramCommand::kActivate, kPre = DramCommand::kPrecharge, kRd = DramCommand::kRead,
                      kWr = DramCommand::kWrite, kPreAll = DramCommand::kPrechargeAll, kRef = DramCommand::kRefresh;

struct Step {
  DramCommand command;
  std::size_t bank;
  std::int64_t clock;
};

/// After `before`, the command is legal at `clock` and not a clock earlier.
void expect_legal_from(const std::vector<Step>& before, DramCommand command, std::size_t bank, std::int64_t clock) {
  const auto run = [&](std::int64_t at) {
    BankTimer timer(ddr4());
    for (const Step& step : before) timer.issue(step.command, step.bank, step.clock, 7);
    timer.issue(command, bank, at, 7);
  };
  EXPECT_NO_THROW(run(clock));
  EXPECT_THROW(run(clock - 1), InternalError);
}

// Banks 0 to 3 are a bank group, 4 to 7 the next. Times start at 100.
TEST(DramRules, RcdHoldsBetweenActivateAndRead) { expect_legal_from({{kAct, 0, 100}}, kRd, 0, 122); }
TEST(DramRules, RcdHoldsBetweenActivateAndWrite) { expect_legal_from({{kAct, 0, 100}}, kWr, 0, 122); }
TEST(DramRules, RasHoldsBetweenActivateAndPrecharge) { expect_legal_from({{kAct, 0, 100}}, kPre, 0, 152); }
TEST(DramRules, RpHoldsBetweenPrechargeAndActivate) {
  expect_legal_from({{kAct, 0, 100}, {kPre, 0, 160}}, kAct, 0, 182);
}
TEST(DramRules, RcHoldsBetweenActivatesOfABank) { expect_legal_from({{kAct, 0, 100}, {kPre, 0, 152}}, kAct, 0, 174); }
TEST(DramRules, RrdLHoldsBetweenActivatesOfABankGroup) { expect_legal_from({{kAct, 0, 100}}, kAct, 1, 108); }
TEST(DramRules, RrdSHoldsBetweenActivatesOfBankGroups) { expect_legal_from({{kAct, 0, 100}}, kAct, 4, 104); }
TEST(DramRules, FourActivatesFillTheWindow) {
  expect_legal_from({{kAct, 0, 100}, {kAct, 4, 104}, {kAct, 8, 108}, {kAct, 12, 112}}, kAct, 1, 134);
}
TEST(DramRules, CcdLHoldsBetweenReadsOfABankGroup) {
  expect_legal_from({{kAct, 0, 100}, {kAct, 1, 108}, {kRd, 0, 140}}, kRd, 1, 148);
}
TEST(DramRules, CcdSHoldsBetweenReadsOfBankGroups) {
  expect_legal_from({{kAct, 0, 100}, {kAct, 4, 104}, {kRd, 0, 140}}, kRd, 4, 144);
}
TEST(DramRules, CcdLHoldsBetweenWritesOfABankGroup) { expect_legal_from({{kAct, 0, 100}, {kWr, 0, 140}}, kWr, 0, 148); }
TEST(DramRules, CcdSHoldsBetweenWritesOfBankGroups) {
  expect_legal_from({{kAct, 0, 100}, {kAct, 4, 104}, {kWr, 0, 140}}, kWr, 4, 144);
}
// Read data are on the bus in 162..166; the write's data may begin two clocks later, at 168 = 152 + 16.
TEST(DramRules, TheBusTurnsAroundBetweenReadAndWrite) {
  expect_legal_from({{kAct, 0, 100}, {kAct, 4, 104}, {kRd, 0, 140}}, kWr, 4, 152);
}
// Write data end at 140 + 16 + 4 = 160.
TEST(DramRules, WtrLHoldsBetweenWriteDataAndReadOfABankGroup) {
  expect_legal_from({{kAct, 0, 100}, {kWr, 0, 140}}, kRd, 0, 172);
}
TEST(DramRules, WtrSHoldsBetweenWriteDataAndReadOfBankGroups) {
  expect_legal_from({{kAct, 0, 100}, {kAct, 4, 104}, {kWr, 0, 140}}, kRd, 4, 164);
}
TEST(DramRules, RtpHoldsBetweenReadAndPrecharge) { expect_legal_from({{kAct, 0, 100}, {kRd, 0, 150}}, kPre, 0, 162); }
TEST(DramRules, WrHoldsBetweenWriteDataAndPrecharge) {
  expect_legal_from({{kAct, 0, 100}, {kWr, 0, 140}}, kPre, 0, 184);
}
TEST(DramRules, APrechargeOfAllWaitsForTheLastBank) {
  expect_legal_from({{kAct, 0, 100}, {kAct, 4, 120}}, kPreAll, 0, 172);
}
TEST(DramRules, RpHoldsBetweenPrechargeOfAllAndRefresh) {
  expect_legal_from({{kAct, 0, 100}, {kPreAll, 0, 160}}, kRef, 0, 182);
}
TEST(DramRules, RfcHoldsBetweenRefreshAndActivate) { expect_legal_from({{kRef, 0, 100}}, kAct, 0, 660); }

TEST(DramRules, DataFollowTheirColumnCommand) {
  const BankTimer timer(ddr4());
  EXPECT_EQ(timer.data_end(kRd, 100), 126);
  EXPECT_EQ(timer.data_end(kWr, 100), 120);
}

TEST(DramRules, ACommandNeedsItsBankInTheRightState) {
  BankTimer timer(ddr4());
  EXPECT_THROW(timer.issue(kRd, 0, 1000), InternalError);
  EXPECT_THROW(timer.issue(kPre, 0, 1000), InternalError);
  timer.issue(kAct, 0, 1000, 7);
  EXPECT_THROW(timer.issue(kAct, 0, 2000, 8), InternalError);
  EXPECT_THROW(timer.issue(kRef, 0, 2000), InternalError);
}

}  // namespace
}  // namespace lop::sim
