// lopsim run: one configuration to one result.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>

#include "sim/accuracy/image_model.hpp"
#include "sim/accuracy/language_model.hpp"
#include "sim/cli/arguments.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/output.hpp"
#include "sim/published/run_published.hpp"
#include "sim/report/result.hpp"
#include "sim/system/footprint.hpp"
#include "sim/system/run_estimate.hpp"
#include "sim/system/run_system.hpp"

namespace lop::cli {
namespace {

struct RunArguments : ConfigArguments {
  std::string out;
  bool dry_run = false;
  std::optional<std::uint64_t> seed;
};

constexpr double kProgramMebibytes = 25;

std::string outline(const sim::RunConfig& run) {
  const sim::ArrayGeometry& array = run.machine.array;
  std::string text =
      fmt::format("{}: fidelity {}, {} GHz\n", run.name, sim::fidelity_name(run.fidelity), run.machine.clock_ghz);
  text += fmt::format("PE: {}", run.slice->stem());
  for (const auto& [name, value] : run.slice->choices()) text += fmt::format(", {} {}", name, value);
  text += fmt::format("\narray: {} x {} tiles of {} x {} PEs = {} x {}\n", array.tile_rows, array.tile_columns,
                      array.rows, array.columns, array.total_rows(), array.total_columns());
  text += fmt::format("workload: {}, {} layers, {}\n", run.workload.name, run.workload.layers.size(),
                      run.workload.tensors.empty() ? "shapes only" : "with values");
  const sim::Footprint footprint = sim::dram_footprint(run);
  text +=
      fmt::format("DRAM: {} of weights, {} of keys and values, {} of activations\n", sim::bytes_text(footprint.weights),
                  sim::bytes_text(footprint.cache), sim::bytes_text(footprint.activations));
  const sim::RunEstimate estimate = sim::estimate(run);
  text +=
      fmt::format("about {:.2g} s on one core and {:.0f} MiB: {} distinct layers, {} DRAM bursts, at least {} cycles\n",
                  estimate.seconds, estimate.mebibytes + kProgramMebibytes, estimate.distinct_layers, estimate.bursts,
                  estimate.steps);
  for (const workloads::Layer& layer : run.workload.layers) {
    text += fmt::format("  {}: m {}, k {}, n {}, {} {}\n", layer.name, layer.m, layer.k, layer.n, layer.count,
                        layer.count == 1 ? "time" : "times");
  }
  return text;
}

using Clock = std::chrono::steady_clock;

report::Provenance provenance_since(Clock::time_point start, const RunArguments& arguments) {
  report::Provenance provenance = report::gather_provenance(command_line(), arguments.seed);
  provenance.wall_s = std::chrono::duration<double>(Clock::now() - start).count();
  return provenance;
}

nlohmann::ordered_json result_of(const sim::RunConfig& run, const RunArguments& arguments) {
  const auto start = Clock::now();
  Progress progress;
  report::RunFacts facts = sim::run_system(run, [&](std::size_t index, std::size_t layers) {
    progress.show(fmt::format("{}: layer {} of {}, {}", run.name, index + 1, layers, run.workload.layers[index].name));
  });
  facts.provenance = provenance_since(start, arguments);
  return report::build_result(facts, run.prices, *run.sram);
}

std::string outline(const published::Run& run) {
  std::string text = fmt::format("{}: fidelity published, {} GHz\nworkload: {}, {} layers\n", run.name, run.clock_ghz,
                                 run.workload, run.answer.layers.size());
  for (const published::Layer& layer : run.answer.layers) {
    text += fmt::format("  {}: m {}, k {}, n {}, {} times\n", layer.name, layer.m, layer.k, layer.n, layer.count);
  }
  return text;
}

std::string outline(const accuracy::LanguageModel& model) {
  const network::DecoderShape& shape = model.shape;
  std::string text = fmt::format("{}: fidelity values, {}\n", model.name, model.arithmetic.text());
  text += fmt::format("network: {} layers, hidden {}, {} heads of {}, {} KV heads, feed-forward {}, vocabulary {}\n",
                      shape.layers, shape.hidden, shape.heads, shape.head_width, shape.kv_heads, shape.ffn,
                      shape.vocabulary);
  text += fmt::format("{} predictions in sequences of {}\n", model.samples.targets.size(), model.samples.sequence);
  for (const std::string& note : model.notes) text += note + "\n";
  return text;
}

nlohmann::ordered_json result_of(const accuracy::LanguageModel& model, const RunArguments& arguments,
                                 Clock::time_point start) {
  for (const std::string& note : model.notes) std::fputs(("lopsim: note: " + note + "\n").c_str(), stderr);
  Progress progress;
  const accuracy::Answer answer =
      accuracy::run_language_model(model, [&](const std::string& line) { progress.show(line); });
  return accuracy::language_model_result(model, answer, provenance_since(start, arguments));
}

std::string outline(const accuracy::ImageModel& model) {
  std::string text = fmt::format("{}: fidelity values, {}\n", model.name, model.arithmetic.text());
  text += fmt::format("network: {}, {} layers with weights, {} MACs an image\n{} images of {}\n", model.network->name(),
                      model.network->layers().size(), model.network->macs_per_image(), model.labels.size(),
                      model.network->image().text());
  text += "layers:";
  for (const network::Classifier::Layer& layer : model.network->layers()) text += " " + layer.name;
  text += "\n";
  for (const std::string& note : model.notes) text += note + "\n";
  return text;
}

nlohmann::ordered_json result_of(const accuracy::ImageModel& model, const RunArguments& arguments,
                                 Clock::time_point start) {
  for (const std::string& note : model.notes) std::fputs(("lopsim: note: " + note + "\n").c_str(), stderr);
  Progress progress;
  const accuracy::ImageAnswer answer =
      accuracy::run_image_model(model, [&](const std::string& line) { progress.show(line); });
  return accuracy::image_model_result(model, answer, provenance_since(start, arguments));
}

/// The result of a configuration; empty after a dry run, whose outline is printed.
nlohmann::ordered_json run_or_outline(const RunArguments& arguments) {
  const auto start = Clock::now();
  const config::Document document = arguments.load();
  if (accuracy::is_image_model(document)) {
    const accuracy::ImageModel model = accuracy::read_image_model(document);
    if (!arguments.dry_run) return result_of(model, arguments, start);
    print(outline(model));
  } else if (accuracy::is_language_model(document)) {
    const accuracy::LanguageModel model = accuracy::read_language_model(document);
    if (!arguments.dry_run) return result_of(model, arguments, start);
    print(outline(model));
  } else if (published::is_published(document)) {
    const published::Run run = published::run_published(document);
    if (!arguments.dry_run) return published::published_result(run, provenance_since(start, arguments));
    print(outline(run));
  } else {
    const sim::RunConfig run = sim::read_run_config(document);
    if (!arguments.dry_run) return result_of(run, arguments);
    print(outline(run));
  }
  return {};
}

void run_config(const RunArguments& arguments) {
  const nlohmann::ordered_json result = run_or_outline(arguments);
  if (result.empty()) return;
  if (arguments.out.empty()) {
    print(result.dump(2) + "\n");
  } else {
    report::write_result(arguments.out, result);
  }
}

}  // namespace

void add_run_command(CLI::App& app, int&) {
  CLI::App* const command =
      app.add_subcommand("run", "Simulate a workload on a system: cycles, energy, area and errors as JSON");
  command->footer(
      "Examples:\n  lopsim run configs/systems/bitmod.yaml --out bitmod.json\n"
      "  lopsim run configs/systems/bitmod.yaml --set fidelity=cycle --set pe.parameters.weight_mode=int6\n"
      "  lopsim run configs/accuracy/language_model.yaml --set workload.network=FOLDER --set workload.tokens=FILE\n"
      "  lopsim run configs/accuracy/image_network.yaml --set arithmetic=bitmod --set workload.predictions=200\n"
      "  lopsim run configs/accuracy/image_network.yaml --set workload.network=NETWORK.onnx --set workload.mean=0.5 "
      "\\\n"
      "    --set workload.deviation=0.25");
  const auto arguments = std::make_shared<RunArguments>();
  arguments->add_to(*command);
  command->add_option("--out", arguments->out, "result file; standard output if left out")->type_name("FILE");
  command->add_flag("--dry-run", arguments->dry_run, "check everything, say what would run, and write nothing");
  command->add_option("--seed", arguments->seed, "noted in the result; a run draws no random numbers")
      ->type_name("N")
      ->check([](const std::string& text) {
        return text.find_first_not_of("0123456789") == std::string::npos ? "" : "expected an integer from 0";
      });
  command->callback([arguments] { run_config(*arguments); });
}

}  // namespace lop::cli
