// lopsim report: result files side by side as tables and figures.
#include <memory>

#include "sim/cli/commands.hpp"
#include "sim/report/report.hpp"

namespace lop::cli {
namespace {

struct ReportArguments {
  std::vector<std::string> results;
  std::string out;
};

}  // namespace

void add_report_command(CLI::App& app, int&) {
  CLI::App* const command = app.add_subcommand("report", "Show results side by side: report.md, layers.csv and figures");
  command->footer("Example:\n  lopsim report bitmod.json fp16.json --out report");
  const auto arguments = std::make_shared<ReportArguments>();
  command->add_option("RESULT", arguments->results, "result files of lopsim run")->required();
  command->add_option("--out", arguments->out, "folder of the report, made if it is not there")->required()->type_name("DIR");
  command->callback([arguments] {
    report::write_report({arguments->results.begin(), arguments->results.end()}, arguments->out, LOP_SOURCE_DIR "/scripts/plot.py");
  });
}

}  // namespace lop::cli
