// Points that no other one beats, and tables of points.
#include "sim/sweep/sweep_table.hpp"

#include <gtest/gtest.h>

#include <random>

#include "sim/report/result_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace lop::sweep {
namespace {

using Json = nlohmann::ordered_json;

Json point(int number, double a, double b) {
  return Json{{"point", number}, {"config_sha256", "x"}, {"set", {{"k", number}}}, {"totals", {{"a", a}, {"b", b}}}};
}

TEST(Pareto, IsWhatComparingAllPairsGives) {
  std::mt19937 random(5);
  for (int round = 0; round < 50; ++round) {
    Points points;
    for (int i = 0; i < 40; ++i) points.push_back(point(i, random() % 12, random() % 12));
    std::vector<std::pair<double, double>> wanted;
    for (const Json& one : points) {
      const double a = one["totals"]["a"], b = one["totals"]["b"];
      bool beaten = false;
      for (const Json& other : points) {
        const double c = other["totals"]["a"], d = other["totals"]["b"];
        beaten |= c <= a && d <= b && (c < a || d < b);
      }
      if (!beaten) wanted.emplace_back(a, b);
    }
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    std::vector<std::pair<double, double>> found;
    for (const std::size_t i : pareto(points, {"totals.a", "totals.b"})) {
      found.emplace_back(points[i]["totals"]["a"], points[i]["totals"]["b"]);
    }
    EXPECT_EQ(found, wanted);
  }
}

TEST(Pareto, LeavesOutPointsWithoutTheFigure) {
  Points points = {point(0, 1, 1), point(1, 2, 0.5)};
  points[0]["totals"].erase("b");
  EXPECT_EQ(pareto(points, {"totals.a", "totals.b"}), (std::vector<std::size_t>{1}));
}

TEST(SweepTable, HasOneColumnAKeyAndQuotesWhatNeedsIt) {
  Points points = {point(0, 1, 2), point(1, 3, 4)};
  points[0]["set"]["pe"] = Json{{"type", "ant"}};
  points[1]["error"] = "no, \"never\"";
  EXPECT_EQ(csv(points),
            "point,config_sha256,set.k,set.pe,totals.a,totals.b,error\n"
            "0,x,0,\"{\"\"type\"\":\"\"ant\"\"}\",1.0,2.0,\n"
            "1,x,1,,3.0,4.0,\"no, \"\"never\"\"\"\n");
  EXPECT_NE(pareto_markdown(points, {"totals.a", "totals.b"}).find("| 0 | 0 | ant | 1 | 2 |"), std::string::npos);
}

TEST(SweepTable, HasARowAValueOfTheKeyAndAColumnALine) {
  Points points = {point(0, 3, 0), point(1, 1, 0), point(2, 5, 0), point(3, 9, 0)};
  points[0]["set"] = {{"tokens", 512}, {"mode", "int4"}};
  points[1]["set"] = {{"tokens", 64}, {"mode", "int4"}};
  points[2]["set"] = {{"tokens", 512}, {"mode", "int8"}};
  points[3]["set"] = {{"tokens", "many"}, {"mode", "int8"}};
  EXPECT_EQ(lines_markdown(points, "tokens", "totals.a"),
            "| tokens | mode int4 | mode int8 |\n|---:|---:|---:|\n| 64 | 1 | - |\n| 512 | 3 | 5 |\n");
  EXPECT_EQ(lines_markdown(points, "batch", "totals.a"), "");
}

TEST(SweepTable, ReadsBackWhatItWroteAndRefusesOtherFiles) {
  const test::TemporaryFolder folder;
  const Points points = {point(0, 1, 2), point(1, 3, 4)};
  EXPECT_EQ(load_points(folder.write("a.jsonl", json_lines(points))), points);
  EXPECT_THROW(load_points(folder.write("b.jsonl", json_lines(points) + "{\"point\": 2")), report::ResultFileError);
  EXPECT_THROW(load_points(folder / "none.jsonl"), report::ResultFileError);
}

}  // namespace
}  // namespace lop::sweep
