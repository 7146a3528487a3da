// The report of two results: tables, CSV, figures, and what happens without Python.
#include "sim/report/report.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "sim/report/markdown.hpp"
#include "sim/report/process.hpp"
#include "sim/report/result.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/sim/report/sample_run.hpp"

namespace lop::report {
namespace {

using Json = nlohmann::ordered_json;

const std::filesystem::path kPlot = std::string(LOP_SOURCE_DIR) + "/scripts/plot.py";

/// The sample run and, as `other`, the same without values and with an FP16 PE.
std::vector<std::filesystem::path> two_results(const lop::test::TemporaryFolder& folder) {
  const SramTable sram(folder.write("sram.csv", test::kSampleSram));
  write_result(folder / "one.json", build_result(test::sample_run(), test::sample_prices(), sram));
  RunFacts run = test::sample_run();
  run.machine.pe_stem = "fp16_mac";
  run.machine.weight_edge_count = 0;
  run.accuracy.clear();
  run.layers[0].name = "first, with \"a comma\" | and a bar";
  write_result(folder / "other.json", build_result(run, test::sample_prices(), sram));
  return {folder / "one.json", folder / "other.json"};
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Markdown, ShowsTotalsOfEachResultInItsColumn) {
  const lop::test::TemporaryFolder folder;
  const std::string text = markdown(load_results(two_results(folder)));
  EXPECT_TRUE(has(text, "| total | one | other |"));
  EXPECT_TRUE(has(text, "| cycles | 64 | 64 |"));
  EXPECT_TRUE(has(text, "| energy (uJ) | 0.00383 | 0.00388 |"));   // 3830 pJ; 104 + 96 + 3584 + 96 = 3880 pJ
  EXPECT_TRUE(has(text, "| compute | 28 (43.8 %) | 28 (43.8 %) |"));
  EXPECT_TRUE(has(text, "| weight_edge | 500.0 | - |"));
  // 16 + 32 + 1024 + 24 pJ
  EXPECT_TRUE(has(text, "| first | 2 x 16 x 2 | 3 | 16 | 50.00 | 0.001096 | 20.50 | 0.750000 | 0.125 |"));
  EXPECT_TRUE(has(text, "| 0.000542 | exact | 1.000000 | 0 |"));
}

TEST(Markdown, SaysOnItsFaceWhatTheFiguresLeaveOut) {
  const lop::test::TemporaryFolder folder;
  const std::string text = markdown(load_results(two_results(folder)));
  const std::size_t figures = text.find("## Area by part");
  for (const char* note :
       {"**one**: energy without a price, and not in the sums: column.accumulate",
        "**one, other**: area without a figure, and not in the sums: column_unit",
        "**other**: energy without a price, and not in the sums: column.accumulate, pe.idle, pe.wait",
        "**other**: the figures of fp16_mac belong to accumulator fp16; this machine has no such parameter",
        "**one, other**: SRAM leakage is an upper bound", "**one, other**: a note of the run"}) {
    EXPECT_LT(text.find(note), figures) << note;
  }
}

TEST(Markdown, ShowsValueUnitAndSourceOfEveryPrice) {
  const lop::test::TemporaryFolder folder;
  const std::string text = markdown(load_results(two_results(folder)));
  EXPECT_TRUE(has(text, "| pe.step | 0.5 | pJ per PE-cycle | table P |"));
  EXPECT_TRUE(has(text, "| pe | 1000 | um2 | table A |"));
}

TEST(Csv, HasARowALayerAndConfigurationWithUnitsInTheHeader) {
  const lop::test::TemporaryFolder folder;
  const std::string text = csv(load_results(two_results(folder)));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 5);
  EXPECT_EQ(text.substr(0, text.find('\n')),
            "configuration,config_sha256,workload,fidelity,layer,m,k,n,count,cycles,macs,utilization,compute_cycles,"
            "mode_switch_cycles,"
            "dequantize_cycles,fill_cycles,drain_cycles,wait_output_cycles,wait_weight_cycles,wait_activation_cycles,"
            "pe_energy_pj,"
            "sram_energy_pj,dram_energy_pj,leakage_energy_pj,sqnr_db,cosine,max_error");
  EXPECT_TRUE(
      has(text, "sample,fast,first,2,16,2,3,16,64,0.5,8,0,1,2,3,0,2,0,16.0,32.0,1024.0,24.0,20.5,0.75,0.125\n"));
  EXPECT_TRUE(has(text, "\"first, with \"\"a comma\"\" | and a bar\",2,16,2"));
}

TEST(Report, WritesTablesAndFiguresTwiceWithTheSameBytes) {
  const lop::test::TemporaryFolder folder;
  const auto results = two_results(folder);
  write_report(results, folder / "a", kPlot);
  write_report(results, folder / "b", kPlot);
  for (const char* name : {"report.md", "layers.csv", "energy_by_part.pdf", "energy_by_part.png", "cycles_by_cause.pdf",
                           "cycles_by_cause.png", "error_by_layer.pdf", "error_by_layer.png"}) {
    const std::string content = lop::test::content(folder / "a" / name);
    EXPECT_GT(content.size(), 100u) << name;
    EXPECT_EQ(content, lop::test::content(folder / "b" / name)) << name;
  }
  EXPECT_TRUE(has(lop::test::content(folder / "a" / "report.md"), "![error_by_layer.png](error_by_layer.png)"));
}

TEST(Report, WithoutPythonNamesWhatToInstallAndKeepsTheTables) {
  const lop::test::TemporaryFolder folder;
  ::setenv("LOPSIM_PYTHON", "/absent/python", 1);
  try {
    write_report(two_results(folder), folder / "out", kPlot);
    FAIL() << "no error";
  } catch (const MissingToolError& error) {
    EXPECT_TRUE(has(error.what(), "python3-matplotlib")) << error.what();
    EXPECT_TRUE(has(error.what(), "/absent/python (not found)")) << error.what();
  }
  ::unsetenv("LOPSIM_PYTHON");
  EXPECT_TRUE(has(lop::test::content(folder / "out" / "report.md"), "## Prices"));
  EXPECT_TRUE(std::filesystem::exists(folder / "out" / "layers.csv"));
}

TEST(Report, RefusesAFolderThatCannotBeMade) {
  const lop::test::TemporaryFolder folder;
  const auto results = two_results(folder);
  EXPECT_THROW(write_report(results, folder / "one.json" / "out", kPlot), workloads::WriteError);
  EXPECT_THROW(write_report({}, folder / "out", kPlot), ResultFileError);
}

TEST(Process, ReturnsOutputAndExitCodeAndNoticesAMissingProgram) {
  const Outcome outcome = run_process({"sh", "-c", "echo out; echo err >&2; exit 3"});
  EXPECT_TRUE(outcome.started);
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_EQ(outcome.output, "out\nerr\n");
  EXPECT_NE(run_process({"/absent/program"}).exit_code, 0);
}

}  // namespace
}  // namespace lop::report
