// Mixed precision inside a layer: groups of output channels, each in a mode of its own.
#pragma once

#include <vector>

#include "configs/reader/map.hpp"
#include "workloads/layer.hpp"

namespace lop::workloads {

/// Cuts the layers of a role into one GEMM a group of output channels, as the section says:
/// channel_groups: {role: [{channels: N, parameters: {...}}, ...]}. The groups are the layer's channels, in order.
/// errors  config::ConfigError
void split_channels(const config::Map& section, std::vector<Layer>& layers);

}  // namespace lop::workloads
