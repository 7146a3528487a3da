// The result of a run as JSON: counts times prices, cycles by cause, areas, accuracy, provenance.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "models/pe/slice.hpp"
#include "sim/kernel/layer_result.hpp"
#include "sim/report/price_list.hpp"
#include "sim/report/sram_table.hpp"
#include "workloads/atomic_file.hpp"

namespace lop::report {

using WriteError = workloads::WriteError;

/// A buffer of `banks` equal banks; its actions are sram.<name>.read and sram.<name>.write, one word of width_bits each.
struct BufferFacts {
  std::string name;
  std::int64_t capacity_kib = 0;   // of all banks
  int banks = 1;
  int width_bits = 0;              // of one bank
};

/// What pricing has to know of the machine beside its counts.
struct MachineFacts {
  std::string pe_stem;
  pe::Choices choices;              // all parameters, defaults filled in
  int pe_count = 0;
  int lanes = 1;                    // of one PE in the mode that ran
  int steps_per_chunk = 1;          // of one PE in the mode that ran
  int weight_edge_count = 0;        // 0 = the PE has none
  int column_unit_count = 0;        // 0 = the PE has none
  double clock_ghz = 0;
  int node_nm = 0;
  std::vector<BufferFacts> buffers;
};

/// Against the unquantised reference. sqnr_db is infinite where the outputs are equal.
struct LayerAccuracy {
  double sqnr_db = 0, cosine = 0, max_error = 0;
};

struct Provenance {
  std::string git;                  // commit; empty when unknown
  bool dirty = false;
  std::string command;
  std::optional<std::uint64_t> seed;
  std::string host;
  std::map<std::string, std::string> versions;
  double wall_s = 0;
};

/// Everything a run yields.
struct RunFacts {
  std::string fidelity;                                    // cycle, fast, published
  nlohmann::ordered_json config;                           // fully resolved
  std::string workload_name, workload_source;
  MachineFacts machine;
  std::vector<sim::LayerResult> layers;
  std::vector<std::optional<LayerAccuracy>> accuracy;      // empty, or one a layer
  std::string accuracy_reference;                          // what the outputs were compared with
  std::optional<std::string> output_sha256;
  std::vector<std::string> notes;                          // e.g. the statistic that stood in for values
  Provenance provenance;
};

/// shapes  layers: figures of one execution, beside `count`; totals, counts and energies: all executions
/// errors  SramTableError; std::logic_error when a layer's breakdown does not sum to its cycles
nlohmann::ordered_json build_result(const RunFacts& run, const PriceList& prices, const SramTable& sram);

/// Of the compact dump of the resolved configuration.
std::string config_sha256(const nlohmann::ordered_json& config);

/// Commit and state of the checkout the program was built from, host name, library versions; unknown facts stay empty.
Provenance gather_provenance(const std::string& command, std::optional<std::uint64_t> seed);

/// errors  WriteError
void write_result(const std::filesystem::path& path, const nlohmann::ordered_json& result);

}  // namespace lop::report
