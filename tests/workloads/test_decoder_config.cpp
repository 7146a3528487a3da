// The config.json of a decoder: what it gives for each form, and what is said of bad ones.
#include <gtest/gtest.h>

#include <set>

#include "tests/support/temporary_folder.hpp"
#include "workloads/decoder_config.hpp"
#include "workloads/hugging_face.hpp"

namespace lop::workloads {
namespace {

using network::BlockKind;
using network::MlpKind;
using network::NormKind;
using test::TemporaryFolder;

network::DecoderShape shape_of(const std::string& text) {
  const TemporaryFolder folder;
  return read_decoder_config(folder.write("config.json", text));
}

std::string error(const std::string& text) {
  try {
    shape_of(text);
  } catch (const HuggingFaceError& error) {
    return error.what();
  }
  return "no error";
}

void expect_in(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << text;
}

std::string config_text(const std::string& more) {
  return R"({"hidden_size": 48, "intermediate_size": 96, "num_hidden_layers": 3, "num_attention_heads": 6,
    "vocab_size": 100, "rms_norm_eps": 1e-6)" +
         more + "}";
}

TEST(DecoderConfig, KeysThatMayBeMissingTakeTheirMeaning) {
  const auto plain = shape_of(config_text(""));
  EXPECT_EQ(plain.kv_heads, 6u);
  EXPECT_EQ(plain.head_width, 8u);
  EXPECT_EQ(plain.rope_theta, 10000);
  EXPECT_EQ(plain.norm_epsilon, 1e-6);
  EXPECT_FALSE(plain.tied_head);
  EXPECT_EQ(plain.rope_layout, network::RopeLayout::kHalf);
  const auto other = shape_of(config_text(R"(, "num_key_value_heads": 2, "head_dim": 10, "rope_theta": 500000.0,
      "tie_word_embeddings": true, "rope_layout": "interleaved", "model_type": "llama", "rope_scaling": null,
      "hidden_act": "silu")"));
  EXPECT_EQ(other.kv_heads, 2u);
  EXPECT_EQ(other.head_width, 10u);
  EXPECT_EQ(other.rope_theta, 500000);
  EXPECT_TRUE(other.tied_head);
  EXPECT_EQ(other.rope_layout, network::RopeLayout::kInterleaved);
}

TEST(DecoderConfig, ThetaMayLieInAnObjectOfItsOwn) {
  const auto shape = shape_of(config_text(R"(, "rope_parameters": {"rope_type": "default", "rope_theta": 2000.0},
      "rope_scaling": {"type": "default"})"));
  EXPECT_EQ(shape.rope_theta, 2000);
}

TEST(DecoderConfig, WhatWouldBeAnotherNetworkIsRefused) {
  expect_in(error("3"), "config.json: expected a JSON object");
  expect_in(error(R"({"hidden_size": 48})"), "missing key; expected an integer");
  expect_in(error(config_text(R"(, "rms_norm_eps": -1)")), "rms_norm_eps: expected a positive number, found -1");
  expect_in(error(config_text(R"(, "model_type": "gpt2")")),
            "model_type: expected one of llama, mistral, qwen2, opt, phi; found \"gpt2\"");
  expect_in(error(config_text(R"(, "architectures": ["GPT2LMHeadModel"])")),
            "architectures: expected a list that begins with one of LlamaForCausalLM");
  expect_in(error(config_text(R"(, "architectures": [])")), "found []");
  expect_in(error(config_text(R"(, "rope_scaling": {"factor": 8})")), "rope_scaling: found");
  expect_in(error(config_text(R"(, "rope_parameters": {"rope_type": "yarn"})")), "rope_parameters: found");
  expect_in(error(config_text(R"(, "rope_parameters": {"rope_type": "default", "rope_theta": 0})")),
            "rope_theta: expected a positive number, found 0");
  expect_in(error(config_text(R"(, "sliding_window": 4096)")), "sliding_window: expected null");
  expect_in(error(config_text(R"(, "hidden_act": "gelu")")), "hidden_act: expected one of silu");
  expect_in(error(config_text(R"(, "num_key_value_heads": 4)")), "expected a divisor of num_attention_heads");
  expect_in(error(config_text(R"(, "head_dim": 9)")),
            "head_dim: found 9, so that 9 elements of a head turn; expected an even number");
  expect_in(error(config_text(R"(, "partial_rotary_factor": 0.4)")), "partial_rotary_factor: found 0.4, so that 3");
  expect_in(error(config_text(R"(, "rope_layout": "both")")), "rope_layout: expected one of half, interleaved");
  expect_in(error(config_text(R"(, "tie_word_embeddings": 1)")), "tie_word_embeddings: expected true or false");
}

/// As Hugging Face writes it, but for what `more` says otherwise.
std::string opt_text(const std::string& more = "") {
  return R"({"model_type": "opt", "architectures": ["OPTForCausalLM"], "hidden_size": 48, "ffn_dim": 96,
    "num_hidden_layers": 3, "num_attention_heads": 6, "vocab_size": 100, "max_position_embeddings": 20)" +
         more + "}";
}

std::string phi_text(const std::string& more = "") {
  return R"({"model_type": "phi", "hidden_size": 60, "intermediate_size": 96, "num_hidden_layers": 3,
    "num_attention_heads": 3, "vocab_size": 100, "hidden_act": "gelu_new")" +
         more + "}";
}

std::set<std::string> names_of(const network::DecoderShape& shape) {
  std::set<std::string> names;
  for (const network::TensorShape& tensor : network::tensors_of(shape)) names.insert(tensor.name);
  return names;
}

TEST(DecoderConfig, OptHasLearnedPositionsNormsWithBiasesAndATiedHead) {
  const auto shape = shape_of(opt_text());
  EXPECT_EQ(shape.norm, NormKind::kLayer);
  EXPECT_EQ(shape.block, BlockKind::kPreNorm);
  EXPECT_EQ(shape.mlp, MlpKind::kRelu);
  EXPECT_EQ(shape.positions, 20u);
  EXPECT_EQ(shape.position_offset, 2u);
  EXPECT_EQ(shape.rotary_width, 0u);
  EXPECT_EQ(shape.kv_heads, 6u);
  EXPECT_EQ(shape.norm_epsilon, 1e-5);
  EXPECT_TRUE(shape.tied_head && shape.biases && !shape.head_bias);
  const auto names = names_of(shape);
  EXPECT_EQ(names.size(), 2u + 3 * 16 + 2);
  for (const char* name : {"embed_tokens.weight", "embed_positions.weight", "layers.2.self_attn.out_proj.bias",
                           "layers.0.self_attn_layer_norm.bias", "layers.1.final_layer_norm.weight",
                           "layers.0.fc1.weight", "layers.0.fc2.bias", "final_layer_norm.weight"}) {
    EXPECT_EQ(names.count(std::string("model.decoder.") + name), 1u) << name;
  }
}

TEST(DecoderConfig, OptsSmallerFormProjectsWordsAndNormsAfterwards) {
  const auto shape = shape_of(opt_text(R"(, "do_layer_norm_before": false, "word_embed_proj_dim": 32)"));
  EXPECT_EQ(shape.block, BlockKind::kPostNorm);
  EXPECT_EQ(shape.embedding_width(), 32u);
  const auto names = names_of(shape);
  EXPECT_EQ(names.count("model.decoder.project_in.weight") + names.count("model.decoder.project_out.weight"), 2u);
  EXPECT_EQ(names.count("model.decoder.final_layer_norm.weight"), 0u);
  EXPECT_EQ(shape_of(opt_text(R"(, "word_embed_proj_dim": 48)")).word_width, 0u);
  EXPECT_EQ(shape_of(opt_text(R"(, "_remove_final_layer_norm": true)")).names.last_norm, "");
  EXPECT_FALSE(shape_of(opt_text(R"(, "enable_bias": false)")).biases);
  EXPECT_FALSE(shape_of(opt_text(R"(, "tie_word_embeddings": false)")).tied_head);
}

TEST(DecoderConfig, PhiTurnsAPartOfItsHeadsAndHasParallelBlocks) {
  const auto shape = shape_of(phi_text(R"(, "partial_rotary_factor": 0.4, "num_key_value_heads": 1)"));
  EXPECT_EQ(shape.head_width, 20u);
  EXPECT_EQ(shape.rotary_width, 8u);
  EXPECT_EQ(shape.kv_heads, 1u);
  EXPECT_EQ(shape.block, BlockKind::kParallel);
  EXPECT_EQ(shape.mlp, MlpKind::kGeluTanh);
  EXPECT_TRUE(shape.biases && shape.head_bias && !shape.tied_head);
  const auto names = names_of(shape);
  EXPECT_EQ(names.size(), 1u + 3 * 14 + 4);
  for (const char* name : {"model.layers.0.self_attn.dense.bias", "model.layers.2.mlp.fc1.weight", "lm_head.bias",
                           "model.layers.2.mlp.fc2.bias", "model.layers.1.input_layernorm.bias",
                           "model.final_layernorm.bias", "lm_head.weight", "model.embed_tokens.weight"}) {
    EXPECT_EQ(names.count(name), 1u) << name;
  }
  EXPECT_EQ(shape_of(phi_text()).rotary_width, 10u);
  EXPECT_EQ(shape_of(phi_text(R"(, "layer_norm_eps": 1e-6)")).norm_epsilon, 1e-6);
  const auto parameters = shape_of(
      phi_text(R"(, "rope_parameters": {"rope_type": "default", "rope_theta": 500.0, "partial_rotary_factor": 0.2})"));
  EXPECT_EQ(parameters.rotary_width, 4u);
  EXPECT_EQ(parameters.rope_theta, 500);
}

TEST(DecoderConfig, TheFirstArchitectureSaysTheFormWhereModelTypeIsMissing) {
  const auto with = [](const std::string& architecture) {
    std::string text = phi_text(R"(, "ffn_dim": 1, "max_position_embeddings": 2, "rms_norm_eps": 1e-6)");
    const std::string type = R"("model_type": "phi")";
    text.replace(text.find(type), type.size(), R"("architectures": [")" + architecture + R"("])");
    return text;
  };
  EXPECT_EQ(shape_of(with("PhiForCausalLM")).block, BlockKind::kParallel);
  expect_in(error(with("OPTForCausalLM")), "no error");
  expect_in(error(with("LlamaForCausalLM")), "hidden_act: expected one of silu; found \"gelu_new\"");
}

TEST(DecoderConfig, WhatOptAndPhiDoNotComputeIsRefused) {
  expect_in(error(opt_text(R"(, "activation_function": "swish")")),
            "activation_function: expected one of gelu, gelu_new, gelu_pytorch_tanh, relu; found \"swish\"");
  expect_in(error(opt_text(R"(, "layer_norm_elementwise_affine": false)")),
            "layer_norm_elementwise_affine: found false; expected true");
  expect_in(error(opt_text(R"(, "word_embed_proj_dim": 0)")), "word_embed_proj_dim: expected an integer from 1");
  expect_in(error(opt_text(R"(, "do_layer_norm_before": 1)")), "do_layer_norm_before: expected true or false, found 1");
  expect_in(error(R"({"model_type": "opt", "hidden_size": 48})"), "missing key");
  expect_in(error(phi_text(R"(, "qk_layernorm": true)")), "qk_layernorm: found true; expected false");
  expect_in(error(phi_text(R"(, "partial_rotary_factor": 0.25)")),
            "partial_rotary_factor: found 0.25, so that 5 elements of a head turn; expected an even number");
  expect_in(error(phi_text(R"(, "partial_rotary_factor": 1.5)")), "partial_rotary_factor: expected a number up to 1");
  expect_in(error(phi_text(R"(, "rope_scaling": {"type": "linear", "factor": 2.0})")), "rope_scaling: found");
  expect_in(error(phi_text(R"(, "num_key_value_heads": 2)")), "expected a divisor of num_attention_heads");
}

/// Names alone.
class Names : public network::WeightSource {
 public:
  explicit Names(std::set<std::string> names) : names_(std::move(names)) {}
  bool has(const std::string& name) const override { return names_.count(name) != 0; }
  std::vector<float> vector(const std::string&, std::size_t) const override { return {}; }
  tensor::Matrix<float> rows(const std::string&, std::size_t, std::size_t, std::size_t, std::size_t) const override {
    return {};
  }

 private:
  std::set<std::string> names_;
};

TEST(DecoderConfig, ACheckpointMayLackTheHeadOrThePrefixModel) {
  auto opt = shape_of(opt_text(R"(, "word_embed_proj_dim": 32)"));
  follow_checkpoint(Names({"decoder.embed_tokens.weight"}), opt);
  for (const std::string& name : names_of(opt)) EXPECT_EQ(name.rfind("decoder.", 0), 0u) << name;
  auto phi = shape_of(phi_text()), bare = phi, whole = phi;
  follow_checkpoint(Names({"model.embed_tokens.weight"}), phi);
  EXPECT_TRUE(phi.tied_head);
  follow_checkpoint(Names({"embed_tokens.weight"}), bare);
  EXPECT_FALSE(bare.tied_head) << "a model stored without its head has no tied one for that";
  EXPECT_EQ(names_of(bare).count("layers.0.input_layernorm.weight"), 1u);
  follow_checkpoint(Names({"model.embed_tokens.weight", "lm_head.weight"}), whole);
  EXPECT_EQ(names_of(whole), names_of(shape_of(phi_text())));
}

}  // namespace
}  // namespace lop::workloads
