// Bad configurations: each is refused with exit code 2, at its place, with what was expected, by the program itself.
#include <gtest/gtest.h>

#include <ostream>

#include "tests/sim/cli/program.hpp"
#include "tests/sim/cli/tiny_system.hpp"

namespace lop::cli::test {
namespace {

/// One spoilt spot of the tiny system.
struct BadConfig {
  const char* name;
  const char* file;
  const char* from;
  const char* to;
  const char* place;   // file:line:column
  const char* phrase;  // what was expected

  friend std::ostream& operator<<(std::ostream& out, const BadConfig& bad) { return out << bad.name; }
};

constexpr BadConfig kBadConfigs[] = {
    // Keys and types.
    {"unknown_key", "system.yaml", "clock_ghz: 1.0", "clock_ghz: 1.0\nclok_ghz: 1.0", "system.yaml:4:1",
     "did you mean \"clock_ghz\""},
    {"unknown_key_deep", "system.yaml", "width_bits: 64}\n  activation",
     "width_bits: 64, widht_bits: 64}\n  activation", "system.yaml:12:56", "did you mean \"width_bits\""},
    {"missing_key", "system.yaml", "clock_ghz: 1.0\n", "", "system.yaml:1:1", "clock_ghz"},
    {"missing_key_deep", "system.yaml", "tile: {rows: 4, columns: 4}", "tile: {rows: 4}", "system.yaml:10:9",
     "columns"},
    {"missing_section", "system.yaml", "workload:\n  file: workload.yaml\n", "", "system.yaml:1:1", "workload"},
    {"text_for_a_number", "system.yaml", "clock_ghz: 1.0", "clock_ghz: fast", "system.yaml:3:12", "expected"},
    {"fraction_for_an_integer", "system.yaml", "tile: {rows: 4,", "tile: {rows: 4.5,", "system.yaml:10:16", "expected"},
    {"quoted_number", "system.yaml", "capacity_kib: 4,", "capacity_kib: \"4\",", "system.yaml:14:26", "expected"},
    {"list_for_a_mapping", "system.yaml", "tile: {rows: 4, columns: 4}", "tile: [4, 4]", "system.yaml:10:9",
     "expected"},
    {"mapping_for_a_text", "system.yaml", "name: tiny", "name: {a: b}", "system.yaml:1:7", "expected"},
    {"zero_rows", "system.yaml", "tile: {rows: 4,", "tile: {rows: 0,", "system.yaml:10:16", "expected"},
    {"negative_latency", "system.yaml", "latency_ns: 100", "latency_ns: -1", "system.yaml:15:46", "expected"},
    {"unknown_fidelity", "system.yaml", "fidelity: fast", "fidelity: exact", "system.yaml:2:11", "expected"},
    {"unknown_dataflow", "system.yaml", "output_stationary", "row_stationary", "system.yaml:8:13", "expected one of"},
    {"weight_stationary_with_groups", "system.yaml", "output_stationary", "weight_stationary", "system.yaml:8:13",
     "a group's sum stays there until the column unit takes it"},
    {"weight_stationary_in_tiles_of_several_pes", "system.yaml",
     "bitmod\n  parameters: {weight_mode: fp4, alignment: bsig_aware, rounding: truncate, scale_bits: 8, group_size: "
     "16}\narray:\n  dataflow: output_stationary",
     "int8_mac\n  parameters: {}\narray:\n  dataflow: weight_stationary", "system.yaml:8:13",
     "expected tiles of 1x1 PE"},
    {"input_stationary_of_two_formats", "system.yaml",
     "bitmod\n  parameters: {weight_mode: fp4, alignment: bsig_aware, rounding: truncate, scale_bits: 8, group_size: "
     "16}\narray:\n  dataflow: output_stationary",
     "fp16_int8_mac\n  parameters: {accumulator: fp32}\narray:\n  dataflow: input_stationary", "system.yaml:8:13",
     "expected dataflow weight_stationary, or operands of one format"},
    {"weight_stationary_with_passing_groups", "system.yaml",
     "bitmod\n  parameters: {weight_mode: fp4, alignment: bsig_aware, rounding: truncate, scale_bits: 8, group_size: "
     "16}\narray:\n  dataflow: output_stationary",
     "mixpe_w4a8\n  parameters: {multiplier: shift_add, weight_mode: uint4, group_size: 128}\narray:\n  dataflow: "
     "weight_stationary",
     "system.yaml:8:13", "or a PE without groups"},
    {"unknown_mapping_objective", "system.yaml", "clock_ghz: 1.0", "clock_ghz: 1.0\nmapping: {optimize: area}",
     "system.yaml:4:21", "expected one of"},
    {"mapping_without_a_way", "system.yaml", "clock_ghz: 1.0", "clock_ghz: 1.0\nmapping: {}", "system.yaml:4:10",
     "optimize"},
    // What YAML lets pass.
    {"duplicate_key", "system.yaml", "fidelity: fast", "fidelity: fast\nfidelity: cycle", "system.yaml:3:1",
     "duplicate key"},
    {"alias_loop", "system.yaml", "pe:\n", "pe: &pe\n  again: *pe\n", "system.yaml:4:5", "expected"},
    {"alias_bomb", "system.yaml", "name: tiny", "name: tiny\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
     "system.yaml:2:4", "expected"},
    {"second_document", "system.yaml", "fidelity: fast", "---\nfidelity: fast", "system.yaml:2:1",
     "expected one document"},
    {"octal", "system.yaml", "capacity_kib: 4,", "capacity_kib: 010,", "system.yaml:14:26", "leading zero"},
    {"hexadecimal", "system.yaml", "capacity_kib: 4,", "capacity_kib: 0x10,", "system.yaml:14:26", "expected"},
    {"infinite", "system.yaml", "clock_ghz: 1.0", "clock_ghz: .inf", "system.yaml:3:12", "not finite"},
    {"not_a_number", "system.yaml", "clock_ghz: 1.0", "clock_ghz: .nan", "system.yaml:3:12", "not finite"},
    {"unclosed_bracket", "system.yaml", "parameters: {weight_mode", "parameters: {{weight_mode",
     "system.yaml:", "expected"},
    {"tab", "system.yaml", "  type: bitmod", "\ttype: bitmod", "system.yaml:5:1", "tab"},
    {"no_value", "system.yaml", "name: tiny", "name:", "system.yaml:1:1", "expected"},
    // Machine and PE.
    {"unknown_pe", "system.yaml", "type: bitmod", "type: bitmud", "system.yaml:5:9", "expected one of"},
    {"unknown_weight_mode", "system.yaml", "weight_mode: fp4", "weight_mode: fp5", "system.yaml:6:29",
     "expected one of"},
    {"unknown_parameter", "system.yaml", "rounding: truncate", "rounding: truncate, guard_bits: 3", "system.yaml:6:77",
     "unknown key"},
    {"missing_parameter", "system.yaml", "rounding: truncate, ", "", "system.yaml:6:15", "rounding"},
    {"group_of_six", "system.yaml", "group_size: 16", "group_size: 6", "system.yaml:6:104", "expected a multiple of 4"},
    {"weight_buffer_too_small", "system.yaml", "group_size: 16", "group_size: 65536", "system.yaml:12:26",
     "give at least"},
    {"output_buffer_too_narrow", "system.yaml", "output: {capacity_kib: 4, banks: 4, width_bits: 64}",
     "output: {capacity_kib: 4, banks: 1, width_bits: 64}", "system.yaml:14:51", "an array row of outputs has 128"},
    {"width_not_listed", "system.yaml", "activation: {capacity_kib: 16, banks: 4, width_bits: 64}",
     "activation: {capacity_kib: 16, banks: 4, width_bits: 96}", "system.yaml:13:15", "nearest"},
    {"banks_do_not_divide", "system.yaml", "activation: {capacity_kib: 16, banks: 4,",
     "activation: {capacity_kib: 16, banks: 3,", "system.yaml:13:41", "expected a number of banks that divides 16384"},
    {"bandwidth_too_fine", "system.yaml", "bandwidth_gb_per_s: 32", "bandwidth_gb_per_s: 32.00001", "system.yaml:15:30",
     "expected a multiple of 0.001"},
    {"budget_below_one_tile", "system.yaml", "tile_grid: {rows: 2, columns: 2}", "area_um2_budget: 1000",
     "system.yaml:9:20", "expected at least"},
    {"no_grid_and_no_budget", "system.yaml", "  tile_grid: {rows: 2, columns: 2}\n", "", "system.yaml:8:3",
     "tile_grid"},
    {"scaled_from_a_node_without_factors", "system.yaml", "prices: prices.yaml",
     "prices: prices.yaml\n  scale_to_nm: 16", "system.yaml:18:16", "no published area factors from 28 nm"},
    {"too_many_pes", "system.yaml", "tile: {rows: 4, columns: 4}", "tile: {rows: 1024, columns: 1024}",
     "system.yaml:10:9", "expected at most"},
    // Files.
    {"missing_workload", "system.yaml", "file: workload.yaml", "file: nowhere.yaml", "system.yaml:20:9",
     "there is no such file"},
    {"directory_for_a_file", "system.yaml", "file: workload.yaml", "file: .", "system.yaml:20:9", "directory"},
    {"missing_extends", "system.yaml", "pe:\n", "pe:\n  extends: nowhere.yaml\n", "system.yaml:5:12",
     "there is no such file"},
    {"table_is_not_a_table", "system.yaml", "sram: sram.csv", "sram: prices.yaml", "system.yaml:18:9",
     "expected the header"},
    {"price_without_source", "prices.yaml",
     "    unit: 64-byte burst\n    source: \"18.75 pJ/bit x 512 bit; BitMoD artefact yc2367/BitMoD-HPCA-25 58d7bdb: "
     "1200 pJ per 64 bit\"\n",
     "    unit: 64-byte burst\n", "prices.yaml:9:5", "source"},
    {"phase_of_listed_layers", "system.yaml", "file: workload.yaml", "file: workload.yaml\n  phase: prefill",
     "system.yaml:21:10", "transformer"},
    {"unknown_workload_key", "workload.yaml", "count: 2", "cuont: 2", "workload.yaml:6:39", "did you mean \"count\""},
    {"wrong_shape", "workload.yaml", "k: 36", "k: 35", "workload.yaml:6:61", "expected [m, k] = [5, 35]"},
    {"unknown_tensor", "workload.yaml", "weight: w", "weight: v", "workload.yaml:6:72", "tensor 'v' is not in"},
    {"shape_too_large", "workload.yaml", "m: 5", "m: 99999999999", "workload.yaml:6:22", "expected"},
    {"missing_tensors", "workload.yaml", "tensors: tiny.safetensors", "tensors: nowhere.safetensors",
     "workload.yaml:4:10", "there is no such file"},
};

std::string one_message(const TinySystem& system, const std::vector<std::string>& overrides = {}) {
  std::vector<std::string> arguments{"validate", "system.yaml"};
  for (const std::string& text : overrides) arguments.insert(arguments.end(), {"--set", text});
  const Ran ran = lopsim(system.folder(), arguments);
  EXPECT_EQ(ran.exit_code, 2) << ran.err;
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err.find("internal"), std::string::npos) << ran.err;
  return ran.err;
}

void expect_refusal(const std::string& message, const std::string& place, const std::string& phrase) {
  const std::size_t end = message.find(": error: ");
  ASSERT_NE(end, std::string::npos) << message;
  const std::string found = message.substr(0, end);
  const std::string wanted = place.back() == ':' ? found.substr(0, found.find(':') + 1) : found;
  EXPECT_EQ(wanted.substr(wanted.size() - std::min(wanted.size(), place.size())), place) << message;
  EXPECT_NE(message.find(phrase), std::string::npos) << message;
}

class BadConfigs : public testing::TestWithParam<BadConfig> {};

TEST_P(BadConfigs, AreRefusedAtTheirPlaceWithWhatWasExpected) {
  const BadConfig& bad = GetParam();
  const TinySystem system;
  system.replace(bad.file, bad.from, bad.to);
  expect_refusal(one_message(system), bad.place, bad.phrase);
}

INSTANTIATE_TEST_SUITE_P(Validate, BadConfigs, testing::ValuesIn(kBadConfigs),
                         [](const auto& bad) { return std::string(bad.param.name); });

TEST(GoodConfig, IsOkAndNothingElseIsSaid) {
  const TinySystem system;
  const Ran ran = lopsim(system.folder(), {"validate", "system.yaml"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(ran.out, "ok\n");
  EXPECT_EQ(ran.err, "");
}

TEST(GoodConfig, ADataflowThatIsLeftOutIsOutputStationary) {
  const TinySystem system;
  system.replace("system.yaml", "  dataflow: output_stationary\n", "");
  const Ran ran = lopsim(system.folder(), {"run", "system.yaml"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_NE(ran.out.find("\"dataflow\": \"output_stationary\""), std::string::npos) << ran.out;
}

TEST(BadConfig, AConvolutionCannotBeHeld) {
  const TinySystem system;
  system.use_single_int8_pes();
  system.replace("system.yaml", "dataflow: output_stationary", "dataflow: input_stationary");
  system.write("workload.yaml",
               "kind: layers\nname: tiny\nsource: made for this test\nlayers:\n"
               "  - {kind: convolution, name: first, input: [3, 8, 8], output_channels: 4, kernel: [3, 3]}\n");
  expect_refusal(one_message(system), "system.yaml:8:13", "whose images cannot be held as a matrix");
  system.replace("system.yaml", "dataflow: input_stationary", "dataflow: weight_stationary");
  EXPECT_EQ(lopsim(system.folder(), {"validate", "system.yaml"}).exit_code, 0);
}

TEST(BadFiles, AMissingConfigurationIsRefused) {
  const TinySystem system;
  std::filesystem::remove(system / "system.yaml");
  expect_refusal(one_message(system), "system.yaml:1:1", "there is no such file");
}

TEST(BadFiles, AConfigurationOverTheSizeLimitIsRefusedUnread) {
  const TinySystem system;
  system.write("system.yaml", "name: " + std::string(2 << 20, 'x') + "\n");
  expect_refusal(one_message(system), "system.yaml:1:1", "expected a YAML file of at most 1 MiB");
}

TEST(BadFiles, DeepNestingIsRefused) {
  const TinySystem system;
  system.replace("system.yaml", "name: tiny", "name: " + std::string(5000, '[') + std::string(5000, ']'));
  expect_refusal(one_message(system), "system.yaml:1:70", "nesting deeper than 64");
}

TEST(BadFiles, ATruncatedTensorFileIsRefused) {
  const TinySystem system;
  std::filesystem::resize_file(system / "tiny.safetensors",
                               std::filesystem::file_size(system / "tiny.safetensors") - 1);
  expect_refusal(one_message(system), "workload.yaml:4:10", "the file is truncated");
}

TEST(BadFiles, AnEmptyTensorFileIsRefused) {
  const TinySystem system;
  system.write("tiny.safetensors", "");
  expect_refusal(one_message(system), "workload.yaml:4:10", "has at least 8");
}

TEST(BadFiles, TensorsOfAnotherElementTypeAreRefused) {
  const TinySystem system;
  system.replace("tiny.safetensors", "\"dtype\":\"F16\",\"shape\":[11,36]", "\"dtype\":\"I16\",\"shape\":[11,36]");
  expect_refusal(one_message(system), "system.yaml:20:9", "expected F16");
}

TEST(BadFiles, AWeightThatIsNotFiniteIsRefusedByRun) {
  const TinySystem system;
  std::string bytes = system.read("tiny.safetensors");
  bytes[bytes.size() - 1] = '\x7e';  // the last weight becomes a NaN
  system.write("tiny.safetensors", bytes);
  const Ran ran = lopsim(system.folder(), {"run", "system.yaml"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_EQ(ran.out, "");
  expect_refusal(ran.err, "system.yaml:20:9", "layer 'first'");
}

TEST(BadOverrides, AreRefusedAtTheirOwnPlace) {
  const TinySystem system;
  expect_refusal(one_message(system, {"array.tile.rows=0"}), "--set array.tile.rows=0:1:17", "expected");
  expect_refusal(one_message(system, {"array.tile.row=4"}), "--set array.tile.row=4:1:11", "did you mean \"rows\"");
  expect_refusal(one_message(system, {"array"}), "--set array:1:1", "expected");
}

}  // namespace
}  // namespace lop::cli::test
