// Expanding a transformer's dimensions into the GEMMs of a phase.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "workloads/layer.hpp"

namespace lop::workloads {

/// shapes  heads divides hidden, kv_heads divides heads; ffn_matrices is 2 (up, down) or 3 (gate, up, down); with
/// experts,
///         each has its own of these, and a token takes active_experts of them
struct Transformer {
  std::int64_t hidden = 0, layers = 0, heads = 0, kv_heads = 0, ffn = 0, ffn_matrices = 0, vocabulary = 0;
  std::int64_t experts = 0, active_experts = 0;
  // What is between the GEMMs, where that is known: names of vector operations.
  std::string norm = "", activation = "";
  bool rotary = false;
  std::int64_t rotary_width = 0;   // elements of a head that turn; 0: all
  bool parallel_blocks = false;    // attention and feed-forward share their input: one norm, one sum
};

enum class Phase { kPrefill, kDecode, kGenerate };

/// A prefill of `tokens`, decode steps behind `tokens`, or both; `batch` requests at a time.
struct Scenario {
  Phase phase = Phase::kPrefill;
  std::int64_t batch = 1, tokens = 1, steps = 1;
  bool attention = false;
  bool causal_skip = false;  // a prefill leaves out what no token attends to
  bool vector = false;       // also what is between the GEMMs
  std::optional<StoredFormat> keys = std::nullopt, values = std::nullopt;  // of the cache; without: as the PE reads them
};

/// Tokens of a prefill that attend to the same positions when causal_skip is set: those up to the last of them.
inline constexpr std::int64_t kCausalBlock = 256;

/// q, k, v, o, (gate,) up, down of all network layers for `tokens` tokens, then lm_head on the last token.
std::vector<Layer> linear_layers(const Transformer& network, std::int64_t tokens);

/// The linear layers of a scenario and, with attention, qk and pv: one GEMM a request, layer and KV head, whose rows
/// are the tokens of all query heads that share it. Prefill is the full rectangle, or with
/// causal_skip a GEMM for each block of kCausalBlock tokens; decode step s attends to tokens + s
/// + 1 positions. Prefill tokens spread evenly over experts, the tokens of a decode step take active_experts each, a
/// GEMM a token. With vector, the operations between them: norms, rotary positions, softmax, the activation function,
/// sums of residuals and, where the cache has a format of its own, the quantisation of new keys and values.
std::vector<Layer> network_layers(const Transformer& network, const Scenario& scenario);

}  // namespace lop::workloads
