// lopsim sweep: many configurations to one table, each computed once ever.
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <thread>

#include "sim/cli/arguments.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/output.hpp"
#include "sim/report/process.hpp"
#include "sim/sweep/point.hpp"
#include "sim/sweep/run_sweep.hpp"
#include "sim/sweep/sweep_table.hpp"
#include "workloads/atomic_file.hpp"

namespace lop::cli {
namespace {

using Clock = std::chrono::steady_clock;

struct SweepArguments {
  std::string file, out;
  int threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  bool dry_run = false;
  std::optional<std::size_t> combination;
};

/// A rewritten line a tenth of a second: points, points a second, time left.
class SweepProgress {
 public:
  void operator()(std::size_t done, std::size_t computed, std::size_t total) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto now = Clock::now();
    if (now - shown_ < std::chrono::milliseconds(100) && done != total) return;
    shown_ = now;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    const double rate = static_cast<double>(done) / seconds;
    progress_.show(fmt::format("{} of {} points, {} computed, {:.0f} a second, {:.0f} s left", done, total, computed,
                               rate, static_cast<double>(total - done) / rate));
  }

 private:
  std::mutex mutex_;
  Progress progress_;
  Clock::time_point start_ = Clock::now(), shown_ = start_;
};

std::string refusals(const sweep::SweepResult& result) {
  constexpr int kShown = 5;
  std::string text;
  int shown = 0;
  for (const auto& point : result.points) {
    if (point.contains("error") && shown++ < kShown) {
      text += fmt::format("point {}: {}\n", point["point"].dump(), point["error"].get<std::string>());
    }
  }
  if (shown > kShown) text += fmt::format("and {} more\n", shown - kShown);
  return text;
}

/// The row of a combination, from `lopsim sweep FILE --point N`.
std::string row_of_own_process(const std::string& file, std::size_t combination) {
  const report::Outcome outcome =
      report::run_process({"/proc/self/exe", "sweep", file, "--point", std::to_string(combination)});
  if (outcome.exit_code != 0) {
    throw std::runtime_error(fmt::format("point of combination {}: {}", combination, outcome.output));
  }
  return outcome.output;
}

void sweep_all(const SweepArguments& arguments, const sweep::SweepPlan& plan, int& exit_code) {
  if (arguments.dry_run) {
    const sweep::SweepResult result = check_sweep(plan, arguments.threads);
    print(fmt::format("{}: {} points of {} combinations, {} excluded, {} refused\n{}", plan.name(),
                      result.points.size(), plan.combinations(), result.excluded, result.refused, refusals(result)));
    exit_code = result.refused > 0 ? kFinding : kOk;
    return;
  }
  if (arguments.out.empty()) throw ArgumentError("sweep: expected --out and a folder");
  const std::filesystem::path out = arguments.out;
  workloads::make_folder(out);
  sweep::PointStore store(out / "points.sqlite", sweep::running_program_sha256());
  SweepProgress progress;
  const sweep::SweepResult result = run_sweep(
      plan, store,
      {arguments.threads, [&](std::size_t combination) { return row_of_own_process(arguments.file, combination); },
       std::ref(progress)});
  workloads::write_atomically(out / "results.jsonl", sweep::json_lines(result.points));
  workloads::write_atomically(out / "results.csv", sweep::csv(result.points));
  print(fmt::format("{}: {} points, {} computed now, {} refused: {}\n{}", plan.name(), result.points.size(),
                    result.computed, result.refused, (out / "results.csv").string(), refusals(result)));
  exit_code = result.refused > 0 ? kFinding : kOk;
}

}  // namespace

void add_sweep_command(CLI::App& app, int& exit_code) {
  CLI::App* const command = app.add_subcommand(
      "sweep", "Simulate many configurations: results.jsonl and results.csv, resumed where it stopped");
  command->footer(
      "Example:\n  lopsim sweep configs/sweeps/llama_2_7b_decode.yaml --out sweep\n  lopsim report sweep/results.jsonl "
      "--out report");
  const auto arguments = std::make_shared<SweepArguments>();
  command->add_option("SWEEP", arguments->file, "a file with base and grid, zip, list or exclude")->required();
  command->add_option("--out", arguments->out, "folder of the results and of the points that are computed")
      ->type_name("DIR");
  command->add_option("--threads", arguments->threads, "points at a time; all processors if left out")
      ->check(CLI::Range(1, 1024));
  command->add_flag("--dry-run", arguments->dry_run, "check every point, say how many there are, and write nothing");
  command->add_option("--point", arguments->combination, "compute one combination, counted from 0, and print its row")
      ->type_name("N");
  command->callback([arguments, &exit_code] {
    const sweep::SweepPlan plan(arguments->file);
    if (!arguments->combination) return sweep_all(*arguments, plan, exit_code);
    if (*arguments->combination >= plan.combinations()) {
      throw ArgumentError(
          fmt::format("sweep: --point {}: expected a number below {}", *arguments->combination, plan.combinations()));
    }
    print(sweep::Point(plan.configuration(*arguments->combination)).row().dump() + "\n");
  });
}

}  // namespace lop::cli
