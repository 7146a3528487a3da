// lopsim cosim --rtl: somebody's own gates in place of a PE's, right and wrong ones.
#include <gtest/gtest.h>

#include <cstdlib>
#include <regex>
#include <set>

#include "sim/cosim/rtl_model.hpp"
#include "tests/sim/cli/program.hpp"
#include "tests/support/planted_fault.hpp"

namespace lop::cli::test {
namespace {

using lop::test::content;
using lop::test::TemporaryFolder;

const std::string kRewritten = LOP_SOURCE_DIR "/tests/sim/cosim/rtl/fp16_mac_fixed_point.sv";
// Gates are cached by the path of their sources, so these have a place of their own that stays.
const std::filesystem::path kFolder = std::filesystem::path(LOP_BINARY_DIR) / "rtl" / "planted" / "cosim_rtl";

std::vector<std::string> with_rtl(const std::string& source, const std::vector<std::string>& more = {}) {
  std::vector<std::string> words = {"cosim", "--pe", "fp16_mac", "--set", "accumulator=fp32", "--steps", "50000", "--rtl",
      source};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::string broken_copy() {
  return lop::test::plant({"exponent", "pe/pe_fp16_mac.sv", ".weight_i    (weight_i)", ".weight_i    (weight_i ^ 19'h800)"}, kFolder).string();
}

/// What follows `label` on its line.
std::string after(const std::string& text, const std::string& label) {
  const std::size_t begin = text.find(label);
  if (begin == std::string::npos) return "";
  return text.substr(begin + label.size(), text.find('\n', begin) - begin - label.size());
}

TEST(CosimRtl, FindsTheFaultOfABrokenCopyAndItsReplayFindsTheSameAgain) {
  const TemporaryFolder folder;
  const Ran ran = lopsim(folder.path().string(), with_rtl(broken_copy(), {"--waveforms", "waves"}));
  ASSERT_EQ(ran.exit_code, 1) << ran.out << ran.err;
  const std::string mismatch = after(ran.out, "MISMATCH: ");
  const std::regex place("cycle \\d+, port psum_o\\[0\\]: the model says [0-9a-f]+, the gates say [0-9a-f]+");
  EXPECT_TRUE(std::regex_search(mismatch, place)) << ran.out;
  const std::regex cycles("\n  cycle \\d+: ");
  EXPECT_EQ(std::distance(std::sregex_iterator(ran.out.begin(), ran.out.end(), cycles), std::sregex_iterator()), 16);

  const std::string replay = after(ran.out, "Replay: ");
  EXPECT_NE(replay.find("--seed 1 --row 1"), std::string::npos) << replay;
  const std::string command = "cd " + folder.path().string() + " && " + replay + " >replayed.txt";
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 1) << command;
  EXPECT_EQ(after(content(folder / "replayed.txt"), "MISMATCH: "), mismatch);
}

TEST(CosimRtl, LeavesAWaveformAndAViewOfSignalsThatAreInIt) {
  const TemporaryFolder folder;
  const Ran ran = lopsim(folder.path().string(), with_rtl(broken_copy(), {"--waveforms", "waves"}));
  ASSERT_EQ(ran.exit_code, 1) << ran.out << ran.err;
  const auto waveform = folder / after(ran.out, "Waveform around it: "), view = folder / after(ran.out, "Open it with: gtkwave ");
  std::filesystem::path traced;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(LOP_BINARY_DIR "/rtl/given")) {
    if (entry.path().filename() == "fp16_mac_v0_1x1_1x1_trace.so") traced = entry.path();
  }
  std::set<std::string> signals;
  for (const cosim::WaveformSignal& signal : cosim::waveform_signals(traced, waveform)) signals.insert(signal.name);

