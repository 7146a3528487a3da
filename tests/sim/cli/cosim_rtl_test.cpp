// lopsim cosim --rtl: somebody's own gates in place of a PE's, right and wrong ones.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
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
  std::vector<std::string> words = {"cosim",   "--pe",  "fp16_mac", "--set", "accumulator=fp32",
                                    "--steps", "50000", "--rtl",    source};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// What follows `label` on its line.
std::string after(const std::string& text, const std::string& label) {
  const std::size_t begin = text.find(label);
  if (begin == std::string::npos) return "";
  return text.substr(begin + label.size(), text.find('\n', begin) - begin - label.size());
}

const lop::test::Fault kBrokenPe = {"exponent", "pe/pe_fp16_mac.sv", ".weight_i    (weight_i)",
                                    ".weight_i    (weight_i ^ 19'h800)"};

/// A fault in the gates of a PE, or of the array around it.
struct Broken {
  const char *name, *dataflow, *tiles;
  lop::test::Fault fault;
  int column;               // in which it shows
  const char *traced, *pe;  // shared object, a PE of the column

  /// Of the program, with our PE beside another broken file.
  std::vector<std::string> words() const {
    std::vector<std::string> more = {"--waveforms", "waves", "--dataflow", dataflow, "--tiles", tiles};
    const std::string broken = lop::test::plant(fault, kFolder / name).string();
    if (fault.file != "pe/pe_fp16_mac.sv") more.insert(more.begin(), broken);
    return with_rtl(more.size() == 6 ? broken : LOP_SOURCE_DIR "/rtl/pe/pe_fp16_mac.sv", more);
  }
};

void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.name; }

class BrokenGates : public testing::TestWithParam<Broken> {};

TEST_P(BrokenGates, AreFoundAndTheReplayFindsTheSameAgain) {
  const TemporaryFolder folder;
  const Ran ran = lopsim(folder.path().string(), GetParam().words());
  ASSERT_EQ(ran.exit_code, 1) << ran.out << ran.err;
  const std::string mismatch = after(ran.out, "MISMATCH: ");
  const std::regex place("cycle \\d+, port psum_o\\[" + std::to_string(GetParam().column) +
                         "\\]: the model says [0-9a-f]+, the gates say [0-9a-f]+");
  EXPECT_TRUE(std::regex_search(mismatch, place)) << ran.out;
  const auto count = [&](const std::regex& text) {
    return std::distance(std::sregex_iterator(ran.out.begin(), ran.out.end(), text), std::sregex_iterator());
  };
  EXPECT_EQ(count(std::regex("\n  cycle \\d+: ")), 16 * count(std::regex("MISMATCH: ")));

  const std::string replay = after(ran.out, "Replay: ");
  EXPECT_NE(replay.find("--seed 1 --row 1"), std::string::npos) << replay;
  const std::string command = "cd " + folder.path().string() + " && " + replay + " >replayed.txt";
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 1) << command;
  EXPECT_EQ(after(content(folder / "replayed.txt"), "MISMATCH: "), mismatch);
}

TEST_P(BrokenGates, LeaveAWaveformAndAViewOfSignalsThatAreInIt) {
  const TemporaryFolder folder;
  const Ran ran = lopsim(folder.path().string(), GetParam().words());
  ASSERT_EQ(ran.exit_code, 1) << ran.out << ran.err;
  const auto waveform = folder / after(ran.out, "Waveform around it: "),
             view = folder / after(ran.out, "Open it with: gtkwave ");
  std::filesystem::path traced;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(LOP_BINARY_DIR "/rtl/given")) {
    if (entry.path().filename() == GetParam().traced) traced = entry.path();
  }
  std::set<std::string> signals;
  for (const cosim::WaveformSignal& signal : cosim::waveform_signals(traced, waveform)) signals.insert(signal.name);

  std::istringstream lines(content(view));
  std::set<std::string> shown;
  for (std::string line; std::getline(lines, line);) {
    if (std::string("[*@-").find(line[0]) == std::string::npos) shown.insert(line);
  }
  for (const std::string& name : shown) EXPECT_EQ(signals.count(name), 1u) << name;
  const int columns = GetParam().tiles[2] - '0';
  for (const std::string port : {"act_i", "wgt_i", "psum_o", "out_o"}) {
    const int width = columns * (port == "act_i" || port == "wgt_i" ? 16 : 32);  // as many rows as columns
    EXPECT_EQ(shown.count(fmt::format("TOP.{}[{}:0]", port, width - 1)), 1u) << port;
  }
  for (const char* port : {"clk_i", "valid_i"}) EXPECT_EQ(shown.count(std::string("TOP.") + port), 1u) << port;
  const std::string pe = std::string("TOP.") + GetParam().pe + ".u_pe.";
  for (const char* port : {"activation_i[18:0]", "result_o[31:0]"}) EXPECT_EQ(shown.count(pe + port), 1u) << port;
  // The PEs of the column and no others: as many as the array has rows.
  EXPECT_EQ(std::count_if(shown.begin(), shown.end(),
                          [](const std::string& name) { return name.find(".u_pe.result_o") != std::string::npos; }),
            columns);
  EXPECT_EQ(after(content(view), "[dumpfile] "), "\"" + waveform.string() + "\"");
}

