// Runs layers on the machine: ticking it in SystemC, or computing the same cycles, counts and bits without ticking.
#pragma once

#include <vector>

#include "models/pe/slice.hpp"
#include "sim/fast/layer_job.hpp"
#include "sim/kernel/layer_result.hpp"
#include "sim/system/machine_config.hpp"

namespace lop::sim {

/// One result a job, in order; jobs with operands yield output codes.
/// errors  MachineError for a configuration that cannot work, pe::OperandError for a job that does not fit the slice
std::vector<LayerResult> run_fast(const pe::Slice& slice, const MachineConfig& config,
                                  const std::vector<LayerJob>& jobs);

/// The same answer from the SystemC machine. It is elaborated once
/// a process and may run any number of times; not thread-safe.
std::vector<LayerResult> run_cycle(const pe::Slice& slice, const MachineConfig& config,
                                   const std::vector<LayerJob>& jobs);

/// An operation of the vector unit, in both ways. errors  MachineError; pe::OperandError for a shape that has no rows
LayerResult run_operation_fast(const pe::Slice& slice, const MachineConfig& config, const VectorJob& job);
LayerResult run_operation_cycle(const pe::Slice& slice, const MachineConfig& config, const VectorJob& job);

}  // namespace lop::sim
