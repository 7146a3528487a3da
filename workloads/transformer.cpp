// The GEMMs of a transformer, in the order of their execution.
#include "workloads/transformer.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace lop::workloads {
namespace {

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

class Expansion {
 public:
  explicit Expansion(const Transformer& network) : network_(network) {}

  /// `requests` of `tokens` tokens each, run `times` times; decode is one token a request.
  void add_linear(std::int64_t requests, std::int64_t tokens, std::int64_t times, bool prefill) {
    const std::int64_t rows = requests * tokens, all = network_.layers * times;
    const std::int64_t kv_width = network_.hidden / network_.heads * network_.kv_heads;
    const std::int64_t own = network_.layers;
    add("q", rows, network_.hidden, network_.hidden, all, own);
    add("k", rows, network_.hidden, kv_width, all, own);
    add("v", rows, network_.hidden, kv_width, all, own);
    add("o", rows, network_.hidden, network_.hidden, all, own);
    if (network_.experts == 0) {
      add_ffn(rows, all, own);
    } else {
      add("router", rows, network_.hidden, network_.experts, all, own);
      const std::int64_t of_experts = own * network_.experts;
      const std::int64_t taken = rows * network_.active_experts;
      prefill ? add_ffn(ceil_div(taken, network_.experts), all * network_.experts, of_experts)
              : add_ffn(1, all * taken, of_experts);
    }
    add("lm_head", requests, network_.hidden, network_.vocabulary, times, 1);
  }

  /// `tokens` tokens a request over `positions` keys and values.
  void add_attention(std::int64_t requests, std::int64_t tokens, std::int64_t positions, const std::string& suffix) {
    const std::int64_t width = network_.hidden / network_.heads, rows = network_.heads / network_.kv_heads * tokens;
    const std::int64_t all = network_.layers * network_.kv_heads * requests;
    for (const char* role : {"qk", "pv"}) {
      const bool scores = role[0] == 'q';
      add(role, rows, scores ? width : positions, scores ? positions : width, all, all, suffix);
      layers_.back().attends = true;
    }
  }

  std::vector<Layer> take() { return std::exchange(layers_, {}); }

 private:
  void add(const char* role, std::int64_t m, std::int64_t k, std::int64_t n, std::int64_t count, std::int64_t matrices,
           const std::string& suffix = "") {
    layers_.push_back(Layer{role + suffix, m, k, n, count, "", "", role, false, matrices, {}, false});
  }

  void add_ffn(std::int64_t rows, std::int64_t count, std::int64_t matrices) {
    if (network_.ffn_matrices == 3) add("gate", rows, network_.hidden, network_.ffn, count, matrices);
    add("up", rows, network_.hidden, network_.ffn, count, matrices);
    add("down", rows, network_.ffn, network_.hidden, count, matrices);
  }

  const Transformer& network_;
  std::vector<Layer> layers_;
};

std::vector<Layer> prefill_layers(const Transformer& network, const Scenario& scenario) {
  Expansion expansion(network);
  expansion.add_linear(scenario.batch, scenario.tokens, 1, true);
  const std::int64_t block = scenario.causal_skip ? kCausalBlock : scenario.tokens;
  for (std::int64_t first = 0; scenario.attention && first < scenario.tokens; first += block) {
    const std::int64_t last = std::min(scenario.tokens, first + block);
    expansion.add_attention(scenario.batch, last - first, last,
                            scenario.tokens <= block ? "" : "[" + std::to_string(last) + "]");
  }
  return expansion.take();
}

std::vector<Layer> decode_layers(const Transformer& network, const Scenario& scenario) {
  Expansion expansion(network);
  expansion.add_linear(scenario.batch, 1, scenario.steps, false);
  for (std::int64_t step = 0; scenario.attention && step < scenario.steps; ++step) {
    const std::int64_t positions = scenario.tokens + step + 1;
    expansion.add_attention(scenario.batch, 1, positions,
                            scenario.steps == 1 ? "" : "[" + std::to_string(positions) + "]");
  }
  return expansion.take();
}

}  // namespace

std::vector<Layer> linear_layers(const Transformer& network, std::int64_t tokens) {
  Scenario scenario;
  scenario.tokens = tokens;
  return prefill_layers(network, scenario);
}

std::vector<Layer> network_layers(const Transformer& network, const Scenario& scenario) {
  if (scenario.phase == Phase::kPrefill) return prefill_layers(network, scenario);
  if (scenario.phase == Phase::kDecode) return decode_layers(network, scenario);
  std::vector<Layer> layers;
  for (Layer& layer : prefill_layers(network, scenario)) {
    layer.name = "prefill." + layer.name;
    layer.is_prefill = true;
    layers.push_back(std::move(layer));
  }
  for (Layer& layer : decode_layers(network, scenario)) {
    layer.name = "decode." + layer.name;
    layers.push_back(std::move(layer));
  }
  return layers;
}

}  // namespace lop::workloads
