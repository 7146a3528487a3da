// Topology files of SCALE-Sim: a comma-separated line a layer.
#pragma once

#include <filesystem>
#include <vector>

#include "workloads/layer.hpp"

namespace lop::workloads {

/// Convolutions (Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides or
/// Stride Height, Stride Width) or GEMMs (Layer, M, N, K); every line ends in a comma or not. There is no padding, and
/// a last window that reaches beyond the map counts, as in SCALE-Sim: the map is taken as large as its windows. A layer
/// with DP in its name is depthwise: Num Filter filters for each of its channels.
/// errors  config::ConfigError with line and column
std::vector<Layer> read_scale_sim(const std::filesystem::path& file);

}  // namespace lop::workloads
