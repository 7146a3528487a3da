// Tests of the workload loader: published sizes of six networks, and descriptions that must be refused.
#include "workloads/loader.hpp"

#include <gtest/gtest.h>

#include "configs/reader/document.hpp"
#include "tests/workloads/tensor_bytes.hpp"
#include "workloads/safetensors.hpp"

namespace lop::workloads {
namespace {

const std::string kShipped = std::string(LOP_SOURCE_DIR) + "/workloads/";

Workload load(const test::TemporaryFolder& folder, const std::string& section) {
  const auto path = folder.write("system.yaml", "workload: " + section + "\n");
  const auto document = config::Document::load(path);
  const Workload workload = load_workload(document.root().map("workload"));
  document.root().finish();
  return workload;
}

std::string error_of(const std::string& section, const std::string& workload = "") {
  const test::TemporaryFolder folder;
  folder.write("w.yaml", workload);
  folder.write("t.safetensors", test::file_bytes(R"({"a":{"dtype":"F16","shape":[1,2],"data_offsets":[0,4]},)"
                                               R"("w":{"dtype":"F16","shape":[3,2],"data_offsets":[4,16]}})",
                                               "0123456789abcdef"));
  folder.write("cut.safetensors", "short");
  try {
    load(folder, section);
  } catch (const config::ConfigError& error) {
    EXPECT_GT(error.place().line, 0) << error.what();
    return error.what();
  }
  return "no error";
}

struct Network {
  const char* file;
  double linear_weights;   // billions, as published configurations give them
};

// Totals of the linear layers without lm_head and embeddings,
// in billions to three decimals: public model configurations.
TEST(Transformer, SixNetworksHaveTheirPublishedLinearWeights) {
  const test::TemporaryFolder folder;
  for (const Network& network :
       {Network{"opt_1_3b", 1.208}, Network{"phi_2", 2.517}, Network{"yi_6b", 5.536}, Network{"llama_2_7b", 6.476},
        Network{"llama_2_13b", 12.688}, Network{"llama_3_8b", 6.979}}) {
    const Workload workload = load(folder, "{file: " + kShipped + network.file + ".yaml, phase: prefill, tokens: 256}");
    std::int64_t weights = 0;
    for (const Layer& layer : workload.layers) {
      EXPECT_EQ(layer.m, layer.name == "lm_head" ? 1 : 256);
      if (layer.name != "lm_head") weights += layer.k * layer.n * layer.count;
    }
    EXPECT_EQ((weights + 500000) / 1000000, static_cast<std::int64_t>(network.linear_weights * 1000 + 0.5))
        << network.file;
    EXPECT_FALSE(workload.source.empty());
    EXPECT_TRUE(workload.tensors.empty());
  }
}

TEST(Transformer, ExpandsLlama3WithGroupedKeysAndThreeFeedForwardMatrices) {
  const test::TemporaryFolder folder;
  const Workload workload = load(folder, "{file: " + kShipped + "llama_3_8b.yaml, phase: prefill, tokens: 7}");
  std::vector<std::string> shapes;
  for (const Layer& layer : workload.layers) {
    shapes.push_back(layer.name + " " + std::to_string(layer.m) + " " + std::to_string(layer.k) + " " +
                     std::to_string(layer.n) + " " + std::to_string(layer.count));
  }
  EXPECT_EQ(shapes, (std::vector<std::string>{"q 7 4096 4096 32", "k 7 4096 1024 32", "v 7 4096 1024 32",
                                              "o 7 4096 4096 32", "gate 7 4096 14336 32", "up 7 4096 14336 32",
                                              "down 7 14336 4096 32", "lm_head 1 4096 128256 1"}));
}

TEST(Transformer, DecodeSeesOneTokenWithOrWithoutAContext) {
  const test::TemporaryFolder folder;
  for (const char* tokens : {"", ", tokens: 256"}) {
    const Workload workload = load(folder, "{file: " + kShipped + "opt_1_3b.yaml, phase: decode" + tokens + "}");
    ASSERT_EQ(workload.layers.size(), 7u);   // two feed-forward matrices
    for (const Layer& layer : workload.layers) EXPECT_EQ(layer.m, 1) << layer.name;
  }
}

TEST(TracedWorkload, SevenLayersOfBlock0HaveF16TensorsOfTheirShapes) {
  const test::TemporaryFolder folder;
  const Workload workload = load(folder, "{file: " + kShipped + "presidents_block0.yaml}");
  ASSERT_EQ(workload.layers.size(), 7u);
  const TensorFile file(workload.tensors);
  std::int64_t macs = 0;
  for (const Layer& layer : workload.layers) {
    const auto activations = file.read_fp16_codes(layer.activation_tensor);
    const auto weights = file.read_fp16_codes(layer.weight_tensor);
    EXPECT_EQ(static_cast<std::int64_t>(activations.rows), layer.m);
    EXPECT_EQ(static_cast<std::int64_t>(weights.rows), layer.n);
    EXPECT_EQ(activations.columns, weights.columns);
    macs += layer.m * layer.k * layer.n * layer.count;
  }
  // d = 256, 2 of 4 heads for k and v, ffn = 512: (2 d d + 2 d d / 2 + 3 d ffn) weights
  EXPECT_EQ(macs, 128 * (2 * 256 * 256 + 256 * 256 + 3 * 256 * 512));
  EXPECT_EQ(file.metadata().at("model_sha256"), "530ffb982436c6c9fa4a4f914150f5aea67c657dc73765d3d651c6b0e603e606");
}

struct Refusal {
  const char* name;
  std::string section, workload, expected;
};

std::vector<Refusal> refusals() {
  const std::string file = "{file: w.yaml}";
  const std::string prefill = "{file: w.yaml, phase: prefill, tokens: 4}";
  const std::string head = "kind: layers\nname: n\nsource: s\n";
  const std::string network =
      "kind: transformer\nname: n\nsource: s\nlayers: 2\nhidden: 64\nheads: 4\nkv_heads: 2\nffn: 96\nffn_matrices: 3\n";
  const auto list = [&](const std::string& layer) {
    return head + "tensors: t.safetensors\nlayers:\n  - {" + layer + "}\n";
  };
  return {
      {"missing file", "{file: absent.yaml}", "", "absent.yaml"},
      {"unknown kind", file, "kind: network\nname: n\nsource: s\n", "transformer"},
      {"missing source", file, "kind: layers\nname: n\nlayers: [{name: a, m: 1, k: 1, n: 1}]\n", "source"},
      {"missing phase", file, network + "vocabulary: 100\n", "phase"},
      {"unknown phase", "{file: w.yaml, phase: training, tokens: 4}", network + "vocabulary: 100\n", "prefill"},
      {"missing tokens", "{file: w.yaml, phase: prefill}", network + "vocabulary: 100\n", "tokens"},
      {"no tokens", "{file: w.yaml, phase: prefill, tokens: 0}", network + "vocabulary: 100\n", "tokens"},
      {"steps of a prefill", "{file: w.yaml, phase: prefill, tokens: 4, steps: 2}", network + "vocabulary: 100\n",
       "belongs to decode"},
      {"attention to nothing", "{file: w.yaml, phase: decode, attention: true}", network + "vocabulary: 100\n", "tokens"},
      {"no steps", "{file: w.yaml, phase: generate, tokens: 4}", network + "vocabulary: 100\n", "steps"},
      {"too many tokens", "{file: w.yaml, phase: prefill, tokens: 16777216, batch: 2}", network + "vocabulary: 100\n",
       "2^24"},
      {"far too much", "{file: w.yaml, phase: generate, tokens: 16777216, batch: 1048576, steps: 65536}",
       network + "vocabulary: 100\n", "2^60"},
      {"too many active experts", prefill, network + "vocabulary: 100\nexperts: 2\nactive_experts: 3\n",
       "active_experts"},
      {"batch of a list", "{file: w.yaml, batch: 3}", head + "layers: [{name: a, m: 1, k: 1, n: 1}]\n", "kind layers"},
      {"missing vocabulary", prefill, network, "vocabulary"},
      {"unknown key", prefill, network + "vocabulary: 100\nbias: true\n", "bias"},
      {"heads do not divide", prefill,
       "kind: transformer\nname: n\nsource: s\nlayers: 2\nhidden: 64\nheads: 5\nkv_heads: 5\nffn: 9\n"
       "ffn_matrices: 2\nvocabulary: 9\n",
       "divisor of hidden (64)"},
      {"kv heads do not divide", prefill,
       "kind: transformer\nname: n\nsource: s\nlayers: 2\nhidden: 64\nheads: 4\nkv_heads: 3\nffn: 9\n"
       "ffn_matrices: 2\nvocabulary: 9\n",
       "divisor of heads (4)"},
      {"phase of a list", "{file: w.yaml, phase: prefill}", head + "layers: [{name: a, m: 1, k: 1, n: 1}]\n",
       "kind layers"},
      {"tokens of a list", "{file: w.yaml, tokens: 3}", head + "layers: [{name: a, m: 1, k: 1, n: 1}]\n",
       "kind layers"},
      {"no layers", file, head + "layers: []\n", "layers"},
      {"same name", file, head + "layers: [{name: a, m: 1, k: 1, n: 1}, {name: a, m: 1, k: 1, n: 1}]\n", "'a' as well"},
      {"zero extent", file, head + "layers: [{name: a, m: 0, k: 1, n: 1}]\n", "m"},
      {"too large", file, head + "layers: [{name: a, m: 16777216, k: 16777216, n: 16777216, count: 1000}]\n", "2^60"},
      {"tensor without a file", file, head + "layers: [{name: a, m: 1, k: 2, n: 3, weight: w}]\n", "no `tensors` file"},
      {"tensors absent", file, head + "tensors: absent.safetensors\nlayers: [{name: a, m: 1, k: 1, n: 1}]\n",
       "absent.safetensors"},
      {"tensors truncated", file, head + "tensors: cut.safetensors\nlayers: [{name: a, m: 1, k: 1, n: 1}]\n",
       "at least 8"},
      {"missing weight", file, list("name: l, m: 1, k: 2, n: 3, activation: a"), "weight"},
      {"unknown tensor", file, list("name: l, m: 1, k: 2, n: 3, activation: a, weight: v"), "'v' is not in"},
      {"wrong weight shape", file, list("name: l, m: 1, k: 2, n: 4, activation: a, weight: w"),
       "'w' has shape [3, 2]; expected [n, k] = [4, 2]"},
      {"wrong activation shape", file, list("name: l, m: 2, k: 2, n: 3, activation: a, weight: w"),
       "'a' has shape [1, 2]; expected [m, k] = [2, 2]"},
      {"unknown key of a layer", file, list("name: l, m: 1, k: 2, n: 3, activation: a, weight: w, bias: b"), "bias"},
  };
}

TEST(WorkloadLoader, RefusesEveryDefectWithItsPlace) {
  for (const Refusal& refusal : refusals()) {
    const std::string text = error_of(refusal.section, refusal.workload);
    EXPECT_NE(text.find(refusal.expected), std::string::npos) << refusal.name << ": " << text;
    EXPECT_NE(text.find(".yaml:"), std::string::npos) << refusal.name << ": " << text;
  }
}

TEST(WorkloadLoader, AcceptsTheListThatTheDefectsAreMadeOf) {
  EXPECT_EQ(error_of("{file: w.yaml}",
                     "kind: layers\nname: n\nsource: s\ntensors: t.safetensors\nlayers:\n"
                     "  - {name: l, m: 1, k: 2, n: 3, activation: a, weight: w}\n"),
            "no error");
}

}  // namespace
}  // namespace lop::workloads
