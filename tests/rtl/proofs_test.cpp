// Small units proved equal to their truth tables, and the prover: faults are found, and a tool's error is no proof.
#include <gtest/gtest.h>

#include <cstdlib>
#include <regex>
#include <set>

#include "tests/rtl/proofs/prover.hpp"
#include "tests/rtl/proofs/truth_table.hpp"
#include "tests/rtl/proofs/units.hpp"
#include "tests/support/planted_fault.hpp"

namespace lop::proof {
namespace {

namespace fs = std::filesystem;

std::set<std::string> proved_modules() {
  std::set<std::string> modules;
  for (const Unit& unit : proved_units()) modules.insert(unit.module);
  return modules;
}

class EveryModule : public testing::TestWithParam<std::string> {};

TEST_P(EveryModule, EqualsItsTableUnderEveryParameterOfTheList) {
  ASSERT_EQ(missing_tools(), "");
  for (const Unit& unit : proved_units()) {
    if (unit.module != GetParam()) continue;
    const Proof proof = prove(unit);
    EXPECT_EQ(proof.verdict, Verdict::kEquivalent) << unit.parameter_text() << ": " << proof.message;
  }
}

INSTANTIATE_TEST_SUITE_P(Proofs, EveryModule, testing::ValuesIn(proved_modules()),
                         [](const auto& tested) { return tested.param; });

struct Finding {
  test::Fault fault;
  Unit unit;
  std::string message;  // a regular expression: few inputs show the fault
};

void PrintTo(const Finding& finding, std::ostream* out) { *out << finding.fault.name; }

std::vector<Finding> findings() {
  using formats::float_format;
  return {
      {{"zero_counted_wrong", "common/leading_zero_count.sv", "CountWidth'(Width);", "CountWidth'(Width - 1);"},
       leading_zero_count(8),
       "value_i=0x0: expected count_o=0x8, gates have count_o.*"},
      {{"amount_wraps", "common/shift_right_sticky.sv", "= value_i >> amount_i", "= value_i >> amount_i[3:0]"},
       shift_right_sticky(8, 5, false),
       "amount_i=0x1[0-7] value_i=.*: expected value_o=0x0 .*, gates have value_o.*=1"},
      {{"no_nan", "common/float_unpack.sv", "magnitude >= beyond", "magnitude > beyond"},
       float_unpack(float_format("e4m3"), false),
       "code_i=0x[7f]f: .*nan_o=0x1.*, gates have nan_o=0"},
      {{"largest_overflows", "common/float_round_pack.sv", "rounded > (", "rounded >= ("},
       float_round_pack(float_format("e4m3"), false),
       ".*exponent_i=0x8 significand_i=.*: expected code_o=0x[7f]e, gates have code_o.0.=1"},
      {{"run_without_end", "common/posit_decode.sv", "| (Bits-1)'(1);", "| (Bits-1)'(0);"},
       posit_decode({16, 1}),
       "code_i=0x(7fff|8001|0|8000): .*"},
      {{"ties_away", "common/posit_encode.sv", "guard & (sticky | kept[0])", "guard"},
       posit_encode({8, 0}),
       "nar_i=0x0 zero_i=0x0 .*sticky_i=0x0: expected code_o=.*"},
      {{"special_value", "pe/bitmod_lane_terms.sv", "special_i[1] ? 5'b10000 : 5'b01010",
        "special_i[1] ? 5'b10000 : 5'b01000"},
       bitmod_lane_terms(),
       "mode_i=0x5 phase_i=0x1 special_i=0x[01] code_i=0x.?8: .*"},
      {{"bit_not_sticky", "pe/bitmod_align.sv", "|wide[13:0]", "|wide[13:5]"},
       bitmod_align(pe::GuardRounding::kNearestEven),
       "shift_i=0xe significand_i=0x401 sign_i=.*"},
      {{"flint_sixteen", "pe/flint_decode.sv", "3'd3 : 3'd4", "3'd3 : 3'd3"}, flint_decode(), "code_i=0x[4c]: .*"},
      {{"pot_without_its_bias", "pe/pot_decode.sv", "code_i[2:0] - 3'd1", "code_i[2:0]"},
       pot_decode(),
       "code_i=0x.: .*"},
      {{"victim_kept", "pe/olive_pair_decode.sv", "if (code == Identifier)", "if (code == 4'd0)"},
       olive_pair_decode(),
       "flint_i=0x. codes_i=0x.*: .*"},
      {{"sign_of_the_other_digit", "pe/bitfusion_brick.sv", "{y_signed_i & y_i[1], y_i}", "{x_signed_i & y_i[1], y_i}"},
       bitfusion_brick(),
       ".*y_i=0x[23]: .*"},
      {{"higher_digit_of_y_not_moved", "pe/bitfusion_fuse.sv", "y_wide_i ? y_high <<< Step : y_high", "y_high"},
       bitfusion_fuse(),
       ".*y_wide_i=0x1.*"},
      {{"booth_digit_of_the_wrong_sign", "pe/mixpe_multiplier.sv", "window[2] ? -magnitude : magnitude",
        "window[1] ? -magnitude : magnitude"},
       mixpe_multiplier(2),
       "weight_i=0x.*"},
      {{"zero_as_a_number", "pe/lmul_operand.sv", "class_o = lmul_pkg::Zero", "class_o = lmul_pkg::Number"},
       lmul_operand("e4m3", false),
       "code_i=0x8?[0-7]: .*"},
      {{"subnormal_without_its_exponent", "pe/block_float_element.sv", "exponent - UnpackedExponentWidth'(1)",
        "exponent"},
       block_float_element(float_format("e4m3")),
       "code_i=0x.*"},
      {{"bias_off_by_one", "common/fp16_to_fp32.sv", "8'd112", "8'd113"}, fp16_to_fp32(), "code_i=0x.*"},
      {{"most_negative_integer", "common/integer_unpack.sv", "-code_i", "{code_i != 8'h80, 7'(-code_i)}"},
       integer_unpack(),
       "code_i=0x.*"},
  };
}

class EveryFault : public testing::TestWithParam<Finding> {};

TEST_P(EveryFault, IsFoundWithAnInputThatShowsIt) {
  const test::TemporaryFolder folder;
  const Proof proof = prove(GetParam().unit, test::plant(GetParam().fault, folder.path()));
  EXPECT_EQ(proof.verdict, Verdict::kDifferent) << proof.message;
  EXPECT_TRUE(std::regex_match(proof.message, std::regex(GetParam().message))) << proof.message;
}

INSTANTIATE_TEST_SUITE_P(Proofs, EveryFault, testing::ValuesIn(findings()),
                         [](const auto& tested) { return tested.param.fault.name; });

TEST(Proofs, EveryModuleOfTheListHasAPlantedFault) {
  std::set<std::string> modules;
  for (const Finding& finding : findings()) modules.insert(finding.unit.module);
  EXPECT_EQ(modules, proved_modules());
}

// A unit without a clock that is not here belongs into tests/rtl/proofs/unit_list.cpp.
TEST(Proofs, EveryCombinationalUnitIsProvedOrTooWide) {
  std::set<std::string> expected = proved_modules();
  // 64 input bits
  expected.insert({"fp32_add", "float_multiply", "float_accumulate"});
  // 20 and more: every pair of codes is simulated
  expected.insert({"lmul_offset", "lmul_product"});
  // words of several lanes
  expected.insert({"rmmec_decode", "rmmec_multiply", "rmmec_align", "rmmec_quire_add"});
  std::set<std::string> found;
  for (const char* name : {"common", "pe"}) {
    for (const auto& entry : fs::directory_iterator(fs::path(LOP_SOURCE_DIR) / "rtl" / name)) {
      const std::string text = test::content(entry.path());
      const bool module = text.find("\nmodule ") != std::string::npos,
                 clocked = text.find("clk_i") != std::string::npos;
      if (module && !clocked) found.insert(entry.path().stem());
    }
  }
  EXPECT_EQ(found, expected);
}

Proof prove_with(const Unit& unit, const std::string& file, const std::string& from, const std::string& to) {
  const test::TemporaryFolder folder;
  return prove(unit, test::plant({"change", file, from, to}, folder.path()));
}

TEST(Prover, TakesAChangeThatCannotMatterForEquivalent) {
  // The lowest bit moved by 15 has no guard bit above it.
  const Unit unit = bitmod_align(pe::GuardRounding::kNearestEven);
  const Proof proof = prove_with(unit, "pe/bitmod_align.sv", "|wide[13:0]", "|wide[13:4]");
  EXPECT_EQ(proof.verdict, Verdict::kEquivalent) << proof.message;
}

TEST(Prover, ComparesWherePromisedAndNowhereElse) {
  // Mode 7 does not exist, mode 3 does.
  const std::string file = "pe/bitmod_lane_terms.sv", from = "assign window =";
  const Proof outside = prove_with(bitmod_lane_terms(), file, from, "assign window = {3{&mode_i}} ^");
  EXPECT_EQ(outside.verdict, Verdict::kEquivalent) << outside.message;
  EXPECT_EQ(outside.promised, 7u << 12);
  const Proof inside = prove_with(bitmod_lane_terms(), file, from, "assign window = {3{&mode_i[1:0]}} ^");
  EXPECT_EQ(inside.verdict, Verdict::kDifferent) << inside.message;
}

TEST(Prover, TakesAnUndefinedOutputForADifference) {
  for (const char* undefined : {"count_o = 'x;", "count_o = {1'b1, {CountWidth-1{1'bx}}};"}) {
    const std::string file = "common/leading_zero_count.sv";
    const Proof proof = prove_with(leading_zero_count(8), file, "count_o = CountWidth'(Width);", undefined);
    EXPECT_EQ(proof.verdict, Verdict::kDifferent) << proof.message;
    EXPECT_EQ(proof.message.rfind("value_i=0x0: ", 0), 0u) << proof.message;
  }
}

TEST(Prover, TakesNoErrorOfAToolForAProofOrADifference) {
  const auto expect_error = [](const Proof& proof, const std::string& words) {
    EXPECT_EQ(proof.verdict, Verdict::kToolError) << proof.message;
    EXPECT_NE(proof.message.find(words), std::string::npos) << proof.message;
  };
  const std::string file = "common/leading_zero_count.sv";
  expect_error(prove_with(leading_zero_count(8), file, "  always_comb", "  always_com"), "syntax error");
  expect_error(prove_with(leading_zero_count(8), file, "  always_comb", "  assign nobody = value_i[0];\n  always_comb"),
               "implicitly declared");

  Unit unit = leading_zero_count(8);
  unit.outputs[0].name = "zeros_o";
  expect_error(prove(unit), "Primary output");
  unit = leading_zero_count(8);
  unit.inputs[0].width = 9;  // as where yosys makes a port narrower than it is written
  expect_error(prove(unit), "primary inputs");
  unit = leading_zero_count(8);
  unit.parameters[0].first = "Widht";
  expect_error(prove(unit), "Widht");
}

/// Commands come from one folder alone while this lives.
class Path {
 public:
  explicit Path(const fs::path& folder) : before_(std::getenv("PATH")) { setenv("PATH", folder.c_str(), 1); }
  ~Path() { setenv("PATH", before_.c_str(), 1); }
  Path(const Path&) = delete;
  Path& operator=(const Path&) = delete;

