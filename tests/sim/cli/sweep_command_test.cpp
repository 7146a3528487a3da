// lopsim sweep: killed at any moment and run again, the same bytes; cycle points in processes of their own.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/sim/cli/program.hpp"
#include "tests/sim/cli/tiny_system.hpp"

namespace lop::cli::test {
namespace {

using Json = nlohmann::ordered_json;

const std::string kSweep =
    "name: tiny\nbase: system.yaml\ngrid:\n"
    "  clock_ghz: [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.25, 2.5]\n"
    "  memory.dram.latency_ns: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]\n";

/// Starts a sweep and kills it with no warning.
void kill_after(const TinySystem& system, useconds_t microseconds) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::chdir(system.folder().c_str()) != 0) ::_exit(1);
    const std::string program = LOP_PROGRAM;
    ::execl(program.c_str(), program.c_str(), "sweep", "sweep.yaml", "--out", "killed", nullptr);
    ::_exit(1);
  }
  ::usleep(microseconds);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
}

/// Whether a row was committed: where a second one has reached the disk, the first one was.
bool has_row(const TinySystem& system) {
  std::string files;
  if (!std::filesystem::exists(system.folder() + "/killed")) return false;
  for (const auto& entry : std::filesystem::directory_iterator(system.folder() + "/killed")) {
    files += system.read("killed/" + entry.path().filename().string());
  }
  const std::size_t first = files.find("breakdown_cycles");
  return first != std::string::npos && files.find("breakdown_cycles", first + 1) != std::string::npos;
}

