// Convolutions as layers: how a list describes one, and the GEMM that it becomes.
#pragma once

#include <string>

#include "configs/reader/map.hpp"
#include "workloads/layer.hpp"

namespace lop::workloads {

/// The GEMM of one group, `count` x groups times.
Layer convolution_layer(const std::string& name, const tensor::Convolution& convolution, std::int64_t count);

/// Keys: input [channels, height, width], output_channels, kernel [height, width]; stride, dilation, padding
/// [height, width], groups and batch where they are not 1 (padding: 0).
/// errors  config::ConfigError
tensor::Convolution read_convolution(const config::Map& layer);

}  // namespace lop::workloads
