// lopsim report: result files side by side as tables and figures.
#include <memory>

#include "configs/reader/document.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/traced_gemms.hpp"
#include "sim/report/arithmetic_table.hpp"
#include "sim/report/report.hpp"
#include "workloads/loader.hpp"

namespace lop::cli {
namespace {

struct ReportArguments {
  std::vector<std::string> results;
  std::string out;
  std::vector<std::string> arithmetic;   // stems
  std::string traced = LOP_SOURCE_DIR "/configs/systems/bitmod.yaml";
};

void write(const ReportArguments& arguments) {
  std::string appendix;
  std::vector<std::pair<std::string, std::string>> tables;   // file name, content
  for (const std::string& stem : arguments.arithmetic) {
    const workloads::Workload workload =
        workloads::load_workload(config::Document::load(arguments.traced).root().map("workload"));
    const auto rows = tensor::arithmetic_errors(stem, {}, traced_gemms(stem, workload));
    appendix += report::arithmetic_markdown(stem, rows, kTokenStride);
    tables.emplace_back("arithmetic_" + stem + ".csv", report::arithmetic_csv(rows));
  }
  const std::filesystem::path out = arguments.out;
  report::write_report({arguments.results.begin(), arguments.results.end()}, out, LOP_SOURCE_DIR "/scripts/plot.py",
                       appendix);
  for (const auto& [name, content] : tables) workloads::write_atomically(out / name, content);
}

}  // namespace

void add_report_command(CLI::App& app, int&) {
  CLI::App* const command =
      app.add_subcommand("report", "Show results side by side: report.md, layers.csv and figures");
  command->footer("Example:\n  lopsim report bitmod.json fp16.json --out report --arithmetic bitmod");
  const auto arguments = std::make_shared<ReportArguments>();
  command->add_option("RESULT", arguments->results, "result files of lopsim run")->required();
  command->add_option("--out", arguments->out, "folder of the report, made if it is not there")
      ->required()
      ->type_name("DIR");
  command
      ->add_option("--arithmetic", arguments->arithmetic,
                   "PE whose arithmetic is compared with exact dot products; may be given several times")
      ->allow_extra_args(false)
      ->type_name("STEM");
  command
      ->add_option(
          "--traced", arguments->traced,
          "system whose workload gives --arithmetic its traced operands; configs/systems/bitmod.yaml if left out")
      ->type_name("CONFIG");
  command->callback([arguments] { write(*arguments); });
}

}  // namespace lop::cli
