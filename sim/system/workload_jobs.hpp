// Layers of a workload as jobs of the machine.
#pragma once

#include "sim/fast/layer_job.hpp"
#include "workloads/layer.hpp"

namespace lop::sim {

/// A GEMM, without operands and mapping, in the slice's own mode.
LayerJob job_of(const pe::Slice& slice, const workloads::Layer& layer);

/// What an operation of the vector unit is asked for.
VectorShape vector_shape(const workloads::Layer& layer);

}  // namespace lop::sim
