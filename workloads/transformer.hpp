// Expanding a transformer's dimensions into the linear layers of one phase.
#pragma once

#include <cstdint>
#include <vector>

#include "workloads/layer.hpp"

namespace lop::workloads {

/// shapes  heads divides hidden, kv_heads divides heads; ffn_matrices is 2 (up, down) or 3 (gate, up, down)
struct Transformer {
  std::int64_t hidden = 0, layers = 0, heads = 0, kv_heads = 0, ffn = 0, ffn_matrices = 0, vocabulary = 0;
};

/// q, k, v, o, (gate,) up, down of all network layers for `tokens` tokens, then lm_head on the last token.
std::vector<Layer> linear_layers(const Transformer& network, std::int64_t tokens);

}  // namespace lop::workloads
