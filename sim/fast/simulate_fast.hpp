// Layers on the machine without ticking it.
#pragma once

#include <vector>

#include "models/pe/slice.hpp"
#include "sim/fast/layer_job.hpp"
#include "sim/fast/machine.hpp"
#include "sim/kernel/layer_result.hpp"

namespace lop::sim {

/// One result a job; layers of equal shape and mode are computed once, their output codes layer by layer.
/// The machine and the jobs must fit the slice (check_fit, check_job).
std::vector<LayerResult> simulate_fast(const pe::Slice& slice, const Machine& machine,
                                       const std::vector<LayerJob>& jobs);

}  // namespace lop::sim