  std::istringstream lines(content(view));
  std::set<std::string> shown;
  for (std::string line; std::getline(lines, line);) {
    if (std::string("[*@-").find(line[0]) == std::string::npos) shown.insert(line);
  }
  for (const std::string& name : shown) EXPECT_EQ(signals.count(name), 1u) << name;
  const std::string pe = "TOP.pe_array.gen_tile_rows[0].gen_tile_columns[0].u_tile.gen_columns[0].gen_rows[0].u_pe.";
  for (const char* port : {"clk_i", "valid_i", "act_i[15:0]", "wgt_i[15:0]", "psum_o[31:0]", "out_o[31:0]"}) {
    EXPECT_EQ(shown.count(std::string("TOP.") + port), 1u) << port;
  }
  for (const char* port : {"ctl_i[23:0]", "result_o[31:0]"}) EXPECT_EQ(shown.count(pe + port), 1u) << port;
  EXPECT_EQ(after(content(view), "[dumpfile] "), "\"" + waveform.string() + "\"");
}

TEST(CosimRtl, PassesARewriteInAnotherStyle) {
  const TemporaryFolder folder;
  const Ran ran = lopsim(folder.path().string(), with_rtl(kRewritten, {"--top", "fp16_mac_fixed_point"}));
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  EXPECT_NE(ran.out.find(": 0 mismatches\n"), std::string::npos) << ran.out;
}

TEST(CosimRtl, FindsAFaultThatAParameterPlantsInTheRewrite) {
  const TemporaryFolder folder;
  const Ran ran = lopsim(folder.path().string(), with_rtl(kRewritten, {"--top", "fp16_mac_fixed_point", "--param", "Negate=1"}));
  EXPECT_EQ(ran.exit_code, 1) << ran.out << ran.err;
}

TEST(CosimRtl, RefusesFilesWithoutTheModuleInsteadOfPassingOurs) {
  const TemporaryFolder folder;
  const Ran ran = lopsim(folder.path().string(), with_rtl(kRewritten));
  EXPECT_EQ(ran.exit_code, 2) << ran.out;
  EXPECT_NE(ran.err.find("found no module pe_fp16_mac in it; expected one, or its name with --top"), std::string::npos)
      << ran.err;
  const auto comment = folder.path() / "comment.sv";
  std::ofstream(comment) << "// not the module pe_fp16_mac\n/* module\npe_fp16_mac */ module another;\nendmodule\n";
  EXPECT_EQ(lopsim(folder.path().string(), with_rtl(comment.string())).exit_code, 2);
}

TEST(CosimRtl, ShowsVerilatorsErrorsWithFileAndLine) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(kFolder);
  std::ofstream(kFolder / "syntax_error.sv") << "module pe_fp16_mac;\n  initial nonsense(;\nendmodule\n";
  const Ran ran = lopsim(folder.path().string(), with_rtl((kFolder / "syntax_error.sv").string()));
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_NE(ran.err.find("syntax_error.sv:2:"), std::string::npos) << ran.err;
}

TEST(CosimRtl, SaysWhatToInstallWhereVerilatorIsMissing) {
  const TemporaryFolder folder;
  for (const char* bin : {"/usr/bin", "/bin"}) {
    for (const auto& entry : std::filesystem::directory_iterator(bin)) {
      const auto link = folder / entry.path().filename().string();
      if (entry.path().filename().string().rfind("verilator", 0) != 0 && !std::filesystem::is_symlink(link)) {
        std::filesystem::create_symlink(entry.path(), link);
      }
    }
  }
  std::filesystem::create_directories(kFolder);
  std::ofstream(kFolder / "never_built.sv") << "module pe_fp16_mac;\nendmodule\n";
  ::setenv("PATH", folder.path().c_str(), 1);
  const Ran ran = lopsim(folder.path().string(), with_rtl((kFolder / "never_built.sv").string()));
  EXPECT_EQ(ran.exit_code, 3) << ran.err;
  EXPECT_NE(ran.err.find("apt-get install verilator"), std::string::npos) << ran.err;
}

TEST(CosimRtl, RefusesArgumentsThatCannotBeMeant) {
  const TemporaryFolder folder;
  for (const std::vector<std::string>& more : std::vector<std::vector<std::string>>{
           {"--top", "a b"},
           {"--top", "fp16_mac_fixed_point", "--param", "Negate"},
           {"--top", "fp16_mac_fixed_point", "--param", "1x=2"}}) {
    EXPECT_EQ(lopsim(folder.path().string(), with_rtl(kRewritten, more)).exit_code, 2) << more.back();
  }
  EXPECT_EQ(lopsim(folder.path().string(), with_rtl("nowhere.sv")).exit_code, 2);
  EXPECT_EQ(lopsim(folder.path().string(), {"cosim", "--pe", "fp16_mac", "--top", "x"}).exit_code, 2);   // without --rtl
}

}  // namespace
}  // namespace lop::cli::test