TEST(Sweep, KilledAtRandomMomentsAndResumedGivesTheSameBytes) {
  const TinySystem system;
  system.write("sweep.yaml", kSweep);
  const Ran whole = lopsim(system.folder(), {"sweep", "sweep.yaml", "--out", "whole", "--threads", "1"});
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  EXPECT_NE(whole.out.find("100 points, 100 computed now, 0 refused"), std::string::npos) << whole.out;
  std::mt19937 random(11);
  for (unsigned i = 0; i < 8; ++i) kill_after(system, static_cast<useconds_t>(10'000 + i * 20'000 + random() % 60'000));
  // A busy machine computes nothing in so short a time.
  for (useconds_t longer = 250'000; longer < 60'000'000 && !has_row(system); longer *= 2) kill_after(system, longer);
  const Ran resumed = lopsim(system.folder(), {"sweep", "sweep.yaml", "--out", "killed"});
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  // Broken on purpose once: a store that never commits had all 100 to compute again.
  EXPECT_EQ(resumed.out.find("100 computed now"), std::string::npos) << resumed.out;
  EXPECT_EQ(system.read("killed/results.csv"), system.read("whole/results.csv"));
  EXPECT_EQ(system.read("killed/results.jsonl"), system.read("whole/results.jsonl"));
  const Ran again = lopsim(system.folder(), {"sweep", "sweep.yaml", "--out", "killed"});
  EXPECT_NE(again.out.find("100 points, 0 computed now"), std::string::npos) << again.out;
}

TEST(Sweep, CyclePointsRunInProcessesOfTheirOwnAndEqualFastOnes) {
  const TinySystem system;
  system.write("sweep.yaml", "name: both\nbase: system.yaml\ngrid:\n  clock_ghz: [1, 2]\n  fidelity: [fast, cycle]\n");
  const Ran ran = lopsim(system.folder(), {"sweep", "sweep.yaml", "--out", "out"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  std::istringstream lines(system.read("out/results.jsonl"));
  std::vector<Json> points;
  for (std::string line; std::getline(lines, line);) points.push_back(Json::parse(line));
  ASSERT_EQ(points.size(), 4u);
  EXPECT_EQ(points[1]["fidelity"], "cycle");
  for (const std::size_t i : {0u, 2u}) {
    EXPECT_EQ(points[i]["totals"], points[i + 1]["totals"]);
    EXPECT_EQ(points[i]["breakdown_cycles"], points[i + 1]["breakdown_cycles"]);
  }
}

TEST(Sweep, ARefusedPointIsAFindingAndBadFilesAreBadInput) {
  const TinySystem system;
  system.write("sweep.yaml", "name: some\nbase: system.yaml\ngrid: {clock_ghz: [1, -1]}\n");
  const Ran ran = lopsim(system.folder(), {"sweep", "sweep.yaml", "--out", "out"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.out.find("1 refused"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("sweep.yaml:3:"), std::string::npos) << ran.out;
  const Ran dry = lopsim(system.folder(), {"sweep", "sweep.yaml", "--dry-run"});
  EXPECT_EQ(dry.exit_code, 1);
  EXPECT_NE(dry.out.find("2 points of 2 combinations"), std::string::npos) << dry.out;
  EXPECT_EQ(lopsim(system.folder(), {"sweep", "sweep.yaml"}).exit_code, 2);
  EXPECT_EQ(lopsim(system.folder(), {"sweep", "none.yaml", "--out", "out"}).exit_code, 2);
  EXPECT_EQ(lopsim(system.folder(), {"sweep", "sweep.yaml", "--point", "2"}).exit_code, 2);
}

TEST(Sweep, AReportShowsThePointsThatAreNotBeaten) {
  const TinySystem system;
  system.write("sweep.yaml", "name: some\nbase: system.yaml\ngrid: {clock_ghz: [1, 2, 4]}\n");
  ASSERT_EQ(lopsim(system.folder(), {"sweep", "sweep.yaml", "--out", "out"}).exit_code, 0);
  const Ran ran = lopsim(system.folder(), {"report", "out/results.jsonl", "--out", "report", "--objectives",
                                           "totals.time_us", "totals.energy_pj"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_NE(system.read("report/report.md").find("of 3 points are not beaten"), std::string::npos);
  EXPECT_FALSE(system.read("report/pareto_totals_time_us_totals_energy_pj.png").empty());
  EXPECT_EQ(lopsim(system.folder(), {"report", "out/results.jsonl", "--out", "r", "--objectives", "a", "b"}).exit_code,
            2);
}

TEST(Sweep, AReportComparesPointsInTwoFigures) {
  const TinySystem system;
  system.write("sweep.yaml", "name: some\nbase: system.yaml\ngrid: {clock_ghz: [1, 2]}\n");
  ASSERT_EQ(lopsim(system.folder(), {"sweep", "sweep.yaml", "--out", "out"}).exit_code, 0);
  for (const std::vector<std::string>& figures :
       {std::vector<std::string>{"totals.cycles"},
        std::vector<std::string>{"totals.cycles", "totals.energy_pj", "area_um2.total"}}) {
    std::vector<std::string> arguments{"report", "out/results.jsonl", "--out", "report", "--objectives"};
    arguments.insert(arguments.end(), figures.begin(), figures.end());
    const Ran ran = lopsim(system.folder(), arguments);
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_NE(ran.err.find("expected two objectives"), std::string::npos) << ran.err;
  }
}

TEST(Sweep, AReportDrawsAFigureOverASweptKey) {
  const TinySystem system;
  system.write("sweep.yaml",
               "name: some\nbase: system.yaml\ngrid: {clock_ghz: [1, 2], memory.dram.latency_ns: [10, 20]}\n");
  ASSERT_EQ(lopsim(system.folder(), {"sweep", "sweep.yaml", "--out", "out"}).exit_code, 0);
  const auto report = [&](const std::string& key) {
    return lopsim(system.folder(), {"report", "out/results.jsonl", "--out", "report", "--against", key, "--objectives",
                                    "totals.cycles"});
  };
  const Ran ran = report("clock_ghz");
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_NE(system.read("report/report.md").find("| clock_ghz | latency_ns 10 | latency_ns 20 |"), std::string::npos);
  EXPECT_FALSE(system.read("report/lines_clock_ghz_totals_cycles.png").empty());
  EXPECT_EQ(report("workload.tokens").exit_code, 2);
}

}  // namespace
}  // namespace lop::cli::test
