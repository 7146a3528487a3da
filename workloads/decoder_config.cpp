// Keys of one form after the other.
#include "workloads/decoder_config.hpp"

#include <map>

#include "workloads/hugging_face.hpp"
#include "workloads/model_config.hpp"

namespace lop::workloads {
namespace {

std::size_t extent(std::int64_t value) { return static_cast<std::size_t>(value); }

/// Of an object of either name only that of an unscaled embedding is computed.
void refuse_scaled_rope(const ModelConfig& config, const char* key) {
  const nlohmann::json found = config.value(key);
  if (found.is_null()) return;
  const auto type = [&](const char* name) { return found.is_object() ? found.value(name, nlohmann::json()) : found; };
  if (type("rope_type") == "default" || type("type") == "default") return;
  config.fail(std::string(key) + ": found " + found.dump() +
              "; expected null or rope_type default: scaled rotary embeddings are not computed");
}

/// share  of a head that turns, where no key says it
void read_rotary(const ModelConfig& config, double share, network::DecoderShape& shape) {
  refuse_scaled_rope(config, "rope_scaling");
  refuse_scaled_rope(config, "rope_parameters");
  const ModelConfig parameters = config.section("rope_parameters");
  const auto holder = [&](const char* key) -> const ModelConfig& {
    return parameters.value(key).is_null() ? config : parameters;
  };
  const ModelConfig& theta = holder("rope_theta");
  if (!theta.value("rope_theta").is_null()) shape.rope_theta = theta.number("rope_theta");
  shape.rope_layout = config.one_of("rope_layout", {"half", "interleaved"}, "half") == "half"
                          ? network::RopeLayout::kHalf
                          : network::RopeLayout::kInterleaved;
  const auto width = static_cast<std::int64_t>(shape.head_width);
  constexpr const char* kFactor = "partial_rotary_factor";
  const ModelConfig& factor = holder(kFactor);
  const std::int64_t turned = factor.part(kFactor, width);
  shape.rotary_width =
      turned == 0 ? extent(static_cast<std::int64_t>(share * static_cast<double>(width))) : extent(turned);
  if (shape.rotary_width % 2 != 0) {
    const std::string found = turned == 0 ? "head_dim: found " + std::to_string(width)
                                          : "partial_rotary_factor: found " + factor.value(kFactor).dump();
    config.fail(found + ", so that " + std::to_string(shape.rotary_width) +
                " elements of a head turn; expected an even number, as the rotary embedding turns pairs");
  }
}

void read_sizes(const ModelConfig& config, const char* ffn, network::DecoderShape& shape) {
  shape.hidden = extent(config.need("hidden_size"));
  shape.layers = extent(config.need("num_hidden_layers"));
  shape.heads = extent(config.need("num_attention_heads"));
  shape.kv_heads = shape.heads;
  shape.ffn = extent(config.need(ffn));
  shape.vocabulary = extent(config.need("vocab_size"));
}

/// Keys that give heads another number or width than hidden_size gives them.
void read_heads(const ModelConfig& config, network::DecoderShape& shape) {
  if (const auto kv_heads = config.find("num_key_value_heads")) shape.kv_heads = extent(*kv_heads);
  if (shape.heads % shape.kv_heads != 0) config.fail("num_key_value_heads: expected a divisor of num_attention_heads");
  if (const auto width = config.find("head_dim")) {
    shape.head_width = extent(*width);
  } else {
    if (shape.hidden % shape.heads != 0) {
      config.fail("num_attention_heads: expected a divisor of hidden_size, or head_dim");
    }
    shape.head_width = shape.hidden / shape.heads;
  }
}

network::MlpKind read_activation(const ModelConfig& config, const char* key, const char* otherwise) {
  static const std::map<std::string, network::MlpKind> kKinds = {{"relu", network::MlpKind::kRelu},
                                                                 {"gelu", network::MlpKind::kGelu},
                                                                 {"gelu_new", network::MlpKind::kGeluTanh},
                                                                 {"gelu_pytorch_tanh", network::MlpKind::kGeluTanh}};
  std::vector<std::string> names;
  for (const auto& item : kKinds) names.push_back(item.first);
  return kKinds.at(config.one_of(key, names, otherwise));
}

void read_llama(const ModelConfig& config, network::DecoderShape& shape) {
  config.one_of("hidden_act", {"silu"}, "silu");
  const bool window = !config.value("sliding_window").is_null() && config.boolean("use_sliding_window", true);
  if (window) config.fail("sliding_window: expected null: every token attends to all before it");
  read_sizes(config, "intermediate_size", shape);
  read_heads(config, shape);
  read_rotary(config, 1, shape);
  shape.norm_epsilon = config.number("rms_norm_eps");
  shape.tied_head = config.boolean("tie_word_embeddings", false);
}

void read_opt(const ModelConfig& config, network::DecoderShape& shape) {
  constexpr std::size_t kPositionOffset = 2;
  read_sizes(config, "ffn_dim", shape);
  if (shape.hidden % shape.heads != 0) config.fail("num_attention_heads: expected a divisor of hidden_size");
  shape.head_width = shape.hidden / shape.heads;
  shape.positions = extent(config.need("max_position_embeddings"));
  shape.position_offset = kPositionOffset;
  const std::size_t width = extent(config.find("word_embed_proj_dim").value_or(config.need("hidden_size")));
  if (width != shape.hidden) shape.word_width = width;
  if (!config.boolean("layer_norm_elementwise_affine", true)) {
    config.fail("layer_norm_elementwise_affine: found false; expected true: norms have a gain and a bias");
  }
  const bool norm_first = config.boolean("do_layer_norm_before", true);
  const bool last_norm = norm_first && !config.boolean("_remove_final_layer_norm", false);
  shape.norm = network::NormKind::kLayer;
  shape.block = norm_first ? network::BlockKind::kPreNorm : network::BlockKind::kPostNorm;
  shape.mlp = read_activation(config, "activation_function", "relu");
  shape.biases = config.boolean("enable_bias", true);
  shape.tied_head = config.boolean("tie_word_embeddings", true);
  network::DecoderNames& names = shape.names;
  const std::string start = "model.decoder.";
  names = {start + "embed_tokens", start + "embed_positions", start + "project_in", start + "project_out"};
  names.blocks = start + "layers.";
  names.attention_norm = "self_attn_layer_norm";
  names.mlp_norm = "final_layer_norm";
  names.o = "self_attn.out_proj";
  names.gate.clear();
  names.up = "fc1";
  names.down = "fc2";
  names.last_norm = last_norm ? start + "final_layer_norm" : "";
}

void read_phi(const ModelConfig& config, network::DecoderShape& shape) {
  constexpr double kPartThatTurns = 0.5;
  read_sizes(config, "intermediate_size", shape);
  read_heads(config, shape);
  read_rotary(config, kPartThatTurns, shape);
  if (config.boolean("qk_layernorm", false)) {
    config.fail("qk_layernorm: found true; expected false: queries and keys are not normed");
  }
  shape.norm = network::NormKind::kLayer;
  shape.block = network::BlockKind::kParallel;
  if (!config.value("layer_norm_eps").is_null()) shape.norm_epsilon = config.number("layer_norm_eps");
  shape.mlp = read_activation(config, "hidden_act", "gelu_new");
  shape.biases = shape.head_bias = true;
  shape.tied_head = config.boolean("tie_word_embeddings", false);
  network::DecoderNames& names = shape.names;
  names.mlp_norm.clear();
  names.o = "self_attn.dense";
  names.gate.clear();
  names.up = "mlp.fc1";
  names.down = "mlp.fc2";
  names.last_norm = "model.final_layernorm";
}

std::string form(const ModelConfig& config) {
  const std::string type = config.one_of("model_type", {"llama", "mistral", "qwen2", "opt", "phi"}, "");
  if (!type.empty()) return type;
  const nlohmann::json architectures = config.value("architectures");
  if (architectures.is_null()) return "llama";
  static const std::map<nlohmann::json, std::string> kForms = {{"LlamaForCausalLM", "llama"},
                                                               {"MistralForCausalLM", "mistral"},
                                                               {"Qwen2ForCausalLM", "qwen2"},
                                                               {"OPTForCausalLM", "opt"},
                                                               {"PhiForCausalLM", "phi"}};
  const auto found = architectures.is_array() && !architectures.empty() ? kForms.find(architectures[0]) : kForms.end();
  if (found != kForms.end()) return found->second;
  std::string known;
  for (const auto& item : kForms) known += (known.empty() ? "" : ", ") + item.first.get<std::string>();
  config.fail("architectures: expected a list that begins with one of " + known + "; found " + architectures.dump());
}

}  // namespace

network::DecoderShape read_decoder_config(const std::filesystem::path& file) {
  const ModelConfig config(file);
  network::DecoderShape shape;
  const std::string type = form(config);
  if (type == "opt") {
    read_opt(config, shape);
  } else if (type == "phi") {
    read_phi(config, shape);
  } else {
    read_llama(config, shape);
  }
  return shape;
}

void follow_checkpoint(const network::WeightSource& checkpoint, network::DecoderShape& shape) {
  network::DecoderNames& names = shape.names;
  if (checkpoint.has(names.embedding + ".weight")) {
    if (!checkpoint.has(names.head + ".weight")) shape.tied_head = true;
    return;
  }
  const std::size_t model = std::string("model.").size();
  if (!checkpoint.has(names.embedding.substr(model) + ".weight")) return;
  for (std::string* name :
       {&names.embedding, &names.positions, &names.project_in, &names.project_out, &names.blocks, &names.last_norm}) {
    if (!name->empty()) name->erase(0, model);
  }
}

}  // namespace lop::workloads
