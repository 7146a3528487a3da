// lopsim list: the PEs with their facts, and checks that are those of the tree.
#include <gtest/gtest.h>

#include <cstdio>
#include <regex>
#include <set>
#include <sstream>

#include "models/pe/slice.hpp"
#include "sim/cli/pe_checks.hpp"
#include "tests/rtl/proofs/units.hpp"
#include "tests/sim/cli/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace lop::cli::test {
namespace {

using lop::test::TemporaryFolder;

/// What `lopsim list` says of a subject.
std::string listed(const std::string& subject) {
  const TemporaryFolder folder;
  const Ran ran = lopsim(folder.path(), {"list", subject});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  return ran.out;
}

/// The list after `head` in the lines of all PEs that have it; nothing twice unless PEs share it.
std::set<std::string> named_after(const std::string& head, bool is_shared) {
  std::set<std::string> names;
  std::istringstream lines(listed("pe"));
  for (std::string line; std::getline(lines, line);) {
    if (line.find(head) != 4) continue;
    std::istringstream words(std::regex_replace(line.substr(4 + head.size()), std::regex(","), ""));
    for (std::string word; words >> word;) EXPECT_TRUE(names.insert(word).second || is_shared) << word;
  }
  return names;
}

TEST(ListPe, SaysOfEachModeWhatItTakesInWhichTime) {
  const std::string text = listed("pe");
  for (const char* part :
       {"bitmod\n  source: BitMoD, HPCA 2025\n",
        "    int8: fp16 x int8 (16 x 8 bits), 4 lanes, 4 steps, 1 MAC a cycle, 10 bits of metadata a group of "
        "weights\n",
        "    int6: fp16 x int6 (16 x 6 bits), 4 lanes, 3 steps, 1.333 MACs a cycle, 10 bits of metadata a group of "
        "weights\n",
        "    w2a4: int4 x int2 (4 x 2 bits), 8 lanes, 1 step, 8 MACs a cycle\n",
        "    p16: posit16_1 x posit16_1 (16 x 16 bits), 1 lane, 1 step, 1 MAC a cycle\n",
        "    nvfp4: e2m1 x e2m1 (4 x 4 bits), 8 lanes, 1 step, 8 MACs a cycle, 8 bits of metadata a group of weights, "
        "8 a group of activations\n",
        "    alignment: bsig_aware five_input post_shift\n", "mxfp_dot\n  source: OCP Microscaling Formats 1.0;",
        "  accumulator: 128 bits, output code: 16 bits\n", "int8_mac\n  source: ours"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part;
  }
}

TEST(ListPe, EveryPeHasAValueTestAndIsComparedWithItsGatesAloneAndInArrays) {
  const PeChecks checks(LOP_SOURCE_DIR);
  for (const std::string& stem : pe::stems()) {
    EXPECT_FALSE(pe::make_slice(stem)->source().empty()) << stem;
    std::string text;
    for (const std::string& line : checks.of(stem)) text += line + "\n";
    for (const char* part :
         {"values: The ", "gates against cycles: 1 PE, ", "gates against cycles: 2x2 tiles of 3x2 PEs, "}) {
      EXPECT_NE(text.find(part), std::string::npos) << stem << " lacks " << part;
    }
  }
}

TEST(ListPe, NamesEveryPlantedFaultOnce) {
  std::set<std::string> run;
  FILE* const list = ::popen(LOP_PLANTED_FAULTS " --gtest_list_tests", "r");
  ASSERT_NE(list, nullptr);
  char line[4096];
  while (std::fgets(line, sizeof line, list) != nullptr) {
    std::cmatch name;
    if (std::regex_search(line, name, std::regex(R"(^  \w+/(\w+))"))) run.insert(name[1]);
  }
  ASSERT_EQ(::pclose(list), 0);
  EXPECT_GT(run.size(), 30u);
  EXPECT_EQ(named_after("planted faults that are found:", false), run);
}

TEST(ListPe, NamesEveryProvedUnit) {
  std::set<std::string> modules;
  for (const proof::Unit& unit : proof::proved_units()) modules.insert(unit.module);
  EXPECT_EQ(named_after("proofs of units, as scripts/prove_units.sh lists them:", true), modules);
}

TEST(PeChecks, AreReadFromTheTree) {
  const TemporaryFolder tree;
  tree.write("configs/cosim/full.yaml",
             "runs:\n"
             "  - {pe: int4_mac, steps: 500, seeds: [3, 4], operands: [random, exhaustive]}\n"
             "  - {pe: fp8_mac, parameters: {format: e5m2}, steps: 1, seeds: [1], operands: [exhaustive]}\n"
             "  - {pe: fp8_mac, dataflow: weight_stationary, array: {tile_grid: {rows: 2, columns: 3}, "
             "tile: {rows: 1, columns: 1}}, cycles: 9, seeds: [1], operands: [random]}\n"
             "  - {pe: bf16_mac, steps: 1, seeds: [1], operands: [exhaustive]}\n"
             "  - {pe: bitmod, parameters: {alignment: post_shift, rounding: truncate}, cycles: 70, seeds: [5], "
             "operands: [corners],\n"
             "     array: {tile_grid: {rows: 1, columns: 2}, tile: {rows: 3, columns: 4}}}\n");
  tree.write("tests/models/pe/int4_mac_test.cpp", "// The INT4 MAC against a table.\nint main() {}\n");
  tree.write("tests/models/pe/int4_mac_sums_test.cpp", "// Its sums.\n");
  tree.write("tests/models/pe/int8_mac_test.cpp", "// Somebody else's.\n");
  tree.write(
      "tests/sim/cosim/planted_faults_test.cpp",
      "Fault{\"bitmod\", {\"first\", \"pe/a.sv\", \"x\", \"y\"}}, {\"second\",\n  \"common/b.sv\", \"\\\"\", \"z\"}\n"
      "stem = \"int4_mac\"; Fault{\"third\", \"pe/c.sv\", \"bitmod \", \"\"}\n");
  tree.write("tests/rtl/proofs/unit_list.cpp",
             "add(adder(4));\nfor (int form : {1, 2}) add(shifter(form));\nadd(counter());\n");
  tree.write("rtl/pe/pe_int4_mac.sv", "module pe_int4_mac;  // not a shifter\n  product u_product ();\nendmodule\n");
  tree.write("rtl/pe/product.sv", "module product;\n  adder #(4) u_adder ();\nendmodule\n");
  tree.write("rtl/common/adder.sv", "module adder;\nendmodule\n");
  tree.write("rtl/common/shifter.sv", "module shifter;\nendmodule\n");
  tree.write("rtl/array/plain_column.sv", "module plain_column;\n  counter u_counter ();\nendmodule\n");
  tree.write("rtl/common/counter.sv", "module counter;\nendmodule\n");

  const PeChecks checks(tree.path());
  EXPECT_EQ(checks.of("int4_mac"),
            (std::vector<std::string>{
                "values: Its sums.", "values: The INT4 MAC against a table.",
                "gates against cycles: 1 PE, 1 variant, 500 steps each of random operands, seeds 3 4",
                "gates against cycles: 1 PE, every pair of codes of int4", "planted faults that are found: third",
                "proofs of units, as scripts/prove_units.sh lists them: adder, counter"}));
  // Without alignment and rounding, scale_bits has five values.
  EXPECT_EQ(checks.of("bitmod"),
            (std::vector<std::string>{
                "gates against cycles: 1x2 tiles of 3x4 PEs, 5 variants, 70 cycles each of corners operands, seeds 5",
                "planted faults that are found: first, second"}));
  const std::vector<std::string> fp8 = checks.of("fp8_mac");
  ASSERT_GE(fp8.size(), 2u);
  EXPECT_EQ(fp8[0],
            "gates against cycles: 2x3 tiles of 1x1 PEs, weight stationary, 2 variants, "
            "9 cycles each of random operands, seeds 1");
  EXPECT_EQ(fp8[1], "gates against cycles: 1 PE, every pair of codes of fp8 with format=e5m2");
  // 2^32 pairs are too many.
  EXPECT_EQ(checks.of("bf16_mac").front(), "gates against cycles: not in configs/cosim/full.yaml");
  EXPECT_EQ(
      checks.of("int8_mac"),
      (std::vector<std::string>{"values: Somebody else's.", "gates against cycles: not in configs/cosim/full.yaml",
                                "proofs of units, as scripts/prove_units.sh lists them: counter"}));
}

TEST(List, KnowsWorkloadsConfigurationsAndTechnologies) {
  EXPECT_NE(listed("workloads").find("workloads/llama_2_7b.yaml"), std::string::npos);
  EXPECT_NE(listed("configs").find("configs/systems/bitmod.yaml"), std::string::npos);
  EXPECT_NE(listed("technologies").find("28 nm"), std::string::npos);
}

}  // namespace
}  // namespace lop::cli::test
