// The operators of ONNX that can be run, each made ready from a node by one function.
#pragma once

#include "models/network/graph/call.hpp"
#include "models/network/graph/operation.hpp"

namespace lop::network::graph {

/// All attributes and shapes are checked. errors  GraphError with the node and what is supported
Operation make_operation(const Node& node, std::int64_t opset, const std::vector<const Operand*>& operands);

// movement.cpp: elements go elsewhere, none changes
Operation make_reshape(Call& call);
Operation make_flatten(Call& call);
Operation make_squeeze(Call& call);
Operation make_unsqueeze(Call& call);
Operation make_identity(Call& call);
Operation make_dropout(Call& call);
Operation make_transpose(Call& call);
Operation make_expand(Call& call);
Operation make_tile(Call& call);

// selection.cpp: parts of tensors
Operation make_slice(Call& call);
Operation make_split(Call& call);
Operation make_gather(Call& call);
Operation make_concat(Call& call);
Operation make_pad(Call& call);

// constants.cpp: what is known before any image
Operation make_constant(Call& call);
Operation make_constant_of_shape(Call& call);
Operation make_shape(Call& call);

// arithmetic.cpp: of two or three tensors, element by element
Operation make_add(Call& call);
Operation make_sub(Call& call);
Operation make_mul(Call& call);
Operation make_div(Call& call);
Operation make_pow(Call& call);
Operation make_equal(Call& call);
Operation make_where(Call& call);
Operation make_cast(Call& call);

// functions.cpp: of one tensor, element by element
Operation make_neg(Call& call);
Operation make_abs(Call& call);
Operation make_sqrt(Call& call);
Operation make_exp(Call& call);
Operation make_erf(Call& call);
Operation make_tanh(Call& call);
Operation make_sigmoid(Call& call);
Operation make_relu(Call& call);
Operation make_leaky_relu(Call& call);
Operation make_gelu(Call& call);
Operation make_clip(Call& call);

// reductions.cpp: along axes; sums in FP64 in rising index
Operation make_reduce_mean(Call& call);
Operation make_reduce_sum(Call& call);
Operation make_softmax(Call& call);
Operation make_layer_normalization(Call& call);
Operation make_batch_normalization(Call& call);

// pooling.cpp
Operation make_max_pool(Call& call);
Operation make_average_pool(Call& call);
Operation make_global_average_pool(Call& call);

// convolution.cpp and matrix_product.cpp
Operation make_conv(Call& call);
Operation make_gemm(Call& call);
Operation make_mat_mul(Call& call);

}  // namespace lop::network::graph
