// The layers of a transformer, GEMMs first, in the order of their execution.
#include "workloads/transformer.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace lop::workloads {
namespace {

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

class Expansion {
 public:
  Expansion(const Transformer& network, const Scenario& scenario) : network_(network), scenario_(scenario) {}

  /// `requests` of `tokens` tokens each, run `times` times; decode is one token a request.
  void add_linear(std::int64_t requests, std::int64_t tokens, std::int64_t times, bool prefill) {
    const std::int64_t rows = requests * tokens, all = network_.layers * times;
    const std::int64_t own = network_.layers;
    add("q", rows, network_.hidden, network_.hidden, all, own);
    add("k", rows, network_.hidden, kv_width(), all, own);
    add("v", rows, network_.hidden, kv_width(), all, own);
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
    const std::int64_t rows = network_.heads / network_.kv_heads * tokens;
    const std::int64_t all = network_.layers * network_.kv_heads * requests;
    add("qk", rows, width(), positions, all, all, suffix);
    layers_.back().attends = true;
    layers_.back().stored = scenario_.keys;
    add("pv", rows, positions, width(), all, all, suffix);
    layers_.back().attends = true;
    layers_.back().stored = scenario_.values;
    if (scenario_.vector) add_operation("softmax", "softmax", rows, positions, all, suffix);
  }

  /// What is between the GEMMs, but for the softmax.
  void add_operations(std::int64_t requests, std::int64_t tokens, std::int64_t times) {
    if (!scenario_.vector) return;
    const std::int64_t rows = requests * tokens, all = network_.layers * times;
    const std::int64_t twice = (network_.parallel_blocks ? 1 : 2) * all;
    add_operation("norm", network_.norm, rows, network_.hidden, twice);
    if (network_.rotary) {
      const std::int64_t turned = network_.rotary_width > 0 ? network_.rotary_width : width();
      add_operation("rotary_q", "rotary", rows, network_.heads * turned, all, "", turned);
      add_operation("rotary_k", "rotary", rows, network_.kv_heads * turned, all, "", turned);
    }
    add_quantization("quantize_k", scenario_.keys, rows, all);
    add_quantization("quantize_v", scenario_.values, rows, all);
    const std::int64_t experts = std::max<std::int64_t>(network_.active_experts, 1);
    add_operation("activation", network_.activation, rows * experts, network_.ffn, all, "", network_.ffn);
    // The outputs of a token's experts are added as well.
    add_operation("add", "add", rows, network_.hidden, twice + (experts - 1) * all, "", network_.hidden);
    add_operation("norm_last", network_.norm, requests, network_.hidden, times);
  }

  std::vector<Layer> take() { return std::exchange(layers_, {}); }

 private:
  std::int64_t width() const { return network_.hidden / network_.heads; }
  std::int64_t kv_width() const { return width() * network_.kv_heads; }

  void add(const char* role, std::int64_t m, std::int64_t k, std::int64_t n, std::int64_t count, std::int64_t matrices,
           const std::string& suffix = "") {
    layers_.push_back(Layer{role + suffix, m, k, n, count, "", "", role, false, matrices, {}, false});
  }

  void add_ffn(std::int64_t rows, std::int64_t count, std::int64_t matrices) {
    if (network_.ffn_matrices == 3) add("gate", rows, network_.hidden, network_.ffn, count, matrices);
    add("up", rows, network_.hidden, network_.ffn, count, matrices);
    add("down", rows, network_.ffn, network_.hidden, count, matrices);
  }

  void add_operation(const char* role, const std::string& operation, std::int64_t rows, std::int64_t columns,
                     std::int64_t count, const std::string& suffix = "", std::int64_t second_columns = 0) {
    add(role, rows, columns, 0, count, 0, suffix);
    layers_.back().operation = operation;
    layers_.back().second_columns = second_columns;
  }

  /// A row is a group, so that a pass reduces over it.
  void add_quantization(const char* role, const std::optional<StoredFormat>& format, std::int64_t rows,
                        std::int64_t count) {
    if (!format) return;
    const std::int64_t group = std::min(format->group_size, kv_width());
    add_operation(role, "quantize", rows * ceil_div(kv_width(), group), group, count);
    layers_.back().stored = format;
  }

  const Transformer& network_;
  const Scenario& scenario_;
  std::vector<Layer> layers_;
};

std::vector<Layer> prefill_layers(const Transformer& network, const Scenario& scenario) {
  Expansion expansion(network, scenario);
  expansion.add_linear(scenario.batch, scenario.tokens, 1, true);
  const std::int64_t block = scenario.causal_skip ? kCausalBlock : scenario.tokens;
  for (std::int64_t first = 0; scenario.attention && first < scenario.tokens; first += block) {
    const std::int64_t last = std::min(scenario.tokens, first + block);
    expansion.add_attention(scenario.batch, last - first, last,
                            scenario.tokens <= block ? "" : "[" + std::to_string(last) + "]");
  }
  expansion.add_operations(scenario.batch, scenario.tokens, 1);
  return expansion.take();
}

std::vector<Layer> decode_layers(const Transformer& network, const Scenario& scenario) {
  Expansion expansion(network, scenario);
  expansion.add_linear(scenario.batch, 1, scenario.steps, false);
  for (std::int64_t step = 0; scenario.attention && step < scenario.steps; ++step) {
    const std::int64_t positions = scenario.tokens + step + 1;
    expansion.add_attention(scenario.batch, 1, positions,
                            scenario.steps == 1 ? "" : "[" + std::to_string(positions) + "]");
  }
  expansion.add_operations(scenario.batch, 1, scenario.steps);
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