 private:
  std::string before_;
};

TEST(Prover, SaysWhatToInstallAndProvesNothingWithoutIt) {
  const test::TemporaryFolder folder;
  const Path path(folder.path());
  EXPECT_EQ(missing_tools(), "not installed: yosys berkeley-abc; install with: apt-get install yosys berkeley-abc");
  EXPECT_EQ(prove(leading_zero_count(8)).verdict, Verdict::kToolError);
}

// Words that are no verdict, both verdicts at once, a verdict without an input, and one from a tool that failed.
TEST(Prover, TakesNothingButOneClearVerdict) {
  const std::string equal = "echo Networks are equivalent after SAT.", different = "echo Networks are NOT EQUIVALENT.";
  const auto verdict = [](const std::string& abc) {
    const test::TemporaryFolder folder;
    fs::permissions(folder.write("berkeley-abc", "#!/bin/sh\n" + abc + '\n'), fs::perms::owner_all);
    const Path path(folder.path().string() + ':' + std::getenv("PATH"));
    return prove(leading_zero_count(8)).verdict;
  };
  EXPECT_EQ(verdict(equal), Verdict::kEquivalent);
  const std::vector<std::string> unclear = {"true",
                                            "echo Networks are UNDECIDED.",
                                            "echo No, Networks are equivalent.",
                                            equal + "; exit 1",
                                            equal + "; " + different,
                                            different};
  for (const std::string& abc : unclear) {
    EXPECT_EQ(verdict(abc), Verdict::kToolError) << abc;
  }
  const std::string output =
      "; echo 'Output count_o[3]: Value in Network1 = 1. Value in Network2 = 0.'; echo 'Input pattern: ";
  EXPECT_EQ(verdict(different + output + "value_i[3]=0'"), Verdict::kDifferent);
  EXPECT_EQ(verdict(different + output + "value_i[3]=1'"), Verdict::kToolError);  // the table has 0 there
}

TEST(Prover, RefusesATableThatCannotBeMeant) {
  Unit unit = leading_zero_count(8);
  unit.value = [](const Words&) { return std::nullopt; };
  EXPECT_THROW(prove(unit), std::logic_error);
  unit.value = [](const Words&) { return Words{16}; };  // four bits
  EXPECT_THROW(prove(unit), std::logic_error);
  unit.value = [](const Words&) { return Words{1, 1}; };
  EXPECT_THROW(prove(unit), std::logic_error);
  EXPECT_THROW(prove(leading_zero_count(19)), std::logic_error);
}

int exit_code(const std::string& arguments) {
  const int status = std::system((LOP_BINARY_DIR "/bin/prove_units " + arguments + " >/dev/null 2>&1").c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(ProveUnits, TellsProofsDifferencesBadArgumentsAndMissingToolsApart) {
  const test::TemporaryFolder folder;
  const std::string broken = test::plant(findings().front().fault, folder.path()).string();
  EXPECT_EQ(exit_code("leading_zero_count"), 0);
  EXPECT_EQ(exit_code("--source " + broken + " leading_zero_count"), 1);
  EXPECT_EQ(exit_code("--source " + broken + ".sv leading_zero_count"), 2);
  EXPECT_EQ(exit_code("no_such_unit"), 2);
  EXPECT_EQ(exit_code("--sources " + broken), 2);
  folder.write(fs::path(broken).filename(), "module leading_zero_count;\n");
  EXPECT_EQ(exit_code("--source " + broken + " leading_zero_count"), 3);
  const Path path(folder.path());
  EXPECT_EQ(exit_code("leading_zero_count"), 3);
}

}  // namespace
}  // namespace lop::proof
