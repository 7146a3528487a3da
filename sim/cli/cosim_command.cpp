// lopsim cosim: the gates of PEs in lock-step with their cycle models, which compute with the values.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <regex>
#include <sstream>
#include <string>

#include "sim/cli/arguments.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/cosim_regression.hpp"
#include "sim/cli/cosim_report.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/output.hpp"
#include "sim/cli/settings.hpp"
#include "sim/cosim/rtl_model.hpp"
#include "sim/report/sha256.hpp"
#include "workloads/atomic_file.hpp"

namespace lop::cli {
namespace {

struct Options {
  std::string regression;
  cosim::CampaignOptions campaign;
  std::vector<std::string> settings, rtl, parameters;
  std::string dataflow = "output_stationary", tile_grid = "1x1", tile = "1x1", top, junit, waveforms = ".";
  bool dry_run = false;
  std::optional<std::size_t> row;
};

void read_shape(const std::string& option, const std::string& text, int& rows, int& columns) {
  int end = 0;
  if (std::sscanf(text.c_str(), "%dx%d%n", &rows, &columns, &end) != 2 || end != static_cast<int>(text.size()) ||
      rows < 1 || columns < 1 || rows > 64 || columns > 64) {
    throw pe::OperandError(fmt::format("{} {}: expected ROWSxCOLUMNS with 1..64 each, such as 4x4", option, text));
  }
}

void check_name(const std::string& option, const std::string& name) {
  constexpr const char* kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
  if (!name.empty() && name.find_first_not_of(kLetters) == std::string::npos && (name[0] < '0' || name[0] > '9'))
    return;
  throw ArgumentError(
      fmt::format("{} {}: expected a name of SystemVerilog, of letters, digits and underscores", option, name));
}

cosim::PeModule pe_module(const Options& options) {
  cosim::PeModule module;
  if (!options.top.empty()) check_name("--top", options.top);
  module.name = options.top;
  for (const auto& [name, value] : read_settings(options.parameters, "--param")) {
    check_name("--param", name);
    module.parameters.emplace_back(name, value);
  }
  return module;
}

/// SystemVerilog without its comments.
std::string code_of(const std::string& source) {
  std::ostringstream read;
  read << std::ifstream(source, std::ios::binary).rdbuf();
  const std::string text = read.str();
  std::string code;
  for (std::size_t at = 0; at < text.size();) {
    const bool line = text.compare(at, 2, "//") == 0, block = text.compare(at, 2, "/*") == 0;
    if (!line && !block) {
      code += text[at++];
      continue;
    }
    const std::size_t end = line ? text.find('\n', at) : text.find("*/", at + 2);
    at = end == std::string::npos ? text.size() : end + (line ? 0 : 2);
    code += ' ';
  }
  return code;
}

/// Without that module Verilator would find ours, and pass.
void check_module(const Options& options, const std::string& name) {
  const std::regex declaration("\\bmodule\\s+(automatic\\s+|static\\s+)?" + name + "\\b");
  for (const std::string& source : options.rtl) {
    if (std::regex_search(code_of(source), declaration)) return;
  }
  throw ArgumentError(fmt::format("--rtl {}: found no module {} in it; expected one{}", fmt::join(options.rtl, " "),
                                  name, options.top.empty() ? ", or its name with --top" : ""));
}

/// Of gates that are not ours, apart from the build's own.
std::filesystem::path folder_of(const Options& options) {
  std::string key = options.top;
  for (const std::string& source : options.rtl) key += "\n" + std::filesystem::absolute(source).string();
  for (const std::string& parameter : options.parameters) key += "\n#" + parameter;
  return cosim::rtl_folder() / "given" / report::sha256_hex(key).substr(0, 16);
}

std::vector<cosim::CampaignOptions> campaigns_of(Options& options) {
  std::vector<cosim::CampaignOptions> campaigns;
  if (!options.regression.empty()) {
    campaigns = read_regression(config::Document::load(options.regression, options.settings));
  } else {
    options.campaign.fixed = read_settings(options.settings);
    options.campaign.geometry.dataflow = sim::dataflow_of(options.dataflow);
    read_shape("--tiles", options.tile_grid, options.campaign.geometry.tile_rows,
               options.campaign.geometry.tile_columns);
    read_shape("--tile", options.tile, options.campaign.geometry.rows, options.campaign.geometry.columns);
    campaigns = {options.campaign};
  }
  for (cosim::CampaignOptions& campaign : campaigns) {
    campaign.waveform_folder = options.waveforms;
    if (options.rtl.empty()) continue;
    if (campaign.stem != campaigns.front().stem) {
      throw ArgumentError(fmt::format("--rtl takes the place of one PE; expected runs of {} alone, found {}",
                                      campaigns.front().stem, campaign.stem));
    }
    campaign.sources.assign(options.rtl.begin(), options.rtl.end());
    campaign.pe = pe_module(options);
    check_module(options, options.top.empty() ? "pe_" + campaign.stem : options.top);
    campaign.folder = folder_of(options);
  }
  return campaigns;
}

std::vector<NumberedRow> rows_of(const std::vector<cosim::CampaignOptions>& campaigns,
                                 const std::optional<std::size_t>& only) {
  std::vector<NumberedRow> rows;
  for (const cosim::CampaignOptions& campaign : campaigns) {
    for (const cosim::PlannedRow& planned : cosim::plan_campaign(campaign)) {
      rows.push_back({rows.size() + 1, campaign.seed, &campaign, planned});
      rows.back().planned.waveform.insert(0, fmt::format("row{}_", rows.size()));
    }
  }
  if (!only) return rows;
  if (*only < 1 || *only > rows.size())
    throw ArgumentError(fmt::format("--row {}: expected 1 to {}", *only, rows.size()));
  return {rows[*only - 1]};
}

/// This command for one row, its seed in it, without what it would write over.
std::string replay_command(const Options& options, const NumberedRow& row) {
  std::vector<std::string> words;
  bool has_seed = !options.regression.empty();
  const std::vector<std::string> given = command_words();
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::string name = given[i].substr(0, given[i].find('='));
    has_seed = has_seed || name == "--seed";
    if (name != "--junit" && name != "--row") {
      words.push_back(given[i]);
    } else if (name == given[i]) {
      ++i;  // its value is the next word
    }
  }
  if (!has_seed) words.insert(words.end(), {"--seed", std::to_string(row.seed)});
  words.insert(words.end(), {"--row", std::to_string(row.number)});
  return shell_line(words);
}

int run_rows(const Options& options, const std::vector<NumberedRow>& rows) {
  std::vector<JunitCase> cases;
  std::uint64_t mismatches = 0, cycles = 0, steps = 0, outputs = 0;
  print(table_head());
  const auto tell = [&](const cosim::CampaignRow& done) {
    const NumberedRow& row = rows[cases.size()];
    const std::string found = done.report.mismatch ? finding(done, replay_command(options, row)) : "";
    print(table_line(row, done) + (found.empty() ? "" : "\n" + found + "\n"));
    mismatches += found.empty() ? 0 : 1;
    cycles += done.report.cycles;
    steps += done.report.steps;
    outputs += done.report.outputs;
    cases.push_back({row, done, found});
  };
  for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
    std::vector<cosim::PlannedRow> planned;
    for (; end < rows.size() && rows[end].campaign == rows[begin].campaign; ++end) planned.push_back(rows[end].planned);
    cosim::run_rows(*rows[begin].campaign, planned, tell);
  }
  print(fmt::format("{} steps, {} cycles, {} outputs compared on every port: {} mismatches\n", steps, cycles, outputs,
                    mismatches));
  if (!options.junit.empty()) workloads::write_atomically(options.junit, junit(cases));
  return mismatches == 0 ? kOk : kFinding;
}

