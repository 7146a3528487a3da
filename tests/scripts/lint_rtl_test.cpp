// Gates through scripts/lint_rtl.sh: all variants and units pass both tools, and yosys reads what the RTL says.
#include <spawn.h>
#include <sys/wait.h>

#include <filesystem>
#include <map>
#include <set>

#include "tests/sim/cosim/lockstep_expectation.hpp"
#include "tests/support/planted_fault.hpp"

namespace lop::cosim {
namespace {

namespace fs = std::filesystem;

int run_lint(std::vector<std::string> words) {
  words.insert(words.begin(), {"bash", LOP_SOURCE_DIR "/scripts/lint_rtl.sh"});
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  if (posix_spawnp(&child, "bash", nullptr, nullptr, arguments.data(), environ) != 0) return -1;
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int lint_variant(const std::string& stem, const pe::Choices& choices) {
  return run_lint({stem, std::to_string(pe::make_slice(stem, choices)->variant()), "1x1.1x1"});
}

class EveryStem : public testing::TestWithParam<std::string> {};

TEST_P(EveryStem, PassesVerilatorAndYosysWithoutAWarningInEveryGeometry) {
  EXPECT_EQ(run_lint({GetParam()}), 0);
}

class EveryStemWithChains : public testing::TestWithParam<std::string> {};

TEST_P(EveryStemWithChains, PassesVerilatorAndYosysInAWeightStationaryArray) {
  EXPECT_EQ(run_lint({GetParam(), "--array", "ws_array"}), 0);
}

TEST_P(EveryStem, PassesVerilatorAndYosysWithoutAWarningInEveryVariant) {
  for (const pe::Choices& choices : campaign_variants(GetParam(), {})) {
    EXPECT_EQ(lint_variant(GetParam(), choices), 0) << testing::PrintToString(choices);
  }
}

// Values beyond the lists of parameters: the narrowest and widest operands, windows that cut off and that do not.
TEST(FreeValues, OfLmulPassVerilatorAndYosysWithoutAWarning) {
  for (const pe::Choices& choices :
       {pe::Choices{{"format", "e2m1"}, {"accumulator", "fixed:62"}, {"strict", "true"}},
        pe::Choices{{"format", "fp16"}, {"accumulator", "fixed"}, {"form", "literal"}, {"pre_offset", "true"}},
        pe::Choices{{"format", "bf16"}, {"accumulator", "fixed:18"}},
        pe::Choices{{"format", "e8m23"}, {"form", "literal"}, {"pre_offset", "true"}, {"offset", "511"}},
        pe::Choices{{"format", "e2m23"}, {"accumulator", "bf16"}, {"form", "literal"}}}) {
    EXPECT_EQ(lint_variant("lmul", choices), 0) << testing::PrintToString(choices);
  }
}

TEST_P(EveryStem, RtlThroughYosysEqualsTheModel) {
  const fs::path folder = fs::path(LOP_BINARY_DIR) / "rtl_through_yosys" / GetParam();
  fs::create_directories(folder);
  const fs::path netlist = folder / "pe_array.sv";
  ASSERT_EQ(run_lint({GetParam(), "0", "1x1.1x1", "--netlist", netlist.string()}), 0);

  CampaignOptions options;
  options.stem = GetParam();
  for (const pe::Parameter& parameter : pe::make_slice(options.stem)->parameters()) {
    if (parameter.kind == pe::ParameterKind::kGates) options.fixed[parameter.name] = parameter.values.front();
  }
  options.steps = 100'000;
  options.complete.clear();
  options.reset_period = 2'000;
  options.sources = {netlist};
  options.folder = folder;
  options.waveform_folder = folder;
  expect_equal(run_campaign(options, [](const CampaignRow&) {}));
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryStem, testing::ValuesIn(pe::stems()),
                         [](const auto& tested) { return tested.param; });
INSTANTIATE_TEST_SUITE_P(Catalogue, EveryStemWithChains, testing::ValuesIn(stems_with_chains()),
                         [](const auto& tested) { return tested.param; });

/// Units of a folder below the project's: the modules, not the packages.
std::set<std::string> units(const std::string& folder) {
  std::set<std::string> files;
  for (const auto& entry : fs::directory_iterator(fs::path(LOP_SOURCE_DIR) / folder)) {
    const std::string name = entry.path().stem().string();
    const bool package = name.size() > 4 && name.substr(name.size() - 4) == "_pkg";
    if (entry.path().extension() == ".sv" && !package) files.insert(name);
  }
  return files;
}

// Beside the defaults, the ends of the parameters and what PEs
// use; formats are words of float_formats_pkg, E2M1 and Fp16.
const std::multimap<std::string, std::vector<std::string>> kParameters = {
    {"delay_line", {"Width=3", "Cycles=0"}},
    {"delay_line", {"Width=3", "Cycles=4", "Reset=1'b1"}},
    {"float_accumulate", {"Fp16=1'b1"}},
    {"float_accumulate", {"Fp16=1'b1", "MantissaBits=18"}},
    {"float_accumulate", {"ExponentBits=9", "MantissaBits=25"}},
    {"float_edge", {"Format=13'd4211", "Lanes=1", "Normalise=1'b1"}},
    {"float_round_pack", {"Format=13'd2723", "Saturate=1'b1", "SignificandWidth=1", "ExponentWidth=2"}},
    {"float_round_pack", {"Format=13'd1051", "SignificandWidth=22", "ExponentWidth=9"}},
    {"float_unpack", {"Format=13'd1051", "Normalise=1'b1"}},
    {"fp32_add", {"MantissaBits=24"}},
    {"fp32_add", {"ExponentBits=9", "MantissaBits=25"}},
    {"fp32_add", {"OutFormat=13'd2723"}},
    {"float_multiply", {"OutFormat=13'd2723"}},
    {"leading_zero_count", {"Width=1"}},
    {"posit_decode", {"Bits=2", "ExponentBits=3"}},
    {"posit_decode", {"Bits=4", "ExponentBits=1"}},
    {"posit_decode", {"Bits=8", "ExponentBits=0"}},
    {"posit_decode", {"Bits=32", "ExponentBits=3"}},
    {"posit_encode", {"Bits=2", "ExponentBits=0", "SignificandWidth=1", "ScaleWidth=1"}},
    {"posit_encode", {"Bits=4", "ExponentBits=1", "SignificandWidth=3", "ScaleWidth=3"}},
    {"posit_encode", {"Bits=32", "ExponentBits=3", "SignificandWidth=60", "ScaleWidth=13"}},
    {"shift_right_sticky", {"Width=1", "AmountWidth=1", "Arithmetic=1'b1"}},
    {"shift_right_sticky", {"Width=128", "AmountWidth=9"}},
};

int lint_unit(const fs::path& file, std::vector<std::string> parameters) {
  parameters.insert(parameters.begin(), {"--unit", (fs::path(LOP_SOURCE_DIR) / file).string()});
  return run_lint(parameters);
}

TEST(EveryUnit, PassesVerilatorAndYosysAloneWithoutAWarning) {
  const std::set<std::string> common = units("rtl/common");
  for (const std::string& unit : common) EXPECT_EQ(lint_unit("rtl/common/" + unit + ".sv", {}), 0) << unit;
  for (const auto& [unit, parameters] : kParameters) {
    EXPECT_EQ(common.count(unit), 1u) << unit << " is not there any more";
    EXPECT_EQ(lint_unit("rtl/common/" + unit + ".sv", parameters), 0)
        << unit << ' ' << testing::PrintToString(parameters);
  }
}

TEST(EveryUnit, PassesVerilatorAndYosysInEveryFormatThatItIsTestedIn) {
  for (const char* folder : {"rtl/comparison", "tests/rtl"}) {
    for (const std::string& top : units(folder)) {
      EXPECT_EQ(lint_unit(std::string(folder) + '/' + top + ".sv", {}), 0) << top;
    }
  }
}

TEST(EveryUnit, AWarningOfEitherToolIsFound) {
  const test::Fault for_verilator{"lint_unused", "common/leading_zero_count.sv", "  always_comb",
                                  "  logic nobody;\n  always_comb"};
  const test::Fault for_yosys{"lint_inside", "common/shift_right_sticky.sv", "|(value_i &",
                              "!(amount_i inside {'0}) & |(value_i &"};
  for (const test::Fault& fault : {for_verilator, for_yosys}) {
    const fs::path broken = test::plant(fault, fs::path(LOP_BINARY_DIR) / "rtl" / "planted" / fault.name);
    EXPECT_EQ(run_lint({"--unit", broken.string()}), 1) << fault.name;
  }
}

TEST(LintRtl, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(run_lint({"--unit", "no_such_unit.sv"}), 2);
  EXPECT_EQ(run_lint({"no_such_pe"}), 2);
  EXPECT_EQ(run_lint({"fp16_mac", "0", "2x2"}), 2);
  EXPECT_EQ(run_lint({"--no-such-argument"}), 2);
}

}  // namespace
}  // namespace lop::cosim
