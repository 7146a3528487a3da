// Which products of two computed tensors are those of attention.
#pragma once

#include "models/network/graph/graph.hpp"
#include "models/network/graph/graph_network.hpp"

namespace lop::network::graph {

/// Scores are the MatMul that feeds a Softmax over its last axis; values the MatMul whose left operand is that Softmax.
/// In between may stand operators that keep the place of each element in its matrix: Add, Sub, Mul, Div, Where, Clip,
/// Cast, Identity, Dropout, and Reshape, Squeeze, Unsqueeze that keep the last two extents. Where only one of the two
/// is there, neither is of attention. nodes  of each step
void mark_attention(Program& program, const std::vector<const Node*>& nodes);

}  // namespace lop::network::graph
