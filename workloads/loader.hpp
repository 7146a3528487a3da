// Workloads from YAML: a transformer's shapes expanded for a phase, or a list of layers with or without tensors.
#pragma once

#include "configs/reader/map.hpp"
#include "workloads/layer.hpp"

namespace lop::workloads {

/// Reads the `workload` section of a system: {file, phase: prefill|decode, tokens}; phase and tokens belong to
/// transformers only, and decode may leave tokens out: its linear layers see one token whatever the context. Tensor
/// shapes are checked against the layers.
/// errors  config::ConfigError, for a damaged tensor file too
Workload load_workload(const config::Map& workload_section);

}  // namespace lop::workloads
