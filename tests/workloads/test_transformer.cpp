// Networks expanded into GEMMs: attention, experts, decode steps; sums against figures of the models' descriptions.
#include "workloads/transformer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "configs/reader/document.hpp"
#include "tests/support/temporary_folder.hpp"
#include "workloads/loader.hpp"

namespace lop::workloads {
namespace {

Transformer shipped(const std::string& name) {
  return load_transformer(std::string(LOP_SOURCE_DIR) + "/workloads/" + name + ".yaml");
}

std::int64_t macs(const std::vector<Layer>& layers, const std::string& role = "") {
  std::int64_t sum = 0;
  for (const Layer& layer : layers) {
    if (role.empty() ? layer.role != "lm_head" && layer.role != "router" : layer.role == role) {
      sum += layer.m * layer.k * layer.n * layer.count;
    }
  }
  return sum;
}

TEST(Network, MacsOfADecodedTokenAreThePublishedWeightsThatItMeets) {
  const std::map<std::string, double> billions = {
      {"llama_3_70b", 68.451}, {"qwen2_5_7b", 6.525}, {"mixtral_8x7b", 12.616}, {"llama_2_7b", 6.476}};
  for (const auto& [name, expected] : billions) {
    const auto layers = network_layers(shipped(name), {Phase::kDecode, 1, 1, 1, false, false});
    EXPECT_NEAR(static_cast<double>(macs(layers)) / 1e9, expected, 0.0006) << name;
  }
}

TEST(Network, PrefillTokensSpreadEvenlyOverExpertsAndRoundUp) {
  for (const Layer& layer : network_layers(shipped("mixtral_8x7b"), {Phase::kPrefill, 1, 101, 1, false, false})) {
    if (layer.role == "up") {
      EXPECT_EQ(layer.m, 26);  // 101 x 2 / 8, rounded up
      EXPECT_EQ(layer.count, 32 * 8);
    }
    if (layer.role == "router") {
      EXPECT_EQ(layer.n, 8);
    }
  }
}

TEST(Network, TokensOfADecodeStepTakeTheirExpertsOneByOne) {
  for (const Layer& layer : network_layers(shipped("mixtral_8x7b"), {Phase::kDecode, 3, 10, 4, false, false})) {
    if (layer.role == "gate" || layer.role == "up" || layer.role == "down") {
      EXPECT_EQ(layer.m, 1);
      EXPECT_EQ(layer.count, 32 * 4 * 3 * 2);
    } else {
      EXPECT_EQ(layer.m, 3) << layer.name;
      EXPECT_EQ(layer.count, layer.role == "lm_head" ? 4 : 32 * 4) << layer.name;
    }
  }
}

TEST(Network, ACausalPrefillSkipsWhatNoTokenOfABlockAttendsTo) {
  // Counted token by token: token t of a block that ends with token e computes e + 1 scores. Blocks are of 256.
  const Transformer network = shipped("llama_3_8b");
  for (const std::int64_t tokens : {1, 256, 257, 800}) {
    std::int64_t scores = 0;
    for (std::int64_t token = 0; token < tokens; ++token) scores += std::min(tokens, (token / 256 + 1) * 256);
    const auto layers = network_layers(network, {Phase::kPrefill, 2, tokens, 1, true, true});
    for (const char* role : {"qk", "pv"}) {
      EXPECT_EQ(macs(layers, role), network.layers * 2 * network.hidden * scores) << role << " of " << tokens;
    }
  }
}

TEST(Network, PrefillAttentionIsTheFullRectangleOfEveryHead) {
  // heads x tokens x tokens x head width, once for the scores and once for the values
  for (const char* name : {"llama_2_7b", "llama_3_8b", "qwen2_5_7b", "opt_1_3b"}) {
    const Transformer network = shipped(name);
    const auto layers = network_layers(network, {Phase::kPrefill, 2, 100, 1, true, false});
    const std::int64_t expected = network.layers * 2 * network.hidden * 100 * 100;
    EXPECT_EQ(macs(layers, "qk"), expected) << name;
    EXPECT_EQ(macs(layers, "pv"), expected) << name;
  }
}

TEST(Network, DecodeStepSAttendsToThePromptAndSPlusOnePositions) {
  const Transformer network = shipped("llama_3_8b");
  std::vector<std::int64_t> positions;
  for (const Layer& layer : network_layers(network, {Phase::kDecode, 1, 256, 3, true, false})) {
    if (layer.role == "qk") {
      positions.push_back(layer.n);
      EXPECT_EQ(layer.name, "qk[" + std::to_string(layer.n) + "]");
      EXPECT_EQ(layer.m, 4);  // query heads that share a KV head
      EXPECT_EQ(layer.k, 128);
      EXPECT_EQ(layer.count, 32 * 8);
    }
    if (layer.role == "pv") {
      EXPECT_EQ(layer.k, positions.back());
    }
  }
  EXPECT_EQ(positions, (std::vector<std::int64_t>{257, 258, 259}));
}

TEST(Network, TheVisionTransformerHasItsPublishedMacsAndWeights) {
  const test::TemporaryFolder folder;
  const auto document = config::Document::load(
      folder.write("system.yaml", "workload: {file: " LOP_SOURCE_DIR "/workloads/vit_b_16.yaml}\n"));
  std::int64_t all = 0, weights = 0;
  for (const Layer& layer : load_workload(document.root().map("workload")).layers) {
    all += layer.m * layer.k * layer.n * layer.count;
    if (layer.role != "qk" && layer.role != "pv") weights += layer.k * layer.n * layer.count;
  }
  EXPECT_NEAR(static_cast<double>(all) / 1e9, 17.6, 0.05);
  EXPECT_NEAR(static_cast<double>(weights) / 1e6, 86.57, 0.35);  // without biases, norms and positions
}

TEST(Network, AGenerationIsItsPrefillThenItsDecodeSteps) {
  const Transformer network = shipped("qwen2_5_7b");
  const auto whole = network_layers(network, {Phase::kGenerate, 2, 64, 3, true, false});
  const auto prefill = network_layers(network, {Phase::kPrefill, 2, 64, 3, true, false}),
             decode = network_layers(network, {Phase::kDecode, 2, 64, 3, true, false});
  ASSERT_EQ(whole.size(), prefill.size() + decode.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const bool first = i < prefill.size();
    const Layer& part = first ? prefill[i] : decode[i - prefill.size()];
    EXPECT_EQ(whole[i].name, (first ? "prefill." : "decode.") + part.name);
    EXPECT_EQ(whole[i].is_prefill, first);
    EXPECT_EQ(std::make_tuple(whole[i].m, whole[i].k, whole[i].n, whole[i].count),
              std::make_tuple(part.m, part.k, part.n, part.count));
  }
}

}  // namespace
}  // namespace lop::workloads
