// Attention of whole sequences, KV heads shared by groups of query heads.
#pragma once

#include <cstddef>

#include "models/network/products.hpp"

namespace lop::network {

/// kv_heads divides heads
struct AttentionShape {
  std::size_t heads = 0, kv_heads = 0, width = 0;
  bool causal = true;  // a token sees the positions up to its own; false: all
};

/// Scores q k^T times 1 / sqrt(width) rounded to FP32, each product rounded; softmax over the positions that the token
/// sees; the sum of values over all positions in rising order, those that it does not see with weight zero.
///
/// shapes  queries {m, heads * width}, keys and values {m, kv_heads * width} as the cache gives them back;
///         out {m, heads * width}
Matrix attend(const AttentionShape& shape, std::size_t layer, const Products& products, const Matrix& queries,
              const Matrix& keys, const Matrix& values, std::size_t sequence);

}  // namespace lop::network