INSTANTIATE_TEST_SUITE_P(
    Cosim, BrokenGates,
    testing::Values(Broken{"pe", "output_stationary", "1x1", kBrokenPe, 0, "fp16_mac_v0_1x1_1x1_trace.so",
                           "pe_array.gen_tile_rows[0].gen_tile_columns[0].u_tile.gen_columns[0].gen_rows[0]"},
                    Broken{"array",
                           "weight_stationary",
                           "2x2",
                           {"rare_sum", "array/ws_array.sv", "= RW'(psum_i[c*PW+:PW]);",
                            "= RW'(psum_i[c*PW+:PW]) ^ RW'(c == 1 && psum_i[c*PW+24+:8] == 8'h3f);"},
                           1,
                           "fp16_mac_v0_2x2_1x1_ws_trace.so",
                           "ws_array.gen_rows[1].gen_columns[1].u_cell"}),
    [](const auto& broken) { return std::string(broken.param.name); });

TEST(CosimRtl, TheHistoryShowsTheLoadsAndSumsOfAWeightStationaryArray) {
  const TemporaryFolder folder;
  const auto broken = lop::test::plant(kBrokenPe, kFolder / "loads_and_sums");
  const Ran ran =
      lopsim(folder.path().string(), with_rtl(broken.string(), {"--dataflow", "weight_stationary", "--tiles", "2x2"}));
  ASSERT_EQ(ran.exit_code, 1) << ran.out << ran.err;
  EXPECT_TRUE(std::regex_search(ran.out, std::regex("cycle \\d+: load mode 0 wgt [0-9a-f]+ [0-9a-f]+ \\|"))) << ran.out;
  const std::regex swap("cycle \\d+: step mode 0 clear act [0-9a-f]+ [0-9a-f]+ psum [0-9a-f]{8} [0-9a-f]{8} \\|");
  EXPECT_TRUE(std::regex_search(ran.out, swap)) << ran.out;
}

TEST(CosimRtl, PassesARewriteInAnotherStyle) {
  const TemporaryFolder folder;
  const Ran ran = lopsim(folder.path().string(), with_rtl(kRewritten, {"--top", "fp16_mac_fixed_point"}));
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  EXPECT_NE(ran.out.find(": 0 mismatches\n"), std::string::npos) << ran.out;
}

TEST(CosimRtl, FindsAFaultThatAParameterPlantsInTheRewrite) {
  const TemporaryFolder folder;
  const Ran ran =
      lopsim(folder.path().string(), with_rtl(kRewritten, {"--top", "fp16_mac_fixed_point", "--param", "Negate=1"}));
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

TEST(CosimRtl, SetsParametersOfAForeignPeInAWeightStationaryArrayToo) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(kFolder);
  const auto wrapped = kFolder / "fp16_mac_with_sign.sv";
  std::ofstream(wrapped)
      << "module fp16_mac_with_sign #(parameter logic [31:0] Variant = 0, parameter int ControlWidth = 1,\n"
         "  parameter int Stages = 1, parameter bit WeightStationary = 0, parameter bit Negate = 0) (\n"
         "  input clk_i, input [ControlWidth*Stages-1:0] ctl_i, input [18:0] activation_i, weight_i,\n"
         "  input [31:0] psum_i, output [31:0] result_o);\n"
         "  pe_fp16_mac #(.Variant(Variant), .ControlWidth(ControlWidth), .Stages(Stages),\n"
         "    .WeightStationary(WeightStationary)) u_mac (\n"
         "    .activation_i({1'b0, Negate, 17'd0} ^ activation_i), .*);\n"
         "endmodule\n";
  for (const auto& [setting, exit_code] : {std::pair{"Negate=0", 0}, {"Negate=1", 1}}) {
    const Ran ran =
        lopsim(folder.path().string(), with_rtl(wrapped.string(), {"--dataflow", "weight_stationary", "--tiles", "2x2",
                                                                   "--top", "fp16_mac_with_sign", "--param", setting}));
    EXPECT_EQ(ran.exit_code, exit_code) << ran.out << ran.err;
  }
}

