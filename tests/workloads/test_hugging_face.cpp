// Networks from the config.json of a model: the same layers as from our own files, and what is said of others.
#include "workloads/hugging_face.hpp"

#include <gtest/gtest.h>

#include <tuple>

#include "configs/reader/document.hpp"
#include "tests/support/temporary_folder.hpp"
#include "workloads/loader.hpp"

namespace lop::workloads {
namespace {

using test::TemporaryFolder;

auto dimensions(const Transformer& network) {
  return std::make_tuple(network.layers, network.hidden, network.heads, network.kv_heads, network.ffn,
                         network.ffn_matrices, network.vocabulary, network.experts, network.active_experts);
}

Transformer shipped(const std::string& name) {
  return load_transformer(std::string(LOP_SOURCE_DIR) + "/workloads/" + name + ".yaml");
}

// Keys and values as the models' own files have them.
const std::string kLlama3 =
    R"({"architectures": ["LlamaForCausalLM"], "attention_bias": false, "hidden_act": "silu", "hidden_size": 4096,
    "intermediate_size": 14336, "model_type": "llama", "num_attention_heads": 32, "num_hidden_layers": 32,
    "num_key_value_heads": 8, "rope_scaling": null, "rope_theta": 500000.0, "vocab_size": 128256})";
const std::string kMixtral =
    R"({"hidden_size": 4096, "intermediate_size": 14336, "model_type": "mixtral", "num_attention_heads": 32,
    "num_experts_per_tok": 2, "num_hidden_layers": 32, "num_key_value_heads": 8, "num_local_experts": 8,
    "vocab_size": 32000})";
const std::string kOpt =
    R"({"_name_or_path": "opt-1.3b", "ffn_dim": 8192, "hidden_size": 2048, "model_type": "opt",
    "num_attention_heads": 32, "num_hidden_layers": 24, "vocab_size": 50272})";
const std::string kPhi =
    R"({"hidden_size": 2560, "intermediate_size": 10240, "model_type": "phi", "num_attention_heads": 32,
    "num_hidden_layers": 32, "num_key_value_heads": null, "vocab_size": 51200})";

TEST(HuggingFace, ConfigurationsGiveTheNetworksThatWeShip) {
  const TemporaryFolder folder;
  const std::pair<const char*, std::string> networks[] = {
      {"llama_3_8b", kLlama3}, {"mixtral_8x7b", kMixtral}, {"opt_1_3b", kOpt}, {"phi_2", kPhi}};
  for (const auto& [name, text] : networks) {
    const HuggingFaceNetwork network = read_hugging_face(folder.write(std::string(name) + "/config.json", text));
    EXPECT_EQ(dimensions(network.transformer), dimensions(shipped(name))) << name;
    EXPECT_EQ(network.name, text == kOpt ? "opt-1.3b" : name);
  }
}

TEST(HuggingFace, AWorkloadMayNameAConfiguration) {
  const TemporaryFolder folder;
  folder.write("llama/config.json", kLlama3);
  const auto document = config::Document::load(folder.write(
      "system.yaml", "workload: {file: llama/config.json, phase: generate, tokens: 8, steps: 2, attention: true}\n"));
  const Workload workload = load_workload(document.root().map("workload"));
  EXPECT_EQ(workload.name, "llama");
  const auto layers = network_layers(shipped("llama_3_8b"), {Phase::kGenerate, 1, 8, 2, true});
  ASSERT_EQ(workload.layers.size(), layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) EXPECT_EQ(workload.layers[i].name, layers[i].name);
}

TEST(HuggingFace, RefusesWhatItCannotLayOutAndSaysWhatWasExpected) {
  const TemporaryFolder folder;
  const auto error_of = [&](const std::string& from, const std::string& to) {
    std::string text = kLlama3;
    text.replace(text.find(from), from.size(), to);
    try {
      read_hugging_face(folder.write("config.json", text));
    } catch (const HuggingFaceError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  const auto says = [&](const std::string& from, const std::string& to, const std::string& expected) {
    EXPECT_NE(error_of(from, to).find(expected), std::string::npos) << error_of(from, to);
  };
  says("\"llama\"", "\"mamba\"", "found \"mamba\"; expected one of llama, mistral, mixtral, opt, phi, qwen2");
  says("\"hidden_size\": 4096,", "", "hidden_size: missing key");
  says("4096", "\"4096\"", "hidden_size: expected an integer");
  says("4096", "-1", "hidden_size: expected an integer from 1");
  says("4096", "4096.5", "hidden_size: expected an integer");
  says("4096", "99999999999999999999999", "hidden_size: expected an integer");
  says("4096", "4097", "divisor of hidden_size");
  says("\"num_key_value_heads\": 8", "\"num_key_value_heads\": 7", "divisor of num_attention_heads");
  says("\"rope_scaling\": null", "\"head_dim\": 64", "head_dim: expected hidden_size / num_attention_heads, 128");
  says("}", "", "expected a JSON object");
}

}  // namespace
}  // namespace lop::workloads
