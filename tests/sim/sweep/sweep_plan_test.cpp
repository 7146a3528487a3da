// Which points a sweep file means, and what is said of files that mean none.
#include "sim/sweep/sweep_plan.hpp"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace lop::sweep {
namespace {

const std::string kHead = "name: test\nbase: " LOP_SOURCE_DIR "/configs/systems/bitmod.yaml\n";

/// Points that are not excluded, each as "key=value key=value".
std::vector<std::string> points(const std::string& text) {
  const test::TemporaryFolder folder;
  const SweepPlan plan(folder.write("sweep.yaml", kHead + text));
  std::vector<std::string> points;
  for (std::size_t i = 0; i < plan.combinations(); ++i) {
    if (plan.excluded(plan.configuration(i))) continue;
    std::string point;
    for (const auto& [key, value] : plan.settings(i)) point += (point.empty() ? "" : " ") + key + "=" + value.dump();
    points.push_back(point);
  }
  return points;
}

std::string refusal(const std::string& text) {
  try {
    points(text);
  } catch (const config::ConfigError& error) {
    return error.what();
  }
  return "";
}

TEST(SweepPlan, AGridIsAllCombinationsTheLastKeyFastest) {
  EXPECT_EQ(points("grid: {array.tile.rows: [1, 2], clock_ghz: [0.5, 1.5]}\n"),
            (std::vector<std::string>{"array.tile.rows=1 clock_ghz=0.5", "array.tile.rows=1 clock_ghz=1.5",
                                      "array.tile.rows=2 clock_ghz=0.5", "array.tile.rows=2 clock_ghz=1.5"}));
}

TEST(SweepPlan, KeysOfAZipAdvanceTogetherAndSectionsCombineInTheOrderOfTheFile) {
  EXPECT_EQ(
      points("zip: {array.tile.rows: [1, 2], array.tile.columns: [8, 4]}\ngrid: {clock_ghz: [1, 2]}\n"),
      (std::vector<std::string>{
          "array.tile.rows=1 array.tile.columns=8 clock_ghz=1", "array.tile.rows=1 array.tile.columns=8 clock_ghz=2",
          "array.tile.rows=2 array.tile.columns=4 clock_ghz=1", "array.tile.rows=2 array.tile.columns=4 clock_ghz=2"}));
  EXPECT_EQ(points("zip: [{array.tile.rows: [1, 2]}, {clock_ghz: [1, 2]}]\n").size(), 4u);
}

TEST(SweepPlan, AListHasItsPointsByHand) {
  EXPECT_EQ(points("list: [{clock_ghz: 1}, {clock_ghz: 2, array.tile.rows: 4}]\n"),
            (std::vector<std::string>{"clock_ghz=1", "clock_ghz=2 array.tile.rows=4"}));
}

TEST(SweepPlan, AnEntryOfExcludeTakesOutThePointsThatHaveAllItsValuesOfTheBaseToo) {
  const std::string grid = "grid: {array.tile.rows: [1, 2], array.tile.columns: [1, 2]}\n";
  EXPECT_EQ(points(grid + "exclude: [{array.tile.rows: 2, array.tile.columns: 1}]\n").size(), 3u);
  EXPECT_EQ(points(grid + "exclude: [{clock_ghz: 1.0}]\n").size(), 0u);
  EXPECT_EQ(points(grid + "exclude: [{clock_ghz: 3.0}]\n").size(), 4u);
}

TEST(SweepPlan, WithoutAxesThereIsOnePoint) { EXPECT_EQ(points("").size(), 1u); }

TEST(SweepPlan, AMappingTakesThePlaceOfWhatIsThereAndFilesAreRelativeToTheSweep) {
  const test::TemporaryFolder folder;
  folder.write("other.yaml", "type: int8_mac\nparameters: {}\n");
  const SweepPlan plan(
      folder.write("sweep.yaml", kHead + "set: {clock_ghz: 3}\ngrid: {pe: [{extends: other.yaml}]}\n"));
  const config::Document document = plan.configuration(0);
  EXPECT_EQ(document.value("pe").dump(), R"({"parameters":{},"type":"int8_mac"})");
  EXPECT_EQ(document.value("clock_ghz"), 3);
}

TEST(SweepPlan, RefusesWhatMeansNothing) {
  EXPECT_NE(refusal("grid: {clock_ghz: []}\n").find("empty list"), std::string::npos);
  EXPECT_NE(refusal("zip: {clock_ghz: [1, 2], array.tile.rows: [1]}\n").find("1 values; expected 2"),
            std::string::npos);
  EXPECT_NE(refusal("gird: {clock_ghz: [1]}\n").find("unknown key; expected one of name"), std::string::npos);
  EXPECT_NE(refusal("list: []\n").find("without values"), std::string::npos);
  EXPECT_NE(refusal("exclude: [{}]\n").find("would exclude all"), std::string::npos);
  EXPECT_NE(refusal("grid: {clock_ghz.x: [1]}\n").find("clock_ghz.x: clock_ghz: found"), std::string::npos);
  EXPECT_NE(refusal("grid: {clock_ghz: [1]}\nexclude: [{no.such: 1}]\n").find("no.such"), std::string::npos);
}

}  // namespace
}  // namespace lop::sweep
