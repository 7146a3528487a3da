// Layers on the machine without ticking it.
#pragma once

#include "models/pe/slice.hpp"
#include "sim/fast/layer_job.hpp"
#include "sim/fast/machine.hpp"
#include "sim/kernel/layer_result.hpp"

namespace lop::sim {

/// Cycles and counts, and output codes where there are operands; without the job's name and shape.
/// The machine and the job must fit the slice (check_fit, check_job).
LayerResult simulate_fast(const pe::Slice& slice, const Machine& machine, const LayerJob& job);

/// Cycles and counts of an operation of the vector unit.
/// errors  MachineError as make_vector_plan
LayerResult simulate_fast(const pe::Slice& slice, const Machine& machine, const VectorJob& job);

}  // namespace lop::sim
