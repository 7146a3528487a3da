// A configured system run to the facts of a result: operands, simulation, accuracy, hash of the outputs.
#pragma once

#include <functional>

#include "sim/report/result.hpp"
#include "sim/system/run_config.hpp"

namespace lop::sim {

/// Called before each layer: its index and the number of layers.
using OnLayer = std::function<void(std::size_t, std::size_t)>;

/// Everything but the provenance. Layers run one after the other, so that only one has its operands in memory.
/// errors  config::ConfigError
report::RunFacts run_system(const RunConfig& run, const OnLayer& on_layer = {});

}  // namespace lop::sim
