// Keys of networks and scenarios, checked.
#include "workloads/transformer_reader.hpp"

#include <stdexcept>

#include "models/formats/number_format.hpp"
#include "workloads/limits.hpp"

namespace lop::workloads {
namespace {

constexpr std::int64_t kStepsMax = 1 << 16;  // decode steps, each with layers of its own

/// Element bits of a format, and what a group of it has beside the scale.
struct CodeBits {
  std::int64_t code = 0, group = 0;
};

CodeBits code_bits(const config::Map& map) {
  const std::string name = map.text("format");
  if (name == "fp4") return {4, 2};  // BitMoD's, with the index of the special value
  if (name == "fp3") return {3, 2};
  const bool is_unsigned = name.rfind("uint", 0) == 0;
  try {
    const std::int64_t bits = formats::number_format(is_unsigned ? name.substr(1) : name).bits();
    return {bits, is_unsigned ? bits : 0};  // a zero point
  } catch (const std::invalid_argument& error) {
    map.fail("format", "'" + name + "' is unknown; expected fp3, fp4, int2..int8, uint2..uint8 or a number format: " +
                           error.what());
  }
}

StoredFormat read_stored(const config::Map& map) {
  const CodeBits bits = code_bits(map);
  StoredFormat format{map.text("format"), bits.code, map.integer("group_size", 1, kExtentMax), bits.group};
  format.group_bits += map.integer("scale_bits", 0, 32);
  map.finish();
  return format;
}

}  // namespace

Transformer read_transformer(const config::Map& root) {
  Transformer network;
  network.hidden = root.integer("hidden", 1, kExtentMax);
  network.layers = root.integer("layers", 1, kCountMax);
  network.heads = root.integer("heads", 1, kExtentMax);
  network.kv_heads = root.integer("kv_heads", 1, kExtentMax);
  network.ffn = root.integer("ffn", 1, kExtentMax);
  network.ffn_matrices = root.integer("ffn_matrices", 2, 3);
  network.vocabulary = root.integer("vocabulary", 1, kExtentMax);
  if (network.hidden % network.heads != 0) {
    root.fail("heads", "expected a divisor of hidden (" + std::to_string(network.hidden) + ")");
  }
  if (network.heads % network.kv_heads != 0) {
    root.fail("kv_heads", "expected a divisor of heads (" + std::to_string(network.heads) + ")");
  }
  if (root.has("experts")) {
    network.experts = root.integer("experts", 1, kCountMax);
    network.active_experts = root.integer("active_experts", 1, network.experts);
  }
  if (root.has("norm")) network.norm = root.one_of("norm", {"rms_norm", "layer_norm"});
  if (root.has("activation")) network.activation = root.one_of("activation", {"silu_gate", "gelu", "relu"});
  if (root.has("rotary")) network.rotary = root.boolean("rotary");
  if (root.has("rotary_width")) {
    network.rotary_width = root.integer("rotary_width", 1, network.hidden / network.heads);
  }
  if (root.has("parallel_blocks")) network.parallel_blocks = root.boolean("parallel_blocks");
  if (network.activation == "silu_gate" && network.ffn_matrices != 3) {
    root.fail("activation", "silu_gate takes what gate gives: expected ffn_matrices: 3");
  }
  return network;
}

Scenario read_scenario(const config::Map& section, const Transformer& network) {
  Scenario scenario;
  const std::string phase = section.one_of("phase", {"prefill", "decode", "generate"});
  scenario.phase = phase == "prefill" ? Phase::kPrefill : phase == "decode" ? Phase::kDecode : Phase::kGenerate;
  scenario.attention = section.has("attention") && section.boolean("attention");
  if (section.has("causal_skip")) {
    if (!scenario.attention) section.fail("causal_skip", "belongs to attention; expected attention: true beside it");
    scenario.causal_skip = section.boolean("causal_skip");
  }
  if (section.has("tokens") || scenario.phase != Phase::kDecode || scenario.attention) {
    scenario.tokens = section.integer("tokens", 1, kExtentMax);
  }
  scenario.vector = section.has("vector") && section.boolean("vector");
  if (scenario.vector && (network.norm.empty() || network.activation.empty())) {
    section.fail("vector", "the network's description has no `norm` or no `activation`; expected both there");
  }
  if (section.has("kv_cache")) {
    if (!scenario.vector || !scenario.attention) {
      section.fail("kv_cache",
                   "a vector unit writes this format and attention reads it; expected vector: true and "
                   "attention: true beside it");
    }
    const config::Map cache = section.map("kv_cache");
    if (cache.has("keys")) scenario.keys = read_stored(cache.map("keys"));
    if (cache.has("values")) scenario.values = read_stored(cache.map("values"));
    cache.finish();
  }
  if (section.has("batch")) scenario.batch = section.integer("batch", 1, kCountMax);
  if (scenario.phase == Phase::kPrefill) {
    if (section.has("steps")) section.fail("steps", "belongs to decode and generate; this is a prefill");
  } else if (section.has("steps") || scenario.phase == Phase::kGenerate) {
    scenario.steps = section.integer("steps", 1, kStepsMax);
  }
  return scenario;
}

}  // namespace lop::workloads
