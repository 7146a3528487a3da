// lopsim characterize: synthesises a PE and its edges, proves and times the netlists, runs them, and writes what they
// cost.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <memory>
#include <sstream>
#include <string>

#include "sim/cli/arguments.hpp"
#include "sim/cli/characterizer.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/output.hpp"
#include "sim/cli/settings.hpp"
#include "sim/report/process.hpp"
#include "sim/report/report.hpp"
#include "workloads/atomic_file.hpp"
#include "workloads/loader.hpp"

namespace lop::cli {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = LOP_SOURCE_DIR;

struct Options {
  CharacterizeOptions characterize;
  std::string technology, out, folder, traced = kRoot / "configs/systems/bitmod.yaml";
  std::vector<std::string> liberty, variants;
  double clock_ghz = 0;
  bool with_minimum = false;
};

/// The default, then each of "name=value,name=value".
std::vector<pe::Choices> read_variants(const Options& options) {
  std::vector<pe::Choices> variants;
  if (options.variants.empty()) variants.emplace_back();
  for (const std::string& text : options.variants) {
    std::vector<std::string> words;
    std::istringstream stream(text);
    for (std::string word; std::getline(stream, word, ',');) {
      if (word != "default") words.push_back(word);
    }
    variants.push_back(read_settings(words, "--variant"));
  }
  return variants;
}

/// Runs scripts/synthesize.py with its own exit codes.
void synthesize(const Options& options, const characterize::SliceUnit& unit, std::uint32_t variant, int rows,
                const fs::path& folder) {
  std::vector<std::string> words = {"python3",      (kRoot / "scripts/synthesize.py").string(),
                                    "--stem",       options.characterize.stem,
                                    "--module",     unit.module,
                                    "--variant",    std::to_string(variant),
                                    "--rows",       std::to_string(rows),
                                    "--technology", options.technology,
                                    "--period-ps",  fmt::format("{:.0f}", options.characterize.clock_period_ps),
                                    "--cache",      (fs::absolute(options.folder) / "cache").string(),
                                    "--out",        folder.string(),
                                    "--liberty"};
  words.insert(words.end(), options.liberty.begin(), options.liberty.end());
  if (options.with_minimum && unit.part == "pe") words.emplace_back("--with-minimum");
  const report::Outcome outcome = report::run_process(words);
  if (outcome.started && outcome.exit_code == 0) return;
  const std::string message = outcome.started ? outcome.output : "python3 cannot be run; apt-get install python3";
  switch (outcome.exit_code) {
    case kFinding: throw characterize::GatesError(message);
    case kBadInput: throw ArgumentError(message);
    case kFailedWrite: throw workloads::WriteError(message);
    default: throw report::MissingToolError(message);
  }
}

int run_characterize(Options& options) {
  CharacterizeOptions& characterize = options.characterize;
  const Technology technology = load_technology(kRoot / "configs/technology" / (options.technology + ".yaml"));
  // In whole picoseconds, so that the script and the prices mean the same period.
  characterize.clock_period_ps = std::round(1000 / options.clock_ghz);
  characterize.variants = read_variants(options);
  for (const pe::Choices& variant : characterize.variants) pe::make_slice(characterize.stem, variant);
  characterize.folder = fs::absolute(options.folder) / options.technology;
  const characterize::Library library = characterize::read_liberty({options.liberty.begin(), options.liberty.end()});
  const workloads::Workload workload =
      workloads::load_workload(config::Document::load(options.traced).root().map("workload"));
  characterize.traced = &workload;
  Progress progress;
  const report::PriceList list = characterize_pe(
      characterize, technology, library,
      [&](const characterize::SliceUnit& unit, std::uint32_t variant, int rows, const fs::path& folder) {
        synthesize(options, unit, variant, rows, folder);
      },
      [&](const std::string& line) { progress.show(line); });
  const std::string text = report::price_list_text(list);
  if (options.out.empty()) {
    print(text);
  } else {
    workloads::write_atomically(options.out, text);
  }
  return kOk;
}

}  // namespace

void add_characterize_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("characterize", "Area, timing and energy of a PE from gates of one technology");
  command->add_option("PE", options->characterize.stem, "PE, as `lopsim list pe` names it")->required();
  command->add_option("--technology", options->technology, "a file of configs/technology, such as nangate45")
      ->required();
  command->add_option("--liberty", options->liberty, "the technology's library; files may be gzip'ed")
      ->required()
      ->type_name("FILE")
      ->check(CLI::ExistingFile);
  command->add_option("--clock-ghz", options->clock_ghz, "clock of the netlists and the runs")
      ->required()
      ->check(CLI::Range(1e-6, 100.0));
  command
      ->add_option("--variant", options->variants,
                   "build-time parameters, NAME=VALUE with commas between; `default`; may be given several times")
      ->allow_extra_args(false);
  command->add_flag("--with-minimum", options->with_minimum, "search for the minimum period of the PE as well");
  command->add_option("--rows", options->characterize.rows, "rows of the tile that a column unit serves")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  command->add_option("--cycles", options->characterize.cycles, "cycles of each run that are looked at")
      ->check(CLI::Range(100, 10'000'000))
      ->capture_default_str();
  command->add_option("--traced", options->traced, "system whose workload gives the traced data")
      ->type_name("CONFIG")
      ->check(CLI::ExistingFile);
  command->add_option("--folder", options->folder, "where netlists and gates are kept")
      ->type_name("FOLDER")
      ->default_val("characterize");
  command->add_option("--out", options->out, "write the cost table there, not to standard output")->type_name("FILE");
  command->footer(
      "Example:\n  lopsim characterize int8_mac --technology osu018 --clock-ghz 0.2 \\\n"
      "    --liberty /usr/share/qflow/tech/osu018/osu018_stdcells.lib");
  command->callback([options, &exit_code] { exit_code = run_characterize(*options); });
}

}  // namespace lop::cli
