// The result of a run as JSON: counts times prices, cycles by cause, areas, accuracy, provenance.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sim/kernel/layer_result.hpp"
#include "sim/report/accuracy.hpp"
#include "sim/report/layer_mapping.hpp"
#include "sim/report/machine_facts.hpp"
#include "sim/report/price_list.hpp"
#include "sim/report/provenance.hpp"
#include "sim/report/sram_table.hpp"
#include "workloads/atomic_file.hpp"

namespace lop::report {

using WriteError = workloads::WriteError;

inline constexpr int kSchemaVersion = 1;

/// What of the PE depends on a layer's mode.
struct LayerPe {
  pe::Choices choices;
  int lanes = 1, steps_per_chunk = 1;
};

/// units  batch requests, steps generated tokens each; is_prefill: one a layer
struct GenerationFacts {
  std::int64_t batch = 1, steps = 0;
  std::vector<bool> is_prefill;
};

/// Everything a run yields.
struct RunFacts {
  std::string fidelity;           // cycle, fast, published
  nlohmann::ordered_json config;  // fully resolved
  std::string workload_name, workload_source;
  MachineFacts machine;
  std::vector<sim::LayerResult> layers;
  std::vector<std::optional<LayerMapping>> mappings;  // empty, or one a layer; operations have none
  std::vector<LayerPe> layer_pes;      // empty: all as the machine has it; or one a layer
  std::optional<GenerationFacts> generation;
  std::vector<std::optional<LayerAccuracy>> accuracy;  // empty, or one a layer
  std::string accuracy_reference;                      // what the outputs were compared with
  std::optional<std::string> output_sha256;
  std::vector<std::string> notes;  // e.g. the statistic that stood in for values
  Provenance provenance;
};

/// Figures of a layer are those of one execution; totals, breakdown, counts and energies hold all executions.
/// Everything but `provenance` depends on nothing but the facts, the prices and the table.
/// errors  SramTableError; std::logic_error when a layer's breakdown does not sum to its cycles
nlohmann::ordered_json build_result(const RunFacts& run, const PriceList& prices, const SramTable& sram);

/// Of the compact dump of the resolved configuration.
std::string config_sha256(const nlohmann::ordered_json& config);

nlohmann::ordered_json provenance_json(const Provenance& facts);

/// errors  WriteError
void write_result(const std::filesystem::path& path, const nlohmann::ordered_json& result);

}  // namespace lop::report
