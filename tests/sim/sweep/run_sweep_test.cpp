// Points are computed once, in any number of threads, and outlive what stops a sweep.
#include "sim/sweep/run_sweep.hpp"

#include <gtest/gtest.h>

#include "sim/sweep/point.hpp"
#include "sim/sweep/sweep_table.hpp"
#include "tests/support/temporary_folder.hpp"

namespace lop::sweep {
namespace {

// Rows 3 is refused: the shipped buffers are as wide as an array of 32 x 32.
const std::string kSweep =
    "name: test\nbase: " LOP_SOURCE_DIR
    "/configs/systems/bitmod.yaml\n"
    "set: {workload: {file: layers.yaml}}\n"
    "grid:\n  array.tile.rows: [1, 2, 8, 3000]\n  pe.parameters.weight_mode: [fp4, int6, int8]\n";
const std::string kLayers = "kind: layers\nname: small\nsource: test\nlayers: [{name: a, m: 5, k: 256, n: 40}]\n";

class RunSweep : public ::testing::Test {
 protected:
  RunSweep() {
    folder_.write("layers.yaml", kLayers);
    plan_ = std::make_unique<SweepPlan>(folder_.write("sweep.yaml", kSweep));
  }

  SweepResult run(const std::string& store, int threads = 2, const std::string& program = "p") {
    PointStore points(folder_ / store, program);
    return run_sweep(*plan_, points, {threads, nullptr, nullptr});
  }

  test::TemporaryFolder folder_;
  std::unique_ptr<SweepPlan> plan_;
};

TEST_F(RunSweep, GivesTheSameBytesInOneThreadAndInFourAndComputesNothingTwice) {
  const SweepResult one = run("one", 1), four = run("four", 4), again = run("one", 2);
  EXPECT_EQ(json_lines(one.points), json_lines(four.points));
  EXPECT_EQ(json_lines(one.points), json_lines(again.points));
  EXPECT_EQ(csv(one.points), csv(four.points));
  EXPECT_EQ(one.computed, 9u);
  EXPECT_EQ(again.computed, 0u);
}

TEST_F(RunSweep, ARefusedPointSaysWhyAndStopsNoOther) {
  const SweepResult result = run("store");
  ASSERT_EQ(result.points.size(), 12u);
  EXPECT_EQ(result.refused, 3u);
  EXPECT_NE(result.points[9]["error"].get<std::string>().find("array.tile.rows"), std::string::npos);
  EXPECT_FALSE(result.points[8].contains("error"));
}

TEST_F(RunSweep, ARowIsWhatARunOfThatConfigurationGives) {
  const SweepResult result = run("store");
  const Point point(plan_->configuration(4));
  auto row = result.points[4];
  EXPECT_EQ(row["config_sha256"], point.config_sha256());
  for (const char* key : {"point", "config_sha256", "set"}) row.erase(key);
  EXPECT_EQ(row, point.row());
}

TEST_F(RunSweep, RowsOfAnotherProgramAreNotTaken) {
  EXPECT_EQ(run("store").computed, 9u);
  EXPECT_EQ(run("store", 2, "another").computed, 9u);
  EXPECT_EQ(run("store").computed, 0u);
}

TEST_F(RunSweep, AStoreInUseIsLocked) {
  const PointStore first(folder_ / "store", "p");
  EXPECT_THROW(PointStore(folder_ / "store", "p"), StoreLocked);
}

TEST_F(RunSweep, AStoreThatIsNoDatabaseIsAnError) {
  folder_.write("store", "this is not a database, but it is long enough to look at\n");
  EXPECT_THROW(PointStore(folder_ / "store", "p"), StoreError);
}

TEST_F(RunSweep, CheckingComputesNothing) {
  const SweepResult result = check_sweep(*plan_, 2);
  EXPECT_EQ(result.points.size(), 12u);
  EXPECT_EQ(result.refused, 3u);
  EXPECT_FALSE(result.points[0].contains("totals"));
}

}  // namespace
}  // namespace lop::sweep
