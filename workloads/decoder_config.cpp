// Keys of the Llama family.
#include "workloads/decoder_config.hpp"

#include "workloads/hugging_face.hpp"
#include "workloads/model_config.hpp"

namespace lop::workloads {
namespace {

std::size_t extent(std::int64_t value) { return static_cast<std::size_t>(value); }

double rope_theta(const ModelConfig& config) {
  if (!config.value("rope_theta").is_null()) return config.number("rope_theta");
  return 10000;
}

void refuse_what_is_not_computed(const ModelConfig& config) {
  config.one_of("model_type", {"llama", "mistral", "qwen2"}, "llama");
  config.one_of("hidden_act", {"silu"}, "silu");
  if (!config.value("rope_scaling").is_null()) {
    config.fail("rope_scaling: found " + config.value("rope_scaling").dump() + "; expected null: scaled rotary " +
                "embeddings are not computed");
  }
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
