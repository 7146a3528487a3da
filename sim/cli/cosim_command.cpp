// lopsim cosim: the gates of a PE in lock-step with its cycle model, which computes with the values.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include "sim/cli/commands.hpp"
#include "sim/cli/settings.hpp"
#include "sim/cosim/campaign.hpp"

namespace lop::cli {
namespace {

struct Options {
  cosim::CampaignOptions campaign;
  std::vector<std::string> settings;
  std::string tile_grid = "1x1", tile = "1x1";
};

void read_shape(const std::string& option, const std::string& text, int& rows, int& columns) {
  int end = 0;
  if (std::sscanf(text.c_str(), "%dx%d%n", &rows, &columns, &end) != 2 || end != static_cast<int>(text.size()) || rows < 1 ||
      columns < 1 || rows > 64 || columns > 64) {
    throw pe::OperandError(fmt::format("{} {}: expected ROWSxCOLUMNS with 1..64 each, such as 4x4", option, text));
  }
}

void print_finding(const cosim::CampaignRow& row, const Options& options) {
  const cosim::Mismatch& m = *row.report.mismatch;
  std::cout << fmt::format(
      "\nMISMATCH: cycle {}, port {}{}: the model says {:x}, the gates say {:x} (variant {}, mode {})\nThe last cycles (first: "
      "model, second: gates):\n{}Waveform around it: {}\nReplay: lopsim cosim --pe {} --seed {} with the same options "
      "(this run's own seed: {})\n",
      m.cycle, m.port, m.column >= 0 ? fmt::format("[{}]", m.column) : "", m.expected, m.found, row.variant, m.mode, m.history,
      row.waveform.string(), options.campaign.stem, options.campaign.seed, row.seed);
}

int run_cosim(Options& options) {
  options.campaign.fixed = read_settings(options.settings);
  read_shape("--tiles", options.tile_grid, options.campaign.geometry.tile_rows, options.campaign.geometry.tile_columns);
  read_shape("--tile", options.tile, options.campaign.geometry.rows, options.campaign.geometry.columns);

  std::uint64_t mismatches = 0, cycles = 0, steps = 0, outputs = 0;
  const sim::ArrayGeometry& g = options.campaign.geometry;
  std::cout << fmt::format("{}: gates against cycle model, {}x{} tiles of {}x{}, seed {}\n", options.campaign.stem, g.tile_rows,
                           g.tile_columns, g.rows, g.columns, options.campaign.seed);
  std::cout << fmt::format("{:<62} {:<6} {:<10} {:>10} {:>10} {:>9} {:>10}\n", "variant", "mode", "operands", "steps", "cycles",
                           "outputs", "mismatches");
  cosim::run_campaign(options.campaign, [&](const cosim::CampaignRow& row) {
    const cosim::LockstepReport& r = row.report;
    std::cout << fmt::format("{:<62} {:<6} {:<10} {:>10} {:>10} {:>9} {:>10}\n", row.variant, row.mode, row.operands, r.steps,
                             r.cycles, r.outputs, r.mismatch ? 1 : 0);
    if (r.mismatch) print_finding(row, options);
    std::cout.flush();
    mismatches += r.mismatch ? 1 : 0;
    cycles += r.cycles;
    steps += r.steps;
    outputs += r.outputs;
  });
  std::cout << fmt::format("{} steps, {} cycles, {} outputs compared on every port: {} mismatches\n", steps, cycles, outputs, mismatches);
  return mismatches == 0 ? 0 : 1;
}

}  // namespace

void add_cosim_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("cosim", "gates against cycle model in lock-step, every port in every cycle");
  command->add_option("--pe", options->campaign.stem, "PE, as `lopsim list pe` names it")->required();
  command->add_option("--steps", options->campaign.steps, "steps of a variant, spread over its modes")->capture_default_str();
  command->add_option("--cycles", options->campaign.cycles, "cycles of a variant instead, modes mixed");
  command->add_option("--seed", options->campaign.seed, "seed of operands, bubbles and resets")->capture_default_str();
  command->add_option("--set", options->settings, "parameter=value held fixed, may be repeated; the others vary");
  command->add_option("--tiles", options->tile_grid, "grid of tiles, ROWSxCOLUMNS")->capture_default_str();
  command->add_option("--tile", options->tile, "PEs of a tile, ROWSxCOLUMNS")->capture_default_str();
  command->add_option("--bubbles", options->campaign.bubble_percent, "stalled cycles in percent")->check(CLI::Range(0, 99))->capture_default_str();
  command->add_option("--reset-period", options->campaign.reset_period, "a reset about every so many cycles, 0: none")->check(CLI::Range(0, 1 << 30))->capture_default_str();
  command->add_flag("!--no-exhaustive", options->campaign.exhaustive, "leave out the run over every pair of codes");
  command->footer("Example:\n  lopsim cosim --pe bitmod --steps 1000000 --seed 1\n  lopsim cosim --pe bitmod --tiles 2x2 --tile 2x2 --cycles 100000");
  command->callback([options, &exit_code] { exit_code = run_cosim(*options); });
}

}  // namespace lop::cli
