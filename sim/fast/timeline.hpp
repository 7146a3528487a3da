// When things happen: the machine's cycles without ticking it.
#pragma once

#include "sim/fast/action_counts.hpp"
#include "sim/fast/layer_plan.hpp"
#include "sim/kernel/layer_result.hpp"

namespace lop::sim {

/// Cycles of the plan by cause. Adds the DRAM's activates and refreshes to the actions.
Breakdown run_timeline(const LayerPlan& plan, ActionCounts& actions);

/// The same of a plan of folds.
Breakdown run_fold_timeline(const LayerPlan& plan, ActionCounts& actions);

}  // namespace lop::sim
