// The linear layers of a transformer, in the order of their execution.
#include "workloads/transformer.hpp"

namespace lop::workloads {

std::vector<Layer> linear_layers(const Transformer& network, std::int64_t tokens) {
  const std::int64_t kv_width = network.hidden / network.heads * network.kv_heads;
  std::vector<Layer> layers;
  const auto add = [&](const char* name, std::int64_t k, std::int64_t n) {
    layers.push_back(Layer{name, tokens, k, n, network.layers, "", ""});
  };
  add("q", network.hidden, network.hidden);
  add("k", network.hidden, kv_width);
  add("v", network.hidden, kv_width);
  add("o", network.hidden, network.hidden);
  if (network.ffn_matrices == 3) add("gate", network.hidden, network.ffn);
  add("up", network.hidden, network.ffn);
  add("down", network.ffn, network.hidden);
  layers.push_back(Layer{"lm_head", 1, network.hidden, network.vocabulary, 1, "", ""});
  return layers;
}

}  // namespace lop::workloads
