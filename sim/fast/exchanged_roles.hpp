// Input stationary: the weight-stationary machine of the transposed GEMM, in which activations are held.
#pragma once

#include <string>

#include "sim/fast/layer_job.hpp"
#include "sim/fast/machine.hpp"
#include "sim/kernel/layer_result.hpp"

namespace lop::sim {

/// The activation SRAM feeds the columns of the array, the weight SRAM its rows.
Machine exchanged_roles(Machine machine);

/// Rows for columns, weights outer for activations outer.
Mapping exchanged_roles(Mapping mapping);

/// Why a layer that is a convolution cannot be exchanged.
std::string held_convolution(const std::string& layer);

/// N tokens x K x M output channels.
/// errors  MachineError for a convolution, whose activations are no matrix
LayerJob exchanged_roles(const LayerJob& job);

/// A result of an exchanged job under the names of the job.
LayerResult exchanged_roles(LayerResult result);

/// A machine and a job as their plan has them: exchanged where the dataflow is input stationary.
struct Planned {
  Machine machine;
  LayerJob job;
  bool exchanged = false;
};

/// errors  MachineError as exchanged_roles
Planned as_planned(const Machine& machine, const LayerJob& job);

}  // namespace lop::sim
