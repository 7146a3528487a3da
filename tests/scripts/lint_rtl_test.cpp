// Gates through scripts/lint_rtl.sh: every variant passes both tools, and what yosys reads is what the RTL says.
#include <spawn.h>
#include <sys/wait.h>

#include <filesystem>

#include "models/pe/parameters.hpp"
#include "tests/sim/cosim/lockstep_expectation.hpp"

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

class EveryStem : public testing::TestWithParam<std::string> {};

TEST_P(EveryStem, PassesVerilatorAndYosysWithoutAWarningInEveryGeometry) {
  EXPECT_EQ(run_lint({GetParam()}), 0);
}

TEST_P(EveryStem, PassesVerilatorAndYosysWithoutAWarningInEveryVariant) {
  for (const pe::Choices& choices : campaign_variants(GetParam(), {})) {
    const std::uint32_t variant = pe::variant_word(*pe::make_slice(GetParam(), choices));
    EXPECT_EQ(run_lint({GetParam(), std::to_string(variant), "1x1.1x1"}), 0) << "variant " << variant;
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
  options.exhaustive = false;
  options.reset_period = 2'000;
  options.sources = {netlist};
  options.folder = folder;
  options.waveform_folder = folder;
  expect_equal(run_campaign(options, [](const CampaignRow&) {}));
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryStem, testing::ValuesIn(pe::stems()),
                         [](const auto& tested) { return tested.param; });

TEST(LintRtl, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(run_lint({"no_such_pe"}), 2);
  EXPECT_EQ(run_lint({"fp16_mac", "0", "2x2"}), 2);
  EXPECT_EQ(run_lint({"--no-such-argument"}), 2);
}

}  // namespace
}  // namespace lop::cosim
