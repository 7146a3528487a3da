// Transformers and what is asked of them, as YAML files say it.
#pragma once

#include "configs/reader/map.hpp"
#include "workloads/transformer.hpp"

namespace lop::workloads {

/// errors  config::ConfigError
Transformer read_transformer(const config::Map& root);

/// Keys of a system's `workload`. Decode may leave `tokens` out as long as nothing attends to them.
/// errors  config::ConfigError
Scenario read_scenario(const config::Map& section, const Transformer& network);

}  // namespace lop::workloads
