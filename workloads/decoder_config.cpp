// Keys of the Llama family.
#include "workloads/decoder_config.hpp"

#include "workloads/hugging_face.hpp"
#include "workloads/model_config.hpp"

namespace lop::workloads {
namespace {

std::size_t extent(std::int64_t value) { return static_cast<std::size_t>(value); }

/// An object of either name, of which only that of an unscaled embedding is computed.
nlohmann::json rope_object(const ModelConfig& config, const char* key) {
  const nlohmann::json found = config.value(key);
  if (found.is_null()) return found;
  const auto type = [&](const char* name) { return found.is_object() ? found.value(name, nlohmann::json()) : found; };
  if (type("rope_type") == "default" || type("type") == "default") return found;
  config.fail(std::string(key) + ": found " + found.dump() +
              "; expected null or rope_type default: scaled rotary embeddings are not computed");
}

double rope_theta(const ModelConfig& config) {
  rope_object(config, "rope_scaling");
  const nlohmann::json parameters = rope_object(config, "rope_parameters");
  if (parameters.is_object() && parameters.contains("rope_theta")) {
    const nlohmann::json& theta = parameters["rope_theta"];
    if (theta.is_number() && theta.get<double>() > 0) return theta.get<double>();
    config.fail("rope_parameters: rope_theta: expected a positive number, found " + theta.dump());
  }
  return config.value("rope_theta").is_null() ? 10000 : config.number("rope_theta");
}

void refuse_what_is_not_computed(const ModelConfig& config) {
  config.one_of("model_type", {"llama", "mistral", "qwen2"}, "llama");
  config.one_of("hidden_act", {"silu"}, "silu");
  const bool window = !config.value("sliding_window").is_null() && config.boolean("use_sliding_window", true);
  if (window) config.fail("sliding_window: expected null: every token attends to all before it");
}

}  // namespace

network::DecoderShape read_decoder_config(const std::filesystem::path& file) {
  const ModelConfig config(file);
  refuse_what_is_not_computed(config);
  network::DecoderShape shape;
  shape.hidden = extent(config.need("hidden_size"));
  shape.layers = extent(config.need("num_hidden_layers"));
  shape.heads = extent(config.need("num_attention_heads"));
  shape.kv_heads = extent(config.find("num_key_value_heads").value_or(config.need("num_attention_heads")));
  shape.ffn = extent(config.need("intermediate_size"));
  shape.vocabulary = extent(config.need("vocab_size"));
  shape.norm_epsilon = config.number("rms_norm_eps");
  shape.rope_theta = rope_theta(config);
  shape.tied_head = config.boolean("tie_word_embeddings", false);
  shape.rope_layout = config.one_of("rope_layout", {"half", "interleaved"}, "half") == "half"
                          ? network::RopeLayout::kHalf
                          : network::RopeLayout::kInterleaved;
  if (shape.heads % shape.kv_heads != 0) config.fail("num_key_value_heads: expected a divisor of num_attention_heads");
  if (const auto width = config.find("head_dim")) {
    shape.head_width = extent(*width);
  } else {
    if (shape.hidden % shape.heads != 0) {
      config.fail("num_attention_heads: expected a divisor of hidden_size, or head_dim");
    }
    shape.head_width = shape.hidden / shape.heads;
  }
  if (shape.head_width % 2 != 0) {
    config.fail("head_dim: found " + std::to_string(shape.head_width) + "; expected an even number, as the rotary " +
                "embedding turns pairs");
  }
  return shape;
}

}  // namespace lop::workloads
