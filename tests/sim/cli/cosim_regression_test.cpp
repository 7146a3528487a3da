// lopsim cosim REGRESSION.yaml: rows, JUnit, and regressions that cannot be meant.
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "models/pe/slice.hpp"
#include "tests/sim/cli/program.hpp"
#include "tests/sim/cli/tiny_system.hpp"
#include "tests/support/planted_fault.hpp"

namespace lop::cli::test {
namespace {

// Line and column numbers of the cases below count on it.
constexpr const char* kRegression =
    "runs:\n"
    "  - pe: fp16_mac\n"
    "    parameters: {accumulator: fp32}\n"
    "    steps: 3000\n"
    "    seeds: [1, 2]\n"
    "    operands: [random, corners, traced]\n"
    "    traced: {file: workload.yaml, layer: first}\n"
    "  - pe: fp16_mac\n"
    "    parameters: {accumulator: fp32}\n"
    "    array: {tile_grid: {rows: 1, columns: 1}, tile: {rows: 1, columns: 1}}\n"
    "    cycles: 2000\n"
    "    seeds: [9]\n"
    "    bubble_percent: 50\n"
    "    reset_period_cycles: 500\n"
    "    operands: [random]\n";

class Regression {
 public:
  Regression() { system.write("regression.yaml", kRegression); }
  Ran run(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = {"cosim", "regression.yaml"};
    words.insert(words.end(), more.begin(), more.end());
    return lopsim(system.folder(), words);
  }

