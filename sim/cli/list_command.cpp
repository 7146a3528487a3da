// lopsim list: what there is to choose from.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>

#include "configs/reader/document.hpp"
#include "models/pe/slice.hpp"
#include "sim/array/output_stationary_array.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/output.hpp"
#include "sim/cli/pe_checks.hpp"
#include "sim/cli/pe_table.hpp"
#include "sim/report/price_list.hpp"
#include "workloads/loader.hpp"

namespace lop::cli {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = LOP_SOURCE_DIR;

std::vector<fs::path> yaml_files(const char* folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(kSource / folder)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string relative_name(const fs::path& file) { return file.lexically_relative(kSource).string(); }

std::string counted(int count, const char* thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

std::string mode_line(const pe::Slice& slice, int mode) {
  const int lanes = slice.lanes(mode), steps = slice.steps_per_chunk(mode);
  const std::string name = slice.modes()[static_cast<std::size_t>(mode)];
  std::string line = fmt::format("    {}: {} x {} ({} x {} bits), {}, {}, {:.4g} MAC{} a cycle", name,
                                 slice.activation_format(mode), slice.weight_format(mode), slice.activation_bits(mode),
                                 slice.weight_bits(mode), counted(lanes, "lane"), counted(steps, "step"),
                                 static_cast<double>(lanes) / steps, lanes == steps ? "" : "s");
  const int of_weights = slice.metadata_bits(mode), of_activations = slice.row_metadata_bits(mode);
  if (of_weights > 0) line += fmt::format(", {} bits of metadata a group of weights", of_weights);
  if (of_activations > 0) line += fmt::format(", {} a group of activations", of_activations);
  return line + "\n";
}

std::string pe_entry(const std::string& stem, const PeChecks& checks) {
  const auto slice = pe::make_slice(stem);
  std::string text = fmt::format("{}\n  source: {}\n  modes, activations x weights\n", stem, slice->source());
  for (int mode = 0; mode < static_cast<int>(slice->modes().size()); ++mode) text += mode_line(*slice, mode);
  if (!slice->parameters().empty()) text += "  parameters, the default first\n";
  for (const pe::Parameter& parameter : slice->parameters()) {
    std::string values;
    for (const std::string& value : parameter.values) values += " " + value;
    if (!parameter.also.empty()) values += ", or " + parameter.also;
    if (parameter.multiple_of > 0) values += fmt::format(", or another multiple of {}", parameter.multiple_of);
    text += fmt::format("    {}:{}\n", parameter.name, values);
  }
  text += fmt::format("  latency: {} cycles from the last operands at a PE of its own to the output code\n",
                      sim::array_latency(*slice, {}));
  text += fmt::format(
      "  accumulator: {} bits, output code: {} bits\n  checks in the tree: tests, proofs, nightly regression\n",
      slice->accumulator_bits(), slice->out_bits());
  for (const std::string& line : checks.of(stem)) text += "    " + line + "\n";
  return text;
}

std::string pes() {
  const PeChecks checks(kSource);
  std::string text;
  for (const std::string& stem : pe::stems()) text += (text.empty() ? "" : "\n") + pe_entry(stem, checks);
  return text;
}

/// That of the shipped BitMoD system, with its tensors.
workloads::Workload traced_workload() {
  const config::Document system = config::Document::load(kSource / "configs/systems/bitmod.yaml");
  return workloads::load_workload(system.root().map("workload"));
}

std::string workloads() {
  std::string text;
  for (const fs::path& file : yaml_files("workloads")) {
    const config::Map root = config::Document::load(file).root();
    const std::string shapes = root.text("kind") == "transformer" ? "shapes: prefill or decode" : "shapes";
    text += fmt::format("{:<36} {} ({})\n", relative_name(file), root.text("name"),
                        root.has("tensors") ? "with values" : shapes);
  }
  return text;
}

std::string configs() {
  std::string text;
  for (const fs::path& file : yaml_files("configs/systems")) {
    text += fmt::format("{:<44} {}\n", relative_name(file), config::Document::load(file).root().text("name"));
  }
  return text;
}

std::string technologies() {
  std::string text;
  for (const fs::path& file : yaml_files("configs/cost")) {
    const report::PriceList list = report::load_price_list(file);
    std::string stems;
    for (const auto& [stem, prices] : list.pes) stems += (stems.empty() ? "" : ", ") + stem;
    text += fmt::format("{}\n  {}; {} nm, {} GHz; PEs: {}\n", relative_name(file), list.technology, list.node_nm,
                        list.clock_ghz, stems);
  }
  return text;
}

}  // namespace

void add_list_command(CLI::App& app, int&) {
  CLI::App* const command = app.add_subcommand("list", "List PEs, workloads, configurations or technologies");
  command->footer("Example:\n  lopsim list pe");
  command->require_subcommand(1);
  const auto add = [command](const char* name, const char* description, std::string (*text)()) {
    command->add_subcommand(name, description)
        ->footer(fmt::format("Example:\n  lopsim list {}", name))
        ->callback([text] { print(text()); });
  };
  const auto as_table = std::make_shared<bool>(false);
  CLI::App* const pe_command =
      command->add_subcommand("pe", "the PEs: source, formats, modes, lanes, steps, parameters, what is verified");
  pe_command->footer("Example:\n  lopsim list pe\n  lopsim list pe --table");
  pe_command->add_flag("--table", *as_table,
                       "one Markdown row a mode, with the error against exact dot products (takes a minute)");
  pe_command->callback([as_table] { print(*as_table ? pe_table(traced_workload()) : pes()); });
  add("workloads", "the shipped networks", workloads);
  add("configs", "the shipped systems", configs);
  add("technologies", "the shipped price lists", technologies);
}

}  // namespace lop::cli
