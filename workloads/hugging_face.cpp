// Keys of the model families, checked as our own files are.
#include "workloads/hugging_face.hpp"

#include <map>

#include "workloads/model_config.hpp"

namespace lop::workloads {
namespace {

/// What a family calls its feed-forward width, and how many matrices the network has.
struct Family {
  const char* ffn_key;
  std::int64_t ffn_matrices;
  const char* norm;
  const char* activation;
  bool rotary, parallel_blocks;
};
const std::map<std::string, Family> kFamilies = {{"llama", {"intermediate_size", 3, "rms_norm", "silu_gate", true, false}},
                                                 {"mistral", {"intermediate_size", 3, "rms_norm", "silu_gate", true, false}},
                                                 {"qwen2", {"intermediate_size", 3, "rms_norm", "silu_gate", true, false}},
                                                 {"mixtral", {"intermediate_size", 3, "rms_norm", "silu_gate", true, false}},
                                                 {"opt", {"ffn_dim", 2, "layer_norm", "relu", false, false}},
                                                 {"phi", {"intermediate_size", 2, "layer_norm", "gelu", true, true}}};

}  // namespace

HuggingFaceNetwork read_hugging_face(const std::filesystem::path& file) {
  const ModelConfig reader(file);
  const auto family = kFamilies.find(reader.text("model_type"));
  if (family == kFamilies.end()) {
    std::string known;
    for (const auto& item : kFamilies) known += (known.empty() ? "" : ", ") + item.first;
    reader.fail("model_type: found \"" + reader.text("model_type") + "\"; expected one of " + known);
  }
  HuggingFaceNetwork network;
  network.name = reader.text("_name_or_path");
  if (network.name.empty()) network.name = std::filesystem::absolute(file).parent_path().filename().string();
  Transformer& transformer = network.transformer;
  transformer.hidden = reader.need("hidden_size");
  transformer.layers = reader.need("num_hidden_layers");
  transformer.heads = reader.need("num_attention_heads");
  transformer.kv_heads = reader.find("num_key_value_heads").value_or(transformer.heads);
  transformer.ffn = reader.need(family->second.ffn_key);
  transformer.ffn_matrices = family->second.ffn_matrices;
  transformer.vocabulary = reader.need("vocab_size");
  transformer.experts = reader.find("num_local_experts").value_or(0);
  if (transformer.experts > 0) transformer.active_experts = reader.need("num_experts_per_tok");
  if (transformer.active_experts > transformer.experts) reader.fail("num_experts_per_tok: more than num_local_experts");
  if (transformer.hidden % transformer.heads != 0)
    reader.fail("num_attention_heads: expected a divisor of hidden_size");
  if (transformer.heads % transformer.kv_heads != 0) {
    reader.fail("num_key_value_heads: expected a divisor of num_attention_heads");
  }
  transformer.norm = family->second.norm;
  transformer.activation = family->second.activation;
  transformer.rotary = family->second.rotary;
  transformer.parallel_blocks = family->second.parallel_blocks;
  const std::int64_t width = transformer.hidden / transformer.heads;
  transformer.rotary_width = reader.part("partial_rotary_factor", width);
  if (reader.find("head_dim").value_or(width) != width) {
    reader.fail("head_dim: expected hidden_size / num_attention_heads, " + std::to_string(width) +
                "; others are not laid out");
  }
  return network;
}

}  // namespace lop::workloads
