// Workloads from YAML: a transformer's shapes expanded for a phase, or an explicit list of layers with tensors.
#pragma once

#include "configs/reader/map.hpp"
#include "workloads/layer.hpp"

namespace lop::workloads {

/// Reads the `workload` section of a system: {file, phase: prefill|decode, tokens}. phase belongs to transformers only, tokens to
/// their prefill only. Checks tensor shapes against the layers.
/// errors  config::ConfigError, TensorFileError
Workload load_workload(const config::Map& workload_section);

}  // namespace lop::workloads