int run_cosim(Options& options) {
  if (options.regression.empty() == options.campaign.stem.empty()) {
    throw ArgumentError("cosim: expected a regression's YAML file or --pe");
  }
  const std::vector<cosim::CampaignOptions> campaigns = campaigns_of(options);
  const std::vector<NumberedRow> rows = rows_of(campaigns, options.row);
  if (options.dry_run) {
    std::string text = plan_head();
    for (const NumberedRow& row : rows) text += plan_line(row);
    print(text);
    return kOk;
  }
  try {
    return run_rows(options, rows);
  } catch (const cosim::RtlError& error) {
    if (options.rtl.empty() || error.missing_tool()) throw;
    throw ArgumentError(
        fmt::format("--rtl {}: {}; Verilator's messages stand above", options.rtl.front(), error.what()));
  }
}

}  // namespace

void add_cosim_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  cosim::CampaignOptions& campaign = options->campaign;
  CLI::App* command = app.add_subcommand("cosim", "Gates against cycle model in lock-step, every port in every cycle");
  CLI::Option* file = command->add_option("REGRESSION", options->regression,
                                          "YAML file of runs, such as configs/cosim/quick.yaml; instead of --pe");
  command->add_option("--pe", campaign.stem, "PE, as `lopsim list pe` names it")->excludes(file);
  for (CLI::Option* of_pe :
       {command->add_option("--steps", campaign.steps, "steps of a variant, spread over its modes")
            ->capture_default_str(),
        command->add_option("--cycles", campaign.cycles, "cycles of a variant instead, modes mixed"),
        command->add_option("--seed", campaign.seed, "seed of operands, bubbles and resets")->capture_default_str(),
        command->add_option("--dataflow", options->dataflow, "what stays in the PEs of the array")
            ->check(CLI::IsMember(sim::array_names()))
            ->capture_default_str(),
        command->add_option("--tiles", options->tile_grid, "grid of tiles, ROWSxCOLUMNS")->capture_default_str(),
        command->add_option("--tile", options->tile, "PEs of a tile, ROWSxCOLUMNS")->capture_default_str(),
        command->add_option("--bubbles", campaign.bubble_percent, "stalled cycles in percent")
            ->check(CLI::Range(0, 99))
            ->capture_default_str(),
        command->add_option("--reset-period", campaign.reset_period, "a reset about every so many cycles, 0: none")
            ->check(CLI::Range(0, 1 << 30))
            ->capture_default_str(),
        command->add_flag_callback("--no-complete", [&campaign] { campaign.complete.clear(); },
                                   "leave out the runs over every pair of codes and over long sums")}) {
    of_pe->excludes(file);
  }
  add_set_option(*command, options->settings,
                 "with --pe: a parameter held at a value, the others vary; else: override a key");
  command->add_option("--junit", options->junit, "write the rows as JUnit XML")->type_name("FILE");
  command->add_option("--waveforms", options->waveforms, "folder of the waveforms of mismatches")
      ->type_name("FOLDER")
      ->capture_default_str();
  command->add_option("--row", options->row, "run this row of the table alone")->type_name("N");
  command->add_flag("--dry-run", options->dry_run, "check everything, list what would run");
  CLI::Option* rtl =
      command
          ->add_option("--rtl", options->rtl,
                       "SystemVerilog of a module pe_STEM that takes the place of ours, its packages first")
          ->type_name("FILE.sv")
          ->check(CLI::ExistingFile);
  command->add_option("--top", options->top, "name of that module, if it is another")->type_name("MODULE")->needs(rtl);
  command->add_option("--param", options->parameters, "set a parameter of that module; may be given several times")
      ->allow_extra_args(false)
      ->type_name("NAME=VALUE")
      ->needs(rtl);
  command->footer(
      "Examples:\n  lopsim cosim configs/cosim/quick.yaml --junit cosim.xml\n  lopsim cosim --pe bitmod --steps "
      "1000000 --seed 1\n"
      "  lopsim cosim --pe bitmod --tiles 2x2 --tile 2x2 --cycles 100000\n"
      "  lopsim cosim --pe fp16_mac --dataflow weight_stationary --tiles 4x4 --cycles 100000\n"
      "  lopsim cosim --pe bitmod --rtl my_pe.sv --top my_pe");
  command->callback([options, &exit_code] { exit_code = run_cosim(*options); });
}

}  // namespace lop::cli