  TinySystem system;
};

/// The table without its last column, the time.
std::string without_times(const std::string& table) {
  return std::regex_replace(table, std::regex(" +[0-9.]+\n"), "\n");
}

std::string columns(const std::string& table, std::size_t line) {
  std::istringstream lines(table);
  std::string text;
  for (std::size_t i = 0; i <= line; ++i) std::getline(lines, text);
  return std::regex_replace(text, std::regex(" +"), " ");
}

TEST(CosimRegression, ListsEachRunSeedAndSourceTheSameEveryTime) {
  const Regression regression;
  const Ran ran = regression.run();
  ASSERT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  const std::string start = " fp16_mac accumulator=fp32 1x1.1x1 fp16 ";
  const std::regex first(" 1" + start + "random 1 3000 [0-9]+ [0-9]+ 0 [0-9.]+");
  EXPECT_TRUE(std::regex_match(columns(ran.out, 1), first)) << ran.out;
  // The layer's 5 x 11 outputs, and one more begun while they leave the array.
  const std::regex traced(" 6" + start + "traced 2 [0-9]+ [0-9]+ 5[5-9] 0 [0-9.]+");
  EXPECT_TRUE(std::regex_match(columns(ran.out, 6), traced)) << ran.out;
  const std::regex last(" 7" + start + "random 9 [0-9]+ 2000 [0-9]+ 0 [0-9.]+");
  EXPECT_TRUE(std::regex_match(columns(ran.out, 7), last)) << ran.out;
  EXPECT_EQ(without_times(regression.run().out), without_times(ran.out));
}

TEST(CosimRegression, SaysWhatWouldRunAndTakesOverridesAndOneRow) {
  const Regression regression;
  const Ran plan = regression.run({"--dry-run", "--set", "runs[0].steps=77", "--row", "2"});
  EXPECT_EQ(plan.exit_code, 0) << plan.err;
  EXPECT_EQ(columns(plan.out, 1), " 2 fp16_mac accumulator=fp32 1x1.1x1 fp16 corners 1 77 steps");
  EXPECT_EQ(columns(plan.out, 2), "");
  EXPECT_EQ(regression.run({"--row", "8"}).exit_code, 2);
  EXPECT_EQ(regression.run({"--pe", "fp16_mac"}).exit_code, 2);
  EXPECT_EQ(regression.run({"--seed", "4"}).exit_code, 2);
  EXPECT_EQ(lopsim(regression.system.folder(), {"cosim"}).exit_code, 2);
}

/// What Python's parser reads in a JUnit file.
std::string read_by_python(const Regression& regression) {
  regression.system.write(
      "read.py",
      "import xml.etree.ElementTree as tree\n"
      "suite = tree.parse('cosim.xml').getroot().find('testsuite')\n"
      "print(suite.get('tests'), suite.get('failures'))\n"
      "for case in suite:\n"
      "    failure = case.find('failure')\n"
      "    print(case.get('classname'), case.get('name'), '-' if failure is None else failure.get('message'))\n"
      "    print('' if failure is None else failure.text)\n");
  const std::string command = "cd " + regression.system.folder() + " && python3 read.py >read.txt";
  EXPECT_EQ(std::system(command.c_str()), 0);
  return regression.system.read("read.txt");
}

TEST(CosimRegression, WritesAJunitCaseForEachRow) {
  const Regression regression;
  ASSERT_EQ(regression.run({"--junit", "cosim.xml"}).exit_code, 0);
  const std::string read = read_by_python(regression);
  EXPECT_EQ(read.find("7 0\n"), 0u) << read;
  EXPECT_NE(read.find("cosim.fp16_mac row 3: accumulator=fp32, array 1x1.1x1, mode fp16, traced, seed 1 -\n"),
            std::string::npos)
      << read;
  EXPECT_EQ(regression.run({"--junit", "no/such/folder.xml"}).exit_code, 4);
}

TEST(CosimRegression, PutsAFindingIntoItsJunitCaseWithTheCommandThatReplaysIt) {
  const Regression regression;
  // A name that XML and a shell need quoted.
  const std::filesystem::path folder = std::filesystem::path(LOP_BINARY_DIR) / "rtl" / "planted" / "cosim <'&'>";
  const auto broken = lop::test::plant(
      {"exponent", "pe/pe_fp16_mac.sv", ".weight_i    (weight_i)", ".weight_i    (weight_i ^ 19'h800)"}, folder);
  const Ran ran = regression.run({"--junit=cosim.xml", "--rtl", broken.string()});
  ASSERT_EQ(ran.exit_code, 1) << ran.err;
  const std::string read = read_by_python(regression);
  EXPECT_EQ(read.find("7 7\n"), 0u) << read;
  const std::size_t at = read.find("Replay: ");
  ASSERT_NE(at, std::string::npos) << read;
  const std::string replay = read.substr(at + 8, read.find('\n', at) - at - 8);
  EXPECT_EQ(replay.find("junit"), std::string::npos) << replay;
  const std::string command = "cd " + regression.system.folder() + " && " + replay + " >replayed.txt";
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 1) << command;
  const std::string replayed = regression.system.read("replayed.txt");
  const std::size_t mismatch = replayed.find("MISMATCH: ");
  ASSERT_NE(mismatch, std::string::npos);
  EXPECT_NE(read.find(replayed.substr(mismatch, replayed.find('\n', mismatch) - mismatch)), std::string::npos);
  for (const char* part : {"  cycle ", "Waveform around it: row1_fp16_mac_fp16_random_seed", ".gtkw"}) {
    EXPECT_NE(read.find(part), std::string::npos) << part;
  }
}

struct BadRegression {
  const char *name, *from, *to, *place, *phrase;
};

void PrintTo(const BadRegression& bad, std::ostream* out) { *out << bad.name; }

const BadRegression kBadRegressions[] = {
    {"unknown_key", "bubble_percent: 50", "bubbles: 50", ":13:5", "unknown key"},
    {"unknown_pe", "pe: fp16_mac\n    parameters: {accumulator: fp32}\n    steps",
     "pe: fp16_mca\n    parameters: {accumulator: fp32}\n    steps", ":2:9", "did you mean \"fp16_mac\""},
    {"negative_seed", "seeds: [1, 2]", "seeds: [1, -2]", ":5:16", "out of range"},
    {"seed_of_text", "seeds: [1, 2]", "seeds: [1, two]", ":5:16", "expected an integer"},
    {"no_seeds", "seeds: [1, 2]", "seeds: []", ":5:12", "expected at least one"},
    {"unknown_parameter", "{accumulator: fp32}\n    steps", "{accumulater: fp32}\n    steps", ":3:31",
     "fp16_mac has no such parameter"},
    {"unknown_value", "{accumulator: fp32}\n    steps", "{accumulator: fp64}\n    steps", ":3:31", "fp64"},
    {"steps_and_cycles", "cycles: 2000", "cycles: 2000\n    steps: 3", ":11:13", "either steps or cycles"},
    {"no_length", "    steps: 3000\n", "", ":2:5", "steps: missing key"},
    {"unknown_operands", "[random, corners, traced]", "[random, edges]", ":6:15",
     "expected random, corners, exhaustive, traced or long_sums"},
    {"operands_twice", "[random, corners, traced]", "[random, random]", ":6:15", "named twice"},
    {"exhaustive_with_cycles", "operands: [random]", "operands: [exhaustive]", ":15:15",
     "expected steps instead of cycles"},
    {"unknown_layer", "layer: first", "layer: frist", ":7:42", "did you mean \"first\""},
    {"missing_workload", "file: workload.yaml", "file: nowhere.yaml", ":7:20", "no such file"},
    {"traced_without_layer", "    traced: {file: workload.yaml, layer: first}\n", "", ":2:5", "traced: missing key"},
    {"bubbles_always", "bubble_percent: 50", "bubble_percent: 100", ":13:21", "from 0 to 99"},
    {"unknown_dataflow", "    cycles: 2000", "    dataflow: row_stationary\n    cycles: 2000", ":11:15",
     "expected one of"},
    {"weight_stationary_with_groups", "pe: fp16_mac\n    parameters: {accumulator: fp32}\n    array",
     "pe: mixpe_w4a16\n    dataflow: weight_stationary\n    array", ":9:15",
     "mixpe_w4a16: its partial sums cannot leave the PE at every step"},
    {"weight_stationary_tiles", "tile: {rows: 1, columns: 1}}",
     "tile: {rows: 2, columns: 1}}\n    dataflow: weight_stationary", ":11:15", "expected tiles of 1x1 PE"},
    {"too_many_rows", "tile: {rows: 1,", "tile: {rows: 65,", ":10:60", "from 1 to 64"},
};

class BadRegressions : public testing::TestWithParam<BadRegression> {};

TEST_P(BadRegressions, AreRefusedAtTheirPlaceWithWhatWasExpected) {
  const Regression regression;
  regression.system.replace("regression.yaml", GetParam().from, GetParam().to);
  const Ran ran = regression.run({"--dry-run"});
  EXPECT_EQ(ran.exit_code, 2) << ran.out;
  EXPECT_EQ(ran.err.find("regression.yaml" + std::string(GetParam().place) + ": error: "), 0u) << ran.err;
  EXPECT_NE(ran.err.find(GetParam().phrase), std::string::npos) << ran.err;
}

INSTANTIATE_TEST_SUITE_P(Cosim, BadRegressions, testing::ValuesIn(kBadRegressions),
                         [](const auto& bad) { return std::string(bad.param.name); });

TEST(CosimRegression, RunsArraysOfEitherDataflow) {
  const Regression regression;
  regression.system.replace("regression.yaml", "array: {tile_grid: {rows: 1, columns: 1}",
                            "dataflow: weight_stationary\n    array: {tile_grid: {rows: 2, columns: 2}");
  regression.system.replace("regression.yaml", "operands: [random]",
                            "operands: [random, corners, traced]\n"
                            "    traced: {file: workload.yaml, layer: first}");
  const Ran plan = regression.run({"--dry-run"});
  EXPECT_EQ(columns(plan.out, 7), " 7 fp16_mac accumulator=fp32 2x2.1x1.ws fp16 random 9 2000 cycles") << plan.err;
  const Ran ran = regression.run({"--junit", "cosim.xml"});
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  const std::string start = " fp16_mac accumulator=fp32 2x2.1x1.ws fp16 ";
  const std::regex drawn(" 8" + start + "corners 9 [0-9]+ 2000 [0-9]+ 0 [0-9.]+");
  EXPECT_TRUE(std::regex_match(columns(ran.out, 8), drawn)) << ran.out;
  const std::string name = "row 9: accumulator=fp32, array 2x2.1x1.ws, mode fp16, traced, seed 9";
  EXPECT_NE(regression.system.read("cosim.xml").find(name), std::string::npos);
}

TEST(CosimRegression, ThatAreShippedAreValidAndHaveEveryPe) {
  const TinySystem system;
  for (const char* name : {"quick", "full"}) {
    const std::string file = std::string(LOP_SOURCE_DIR "/configs/cosim/") + name + ".yaml";
    const Ran ran = lopsim(system.folder(), {"cosim", file, "--dry-run"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_NE(ran.out.find(" traced "), std::string::npos) << name;
    for (const std::string& stem : pe::stems())
      EXPECT_NE(ran.out.find(" " + stem + " "), std::string::npos) << name << ' ' << stem;
    for (const std::string& stem : pe::stems()) {
      if (pe::make_slice(stem)->make_chain(1, 1) == nullptr) continue;
      const std::regex row("\n *[0-9]+ " + stem + " [^\n]* 4x4\\.1x1\\.ws ");
      EXPECT_TRUE(std::regex_search(ran.out, row)) << name << ' ' << stem;
    }
  }
}

}  // namespace
}  // namespace lop::cli::test
