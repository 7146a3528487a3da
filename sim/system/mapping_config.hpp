// How a run's layers are mapped: by the machine's rule, by the mapper, or as in an earlier result.
#pragma once

#include <map>
#include <string>

#include "configs/reader/document.hpp"
#include "sim/fast/gemm_shape.hpp"
#include "sim/report/layer_mapping.hpp"

namespace lop::sim {

enum class MappingObjective { kRule, kCycles, kEnergy, kEnergyDelay };

struct MappingConfig {
  MappingObjective objective = MappingObjective::kRule;
  std::map<std::string, Mapping> of_layer;  // of a result, by the layer's name; empty: there is none
};

/// mapping: {optimize: cycles | energy | energy_delay}, {result: FILE}, or no such section.
/// errors  config::ConfigError, report::ResultFileError
MappingConfig read_mapping(const config::Map& root);

/// As a result shows it.
report::LayerMapping shown(const Mapping& mapping);

/// What a result's mappings make of a run, as text: equal for equal mappings, whatever else the results say.
std::string mapping_text(const MappingConfig& mapping);

}  // namespace lop::sim
