// The mapper: of all mappings of a layer the one that costs least, each tried on the fast path.
#pragma once

#include <functional>

#include "models/pe/slice.hpp"
#include "sim/fast/layer_job.hpp"
#include "sim/kernel/layer_result.hpp"
#include "sim/system/machine_config.hpp"

namespace lop::sim {

/// What is to be small: cycles, pJ, or their product.
using LayerCost = std::function<double(const LayerResult&)>;

/// Exhaustive over BlockCosts::legal_mappings; of equal ones the first. The job's operands are not looked at.
/// errors  MachineError, pe::OperandError as run_fast
Mapping best_mapping(const pe::Slice& slice, const MachineConfig& machine, const LayerJob& job, const LayerCost& cost);

/// The machine's own: docs/machine.md, "Tiling".
Mapping rule_mapping(const pe::Slice& slice, const MachineConfig& machine, const LayerJob& job);

}  // namespace lop::sim
