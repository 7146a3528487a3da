// Input stationary: the weight-stationary machine of the transposed GEMM, in which activations are held.
#pragma once

#include "sim/fast/layer_job.hpp"
#include "sim/fast/machine.hpp"
#include "sim/kernel/layer_result.hpp"

namespace lop::sim {

/// The activation SRAM feeds the columns of the array, the weight SRAM its rows.
Machine exchanged_roles(Machine machine);

/// N tokens x K x M output channels.
LayerJob exchanged_roles(const LayerJob& job);

/// A result of an exchanged job under the names of the job.
LayerResult exchanged_roles(LayerResult result);

}  // namespace lop::sim
