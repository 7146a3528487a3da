// What the machine does for an operation of the vector unit, without time.
#pragma once

#include "sim/fast/layer_plan.hpp"
#include "sim/fast/vector_shape.hpp"

namespace lop::sim {

/// Rows come through the activation buffer and the second operand through the weight buffer, results go to the output
/// buffer. A tile is as many whole rows as fit all three; where one row does not fit, it comes in slabs, once a pass.
/// errors  MachineError when the machine has no vector unit, a buffer cannot hold the smallest slab, or there are more
///         than 2^24 items
LayerPlan make_vector_plan(const PeFacts& facts, const Machine& machine, const VectorShape& shape);

}  // namespace lop::sim
