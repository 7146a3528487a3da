// Layers on the SystemC machine, without its headers.
#pragma once

#include "models/pe/slice.hpp"
#include "sim/fast/layer_job.hpp"
#include "sim/fast/machine.hpp"
#include "sim/kernel/layer_result.hpp"

namespace lop::sim {

/// Ticked cycle by cycle from reset: as simulate_fast, and the same answer.
LayerResult simulate_cycle(const pe::Slice& slice, const Machine& machine, const LayerJob& job);

/// Cycles and counts of an operation of the vector unit.
/// errors  MachineError as make_vector_plan
LayerResult simulate_cycle(const pe::Slice& slice, const Machine& machine, const VectorJob& job);

}  // namespace lop::sim
