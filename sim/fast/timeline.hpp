// The cycles of a layer without ticking: an exact event simulation, one event an item and a transfer.
#pragma once

#include "sim/fast/layer_plan.hpp"
#include "sim/kernel/layer_result.hpp"

namespace lop::sim {

/// Cycles by cause; docs/machine.md has the timing contract.
Breakdown run_timeline(const LayerPlan& plan);

}  // namespace lop::sim
