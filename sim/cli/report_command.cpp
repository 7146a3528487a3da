// lopsim report: result files side by side as tables and figures.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "configs/reader/document.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/output.hpp"
#include "sim/cli/traced_gemms.hpp"
#include "sim/report/accuracy_table.hpp"
#include "sim/report/arithmetic_table.hpp"
#include "sim/report/price_comparison.hpp"
#include "sim/report/report.hpp"
#include "sim/sweep/sweep_table.hpp"
#include "workloads/loader.hpp"

namespace lop::cli {
namespace {

struct ReportArguments {
  std::vector<std::string> results;
  std::string out;
  std::vector<std::string> objectives;  // two, or none; with `against` any number
  std::string against;                  // key of a sweep
  bool compare_prices = false;
  std::vector<std::string> arithmetic;  // stems
  std::string traced = LOP_SOURCE_DIR "/configs/systems/bitmod.yaml";
};

void write(const ReportArguments& arguments) {
  std::string appendix;
  std::vector<std::pair<std::string, std::string>> tables;  // file name, content
  for (const std::string& stem : arguments.arithmetic) {
    const workloads::Workload workload =
        workloads::load_workload(config::Document::load(arguments.traced).root().map("workload"));
    const auto rows = tensor::arithmetic_errors(stem, {}, traced_gemms(stem, workload));
    appendix += report::arithmetic_markdown(stem, rows, kTokenStride);
    tables.emplace_back("arithmetic_" + stem + ".csv", report::arithmetic_csv(rows));
  }
  const std::filesystem::path out = arguments.out;
  std::vector<std::filesystem::path> timed, accuracies;
  for (const std::string& result : arguments.results) {
    (report::is_accuracy_result(result) ? accuracies : timed).emplace_back(result);
  }
  if (!accuracies.empty()) appendix = report::accuracy_markdown(report::load_accuracy_results(accuracies)) + appendix;
  if (timed.empty()) {
    workloads::make_folder(out);
    workloads::write_atomically(out / "report.md", "# Report\n" + appendix);
  } else {
    report::write_report(timed, out, LOP_SOURCE_DIR "/scripts/plot.py", appendix);
  }
  for (const auto& [name, content] : tables) workloads::write_atomically(out / name, content);
}

bool is_sweep(const std::string& file) { return std::filesystem::path(file).extension() == ".jsonl"; }

/// The points of a sweep that no other one beats in two figures, as a table below a figure.
std::string pareto_section(const std::string& file, const sweep::Points& points, const std::filesystem::path& out,
                           const std::vector<std::string>& objectives) {
  const std::vector<std::size_t> front = sweep::pareto(points, objectives);
  if (front.empty()) {
    throw ArgumentError(fmt::format("report: no point of {} has {}", file, fmt::join(objectives, " and ")));
  }
  const std::vector<std::string> figures =
      report::draw(LOP_SOURCE_DIR "/scripts/plot_sweep.py",
                   {out.string(), file, objectives[0], objectives[1], fmt::format("{}", fmt::join(front, ","))});
  std::string text = fmt::format("## {}\n\n{} of {} points are not beaten.\n\n", fmt::join(objectives, " and "),
                                 front.size(), points.size());
  for (const std::string& figure : figures) text += fmt::format("![{0}]({0})\n\n", figure);
  return text + sweep::pareto_markdown(points, objectives) + "\n";
}

/// A figure's course over a swept key, a line for each combination of the other keys.
std::string lines_section(const std::string& file, const sweep::Points& points, const std::filesystem::path& out,
                          const std::string& against, const std::string& figure) {
  const std::string table = sweep::lines_markdown(points, against, figure);
  if (table.empty())
    throw ArgumentError(fmt::format("report: no point of {} sets {} and has {}", file, against, figure));
  std::string text = fmt::format("## {} over {}\n\n", figure, against);
  for (const std::string& name :
       report::draw(LOP_SOURCE_DIR "/scripts/plot_sweep.py", {"--lines", out.string(), file, against, figure})) {
    text += fmt::format("![{0}]({0})\n\n", name);
  }
  return text + table + "\n";
}

void write_sweep(const ReportArguments& arguments) {
  if (arguments.results.size() != 1) throw ArgumentError("report: expected the results.jsonl of one sweep alone");
  const std::string& file = arguments.results.front();
  const sweep::Points points = sweep::load_points(file);
  const std::filesystem::path out = arguments.out;
  workloads::make_folder(out);
  std::string text = "# Sweep\n\n";
  if (!arguments.against.empty()) {
    const std::vector<std::string> figures =
        arguments.objectives.empty() ? std::vector<std::string>{"totals.time_us"} : arguments.objectives;
    for (const std::string& figure : figures) text += lines_section(file, points, out, arguments.against, figure);
  } else if (arguments.objectives.empty()) {
    for (const char* second : {"totals.energy_pj", "area_um2.total"}) {
      text += pareto_section(file, points, out, {"totals.time_us", second});
    }
  } else {
    text += pareto_section(file, points, out, arguments.objectives);
  }
  workloads::write_atomically(out / "report.md", text);
}

/// Cost tables given, or all of configs/cost, those of a technology together.
std::vector<std::filesystem::path> cost_tables(const std::vector<std::string>& given) {
  std::vector<std::filesystem::path> files(given.begin(), given.end());
  if (!files.empty()) return files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(LOP_SOURCE_DIR "/configs/cost")) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void compare_prices(const std::vector<std::string>& given) {
  std::map<std::string, std::vector<report::PriceList>> of_technology;
  std::vector<report::PriceList> lists;
  for (const std::filesystem::path& file : cost_tables(given)) {
    lists.push_back(report::load_price_list(file));
    of_technology[lists.back().technology].push_back(lists.back());
  }
  std::string text;
  for (const auto& [technology, own] : of_technology) {
    const std::string table = report::characterization_markdown(own);
    if (!table.empty()) text += fmt::format("## {}\n\n{}\n", technology, table);
  }
  print(text + "# Price lists side by side\n" + report::comparison_markdown(lists));
}

}  // namespace

void add_report_command(CLI::App& app, int&) {
  CLI::App* const command =
      app.add_subcommand("report", "Show results side by side: report.md, layers.csv and figures");
  command->footer(
      "Example:\n  lopsim report bitmod.json fp16.json --out report --arithmetic bitmod\n  lopsim report "
      "--compare-prices\n  lopsim report sweep/results.jsonl --out report\n  lopsim report kv/results.jsonl --out "
      "report --against workload.tokens");
  const auto arguments = std::make_shared<ReportArguments>();
  command->add_option("RESULT", arguments->results,
                      "result files of lopsim run, or the results.jsonl of a sweep; with --compare-prices cost tables");
  CLI::Option* const out =
      command->add_option("--out", arguments->out, "folder of the report, made if it is not there");
  out->type_name("DIR");
  command
      ->add_option("--objectives", arguments->objectives,
                   "the two figures in which points of a sweep are compared, less is better; time with energy and with "
                   "area if left out; with --against the figures that are drawn, time if left out")
      ->expected(1, 8)
      ->type_name("KEY");
  command->add_option("--against", arguments->against, "swept key over which the points of a sweep are drawn as lines")
      ->type_name("KEY");
  command
      ->add_flag("--compare-prices", arguments->compare_prices,
                 "print cost tables side by side, all of configs/cost if none are given")
      ->excludes(out);
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
  command->callback([arguments] {
    if (arguments->compare_prices) return compare_prices(arguments->results);
    if (arguments->results.empty()) throw ArgumentError("report: expected result files of lopsim run");
    if (arguments->out.empty()) throw ArgumentError("report: expected --out and a folder");
    if (arguments->against.empty() && !arguments->objectives.empty() && arguments->objectives.size() != 2) {
      throw ArgumentError("report: expected two objectives, or --against and a key");
    }
    const bool sweep = std::any_of(arguments->results.begin(), arguments->results.end(), is_sweep);
    sweep ? write_sweep(*arguments) : write(*arguments);
  });
}

}  // namespace lop::cli
