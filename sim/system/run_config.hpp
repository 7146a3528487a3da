// A system as its YAML file describes it, typed and checked: machine, PE, prices, workload.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "configs/reader/document.hpp"
#include "models/pe/slice.hpp"
#include "sim/report/machine_facts.hpp"
#include "sim/report/price_list.hpp"
#include "sim/report/sram_table.hpp"
#include "sim/system/machine_config.hpp"
#include "sim/system/mapping_config.hpp"
#include "workloads/layer.hpp"

namespace lop::sim {

enum class Fidelity { kFast, kCycle };

const char* fidelity_name(Fidelity fidelity);

struct RunConfig {
  config::Document document;
  std::string name;
  Fidelity fidelity = Fidelity::kFast;
  std::shared_ptr<const pe::Slice> slice;
  int mode = 0;  // index into Slice::modes()
  MachineConfig machine;
  report::PriceList prices;
  int sram_node_nm = 0;
  std::shared_ptr<const report::SramTable> sram;
  MappingConfig mapping;
  workloads::Workload workload;
  std::map<std::string, std::shared_ptr<const pe::Slice>> role_slices;  // of roles with parameters of their own

  /// The PE as a layer finds it: the same gates, in the layer's mode.
  const pe::Slice& slice_of(const workloads::Layer& layer) const {
    const auto found = role_slices.find(layer.role);
    return found == role_slices.end() ? *slice : *found->second;
  }
};

/// Reads every key and checks everything that can be checked without running: the machine fits the PE, the banks have
/// prices, the tensors have the layers' shapes.
/// errors  config::ConfigError
RunConfig read_run_config(const config::Document& document);

/// The configuration as a result shows it: the merged keys, and SHA-256 of what they name in other files.
nlohmann::ordered_json resolved_config(const RunConfig& run);

/// What pricing has to know of the machine.
report::MachineFacts machine_facts(const RunConfig& run);

/// Refuses the value of a key such as "memory.weight.banks".
[[noreturn]] void refuse(const config::Document& document, const std::string& key_path, const std::string& message);

/// Refuses the key that a MachineError speaks of.
[[noreturn]] void refuse(const config::Document& document, const MachineError& error);

}  // namespace lop::sim