/// The array sets a parameter more on a PE in it: this one does not have it.
TEST(CosimRtl, ShowsThatAPeWithoutTheParameterWeightStationaryFitsNoSuchArray) {
  const TemporaryFolder folder;
  const Ran ran = lopsim(folder.path().string(),
                         with_rtl(kRewritten, {"--top", "fp16_mac_fixed_point", "--dataflow", "weight_stationary"}));
  EXPECT_EQ(ran.exit_code, 2) << ran.out;
  EXPECT_NE(ran.err.find("WeightStationary"), std::string::npos) << ran.err;
}

TEST(CosimDataflow, ComparesRandomVectorsAndEveryPairOfCodesOnOnePe) {
  const TemporaryFolder folder;
  const Ran ran = lopsim(folder.path().string(),
                         {"cosim", "--pe", "int4_mac", "--dataflow", "weight_stationary", "--steps", "3000"});
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  const std::regex row("int4_mac +- +1x1\\.1x1\\.ws +int4 +exhaustive +1 +(\\d+) ");
  std::smatch found;
  ASSERT_TRUE(std::regex_search(ran.out, found, row)) << ran.out;
  EXPECT_GE(std::stoi(found[1]), 16 * 16);
}

TEST(CosimDataflow, RefusesPesWhoseSumsStayInThemWithTheReasonAndThoseThatCan) {
  const TemporaryFolder folder;
  for (const auto& [stem, why] : {std::pair{"bitmod", "a group's sum stays there until the column unit takes it"},
                                  {"mxfp_dot", "a group's sum stays"},
                                  {"nvfp4_dot", "a group's sum stays"},
                                  {"mixpe_w4a16", "a group's sum stays"},
                                  {"rmmec", "an output's sum stays there until the output ends"}}) {
    const Ran ran =
        lopsim(folder.path().string(), {"cosim", "--pe", stem, "--dataflow", "weight_stationary", "--tiles", "4x4"});
    EXPECT_EQ(ran.exit_code, 2) << stem;
    EXPECT_EQ(ran.out, "") << stem;
    EXPECT_EQ(ran.err.find(std::string("lopsim: error: ") + stem + ": its partial sums cannot leave"), 0u) << ran.err;
    for (const char* part : {why, "fp16_mac", "lmul", "int8_mac", "olive"}) {
      EXPECT_NE(ran.err.find(part), std::string::npos) << stem << ": " << ran.err;
    }
  }
}

TEST(CosimDataflow, RefusesTilesOfSeveralPesAndUnknownNames) {
  const TemporaryFolder folder;
  const std::vector<std::string> int8 = {"cosim", "--pe", "int8_mac", "--dataflow"};
  std::vector<std::string> tiles = int8, name = int8;
  tiles.insert(tiles.end(), {"weight_stationary", "--tile", "4x4"});
  name.push_back("row_stationary");
  const Ran refused = lopsim(folder.path().string(), tiles);
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("expected tiles of 1x1 PE"), std::string::npos) << refused.err;
  EXPECT_EQ(lopsim(folder.path().string(), name).exit_code, 2);
}

TEST(CosimRtl, RefusesArgumentsThatCannotBeMeant) {
  const TemporaryFolder folder;
  for (const std::vector<std::string>& more :
       std::vector<std::vector<std::string>>{{"--top", "a b"},
                                             {"--top", "fp16_mac_fixed_point", "--param", "Negate"},
                                             {"--top", "fp16_mac_fixed_point", "--param", "1x=2"}}) {
    EXPECT_EQ(lopsim(folder.path().string(), with_rtl(kRewritten, more)).exit_code, 2) << more.back();
  }
  EXPECT_EQ(lopsim(folder.path().string(), with_rtl("nowhere.sv")).exit_code, 2);
  EXPECT_EQ(lopsim(folder.path().string(), {"cosim", "--pe", "fp16_mac", "--top", "x"}).exit_code, 2);  // without --rtl
}

}  // namespace
}  // namespace lop::cli::test
