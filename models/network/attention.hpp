// Causal attention of whole sequences, KV heads shared by groups of query heads.
#pragma once

#include <cstddef>

#include "models/network/decoder.hpp"

namespace lop::network {

/// Scores q k^T times 1 / sqrt(width) rounded to FP32, each product rounded; softmax over the positions up to the
/// token's own; the sum of values over all positions in rising order, those after the token with weight zero.
///
/// shapes  queries {m, heads * width}, keys and values {m, kv_heads * width} as the cache gives them back;
///         out {m, heads * width}
Matrix attend(const DecoderShape& shape, std::size_t layer, const Products& products, const Matrix& queries,
              const Matrix& keys, const Matrix& values, std::size_t sequence);

}  // namespace lop::network
