// What is between a network's GEMMs, caches with formats of their own, and output channels in groups.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "configs/reader/config_error.hpp"
#include "configs/reader/document.hpp"
#include "tests/support/temporary_folder.hpp"
#include "workloads/loader.hpp"
#include "workloads/transformer.hpp"

namespace lop::workloads {
namespace {

const std::string kWorkloads = LOP_SOURCE_DIR "/workloads/";

std::vector<Layer> load(const std::string& section) {
  const test::TemporaryFolder folder;
  const auto document = config::Document::load(folder.write("system.yaml", "workload: {" + section + "}\n"));
  return load_workload(document.root().map("workload")).layers;
}

std::string refusal(const std::string& section) {
  try {
    load(section);
  } catch (const config::ConfigError& error) {
    return error.what();
  }
  return "";
}

std::string network(const std::string& name, const std::string& rest) {
  return "file: " + kWorkloads + name + ".yaml, " + rest;
}

/// Elements that the operations of a role see in all their executions.
std::map<std::string, std::int64_t> elements(const std::vector<Layer>& layers) {
  std::map<std::string, std::int64_t> sums;
  for (const Layer& layer : layers) {
    if (!layer.operation.empty()) sums[layer.role] += layer.m * layer.k * layer.count;
  }
  return sums;
}

TEST(VectorLayers, ALlamaHasTwoNormsTwoSumsAndAGateALayer) {
  const auto seen = elements(load(network("llama_3_8b", "phase: prefill, tokens: 10, attention: true, vector: true")));
  const std::map<std::string, std::int64_t> expected = {
      {"norm", 32 * 2 * 10 * 4096},     {"add", 32 * 2 * 10 * 4096}, {"activation", 32 * 10 * 14336},
      {"rotary_q", 32 * 10 * 4096},     {"rotary_k", 32 * 10 * 1024}, {"softmax", 32 * 32 * 10 * 10},
      {"norm_last", 4096}};
  EXPECT_EQ(seen, expected);
}

TEST(VectorLayers, Phi2SharesOneNormAndTurnsAPartOfAHead) {
  const auto seen = elements(load(network("phi_2", "phase: prefill, tokens: 10, vector: true")));
  EXPECT_EQ(seen.at("norm"), 32 * 10 * 2560);
  EXPECT_EQ(seen.at("add"), 32 * 10 * 2560);
  EXPECT_EQ(seen.at("rotary_q"), 32 * 10 * 32 * 32);  // 0.4 of a head of 80
}

TEST(VectorLayers, ATokenOfMixtralActivatesTwoExpertsAndAddsTheirOutputs) {
  const auto seen = elements(load(network("mixtral_8x7b", "phase: decode, steps: 3, vector: true")));
  EXPECT_EQ(seen.at("activation"), 3 * 32 * 2 * 14336);
  EXPECT_EQ(seen.at("add"), 3 * 32 * 3 * 4096);
}

TEST(VectorLayers, ADecodeStepsSoftmaxGrowsWithTheContext) {
  std::int64_t positions = 0;
  for (const Layer& layer : load(network("opt_1_3b", "phase: decode, tokens: 7, steps: 3, attention: true, vector: true"))) {
    if (layer.role == "softmax") positions += layer.k;
  }
  EXPECT_EQ(positions, 8 + 9 + 10);
}

TEST(KvCache, NewKeysAndValuesAreQuantisedAndAllAreReadInTheirFormats) {
  const auto layers = load(network("llama_3_8b",
                                   "phase: decode, tokens: 7, attention: true, vector: true, kv_cache: {keys: {format: "
                                   "fp4, group_size: 64, scale_bits: 16}, values: {format: uint3, group_size: 32, "
                                   "scale_bits: 16}}"));
  std::map<std::string, StoredFormat> formats;
  for (const Layer& layer : layers) {
    if (layer.stored) formats[layer.role] = *layer.stored;
    if (layer.role == "quantize_k") {
      EXPECT_EQ(layer.m, 1024 / 64);  // a group a row
      EXPECT_EQ(layer.k, 64);
      EXPECT_EQ(layer.count, 32);
    }
  }
  ASSERT_EQ(formats.size(), 4u);
  EXPECT_EQ(formats.at("qk").code_bits, 4);
  EXPECT_EQ(formats.at("qk").group_bits, 16 + 2);  // a scale and which special value
  EXPECT_EQ(formats.at("pv").code_bits, 3);
  EXPECT_EQ(formats.at("pv").group_bits, 16 + 3);  // a scale and a zero point
  EXPECT_EQ(formats.at("quantize_v").group_size, 32);
}

TEST(KvCache, WhatIsMissingBesideItIsSaid) {
  EXPECT_NE(refusal(network("llama_3_8b", "phase: decode, tokens: 7, attention: true, kv_cache: {}")).find("vector: true"),
            std::string::npos);
  EXPECT_NE(refusal(network("llama_3_8b",
                            "phase: decode, tokens: 7, attention: true, vector: true, kv_cache: {keys: {format: int99, "
                            "group_size: 64, scale_bits: 16}}"))
                .find("'int99' is unknown"),
            std::string::npos);
}

TEST(ChannelGroups, ALayerBecomesAGemmAGroupWithItsParameters) {
  const auto layers = load(network("llama_3_8b",
                                   "phase: decode, channel_groups: {k: [{channels: 24, parameters: {weight_mode: int8}}, "
                                   "{channels: 1000}]}"));
  const Layer *first = nullptr, *second = nullptr;
  for (const Layer& layer : layers) {
    EXPECT_NE(layer.name, "k");
    if (layer.name == "k.channels[0]") first = &layer;
    if (layer.name == "k.channels[1]") second = &layer;
  }
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->n, 24);
  EXPECT_EQ(first->first_channel, 0);
  EXPECT_EQ(first->parameters, (std::map<std::string, std::string>{{"weight_mode", "int8"}}));
  EXPECT_EQ(second->n, 1000);
  EXPECT_EQ(second->first_channel, 24);
  EXPECT_TRUE(second->parameters.empty());
}

TEST(ChannelGroups, GroupsThatAreNotTheLayersChannelsAreRefused) {
  EXPECT_NE(refusal(network("llama_3_8b", "phase: decode, channel_groups: {k: [{channels: 24}, {channels: 1001}]}"))
                .find("expected the 1024 of layer 'k'"),
            std::string::npos);
  EXPECT_NE(refusal(network("llama_3_8b", "phase: decode, channel_groups: {kk: [{channels: 1024}]}"))
                .find("no layer 'kk'"),
            std::string::npos);
}

TEST(VectorLayers, AListMayHaveThem) {
  const test::TemporaryFolder folder;
  folder.write("list.yaml",
                                 "kind: layers\nname: n\nsource: s\nlayers:\n"
                                 "  - {name: a, m: 2, k: 3, n: 4}\n"
                                 "  - {name: b, kind: vector, operation: gelu, rows: 2, columns: 4, count: 5}\n"
                                 "  - {name: c, kind: vector, operation: add, rows: 2, columns: 4}\n");
  const auto load_with = [&](const std::string& key) {
    const auto document = config::Document::load(folder.write("system.yaml", "workload: {file: list.yaml" + key + "}\n"));
    return load_workload(document.root().map("workload")).layers;
  };
  EXPECT_EQ(load_with("").size(), 1u);
  const auto layers = load_with(", vector: true");
  ASSERT_EQ(layers.size(), 3u);
  EXPECT_EQ(layers[1].operation, "gelu");
  EXPECT_EQ(layers[1].count, 5);
  EXPECT_EQ(layers[1].n, 0);
  EXPECT_EQ(layers[2].second_columns, 4);
}

}  // namespace
}  // namespace lop::workloads
