// Calls scripts/verilate.sh, which does nothing when the gates are there and unchanged.
#include "sim/cosim/rtl_build.hpp"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "sim/cosim/rtl_model.hpp"
#include "workloads/atomic_file.hpp"

extern char** environ;

namespace lop::cosim {
namespace {

int run_program(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int error = posix_spawnp(&child, arguments[0], nullptr, nullptr, arguments.data(), environ);
  if (error != 0) throw RtlError(fmt::format("cannot run {}: {}", words[0], std::strerror(error)), true);
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw RtlError(fmt::format("lost {}: {}", words[0], std::strerror(errno)), false);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/// A module with the ports of the slice's PE around the user's, as the array sets no parameters but its own.
std::filesystem::path write_wrapper(const PeModule& pe, const std::string& stem, bool weight_stationary,
                                    const std::filesystem::path& folder) {
  std::string settings, ports;
  for (const char* own : {"Variant", "ControlWidth", "Stages"}) settings += fmt::format(".{0}({0}), ", own);
  if (weight_stationary) settings += ".WeightStationary(WeightStationary), ";
  for (const auto& [name, value] : pe.parameters) settings += fmt::format(".{}({}), ", name, value);
  for (const char* port : {"clk_i", "ctl_i", "activation_i", "weight_i", "psum_i", "result_o"}) {
    ports += fmt::format(".{0}({0}), ", port);
  }
  settings.resize(settings.size() - 2);
  ports.resize(ports.size() - 2);
  const std::string text = fmt::format(
      "// {0} with parameters set on the command line.\n"
      "module pe_with_parameters #(parameter logic [31:0] Variant = '0, parameter int unsigned ControlWidth = 1, "
      "parameter int unsigned Stages = 1, parameter bit WeightStationary = 1'b0) (\n"
      "  input  logic                                       clk_i,\n"
      "  input  logic [ControlWidth*Stages-1:0]             ctl_i,\n"
      "  input  logic [{1}_pkg::ActivationOperandWidth-1:0] activation_i,\n"
      "  input  logic [{1}_pkg::WeightOperandWidth-1:0]     weight_i,\n"
      "  input  logic [{1}_pkg::ResultWidth-1:0]            psum_i,\n"
      "  output logic [{1}_pkg::ResultWidth-1:0]            result_o\n);\n"
      "  {0} #({2}) u_pe ({3});\nendmodule\n",
      pe.name.empty() ? "pe_" + stem : pe.name, stem, settings, ports);
  const std::filesystem::path file = folder / "pe_with_parameters.sv";
  workloads::write_atomically(file, text);
  return file;
}

}  // namespace

std::filesystem::path rtl_folder() {
  const char* chosen = std::getenv("LOPSIM_RTL_CACHE");
  return chosen != nullptr && *chosen != '\0' ? std::filesystem::path(chosen) : std::filesystem::path(LOP_RTL_FOLDER);
}

std::filesystem::path find_or_build(const RtlRequest& request) {
  const std::string stem(request.slice->stem());
  const sim::ArrayGeometry& g = request.geometry;
  const std::uint32_t variant = request.slice->variant();
  const bool chain = g.dataflow == sim::Dataflow::kWeightStationary;
  const std::string name = fmt::format("{}_v{:x}_{}x{}_{}x{}{}{}.so", stem, variant, g.tile_rows, g.tile_columns,
                                       g.rows, g.columns, chain ? "_ws" : "", request.trace ? "_trace" : "");
  const std::filesystem::path file = (request.folder.empty() ? rtl_folder() : request.folder) / name;

  std::vector<std::string> words = {"bash",
                                    LOP_VERILATE_SCRIPT,
                                    "--out",
                                    file.string(),
                                    "--runtime",
                                    rtl_folder().string(),
                                    "--stem",
                                    stem,
                                    fmt::format("-GVariant={}", variant)};
  const auto set = [&](const char* parameter, int value) { words.push_back(fmt::format("-G{}={}", parameter, value)); };
  set("Rows", chain ? g.total_rows() : g.rows);
  set("Columns", chain ? g.total_columns() : g.columns);
  if (chain) {
    words.insert(words.end(), {"--top", "ws_array"});
  } else {
    set("TileRows", g.tile_rows);
    set("TileColumns", g.tile_columns);
  }
  if (request.trace) words.push_back("--trace");
  for (const auto& source : request.sources) {
    words.push_back("--source");
    words.push_back(std::filesystem::absolute(source).string());
  }
  std::string module = request.pe.name;
  if (!request.pe.parameters.empty()) {
    std::filesystem::create_directories(file.parent_path());
    const std::filesystem::path wrapper = write_wrapper(request.pe, stem, chain, file.parent_path());
    words.insert(words.end(), {"--source", std::filesystem::absolute(wrapper).string()});
    module = "pe_with_parameters";
  }
  if (!module.empty()) words.insert(words.end(), {"--pe", module});
  const int status = run_program(words);
  if (status == 3)
    throw RtlError("the gates of " + stem + " are not built yet and Verilator is missing; apt-get install verilator",
                   true);
  if (status != 0) throw RtlError(fmt::format("building the gates of {} failed (status {})", stem, status), false);
  return file;
}

}  // namespace lop::cosim
