// lopsim run with a vector unit, a cache in its own format, and layers whose channels are in groups.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/sim/cli/program.hpp"
#include "tests/sim/cli/tiny_system.hpp"

namespace lop::cli::test {
namespace {

using Json = nlohmann::ordered_json;

const std::string kGenerate = LOP_SOURCE_DIR "/configs/systems/llama_2_7b_vector.yaml";
const std::string kBitmod = LOP_SOURCE_DIR "/configs/systems/bitmod.yaml";

Json run(std::vector<std::string> arguments) {
  const TinySystem folder;
  arguments.insert(arguments.begin(), "run");
  const Ran ran = lopsim(folder.folder(), arguments);
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  return Json::parse(ran.out);
}

const Json& layer(const Json& result, const std::string& name) {
  for (const Json& entry : result["layers"]) {
    if (entry["name"] == name) return entry;
  }
  ADD_FAILURE() << "no layer " << name;
  return result;
}

TEST(VectorRun, OperationsHaveTimeAndEnergyAndNoMacs) {
  const Json result = run({kGenerate, "--set", "workload.tokens=16", "--set", "workload.steps=2"});
  const Json& norm = layer(result, "prefill.norm");
  EXPECT_EQ(norm["operation"], "rms_norm");
  EXPECT_EQ(norm["macs"], 0);
  EXPECT_GT(norm["cycles"], 0);
  // 16 rows of 4096: an addition and a multiplication, then two multiplications.
  EXPECT_EQ(norm["counts"]["vector.add"], 16 * 4096);
  EXPECT_EQ(norm["counts"]["vector.multiply"], 16 * 4096 * 3);
  EXPECT_DOUBLE_EQ(norm["energy_pj"]["vector"], 16 * 4096 * (0.9 + 3 * 3.7));
  EXPECT_FALSE(norm.contains("mapping"));
  EXPECT_EQ(result["area_um2"]["vector_unit"], 64 * 11884.0);
}

TEST(VectorRun, BothFidelitiesGiveOneAnswer) {
  const std::vector<std::string> small = {kGenerate, "--set", "workload.tokens=4", "--set", "workload.steps=1",
                                          "--set", "workload.file=" LOP_SOURCE_DIR "/tests/sim/cli/small_llama.yaml"};
  std::vector<std::string> ticked = small;
  ticked.insert(ticked.end(), {"--set", "fidelity=cycle"});
  const Json fast = run(small), cycle = run(ticked);
  for (const char* key : {"totals", "breakdown_cycles", "energy_pj", "counts", "layers"}) EXPECT_EQ(fast[key], cycle[key]) << key;
}

TEST(VectorRun, ACacheOfFewerBitsIsReadInFewerBursts) {
  // Keys of 256 positions, 128 elements and a scale each: 66 bytes at 4 bits, two bursts; 130 at 8 bits, three.
  const std::vector<std::string> decode = {kGenerate, "--set", "workload.phase=decode", "--set", "workload.tokens=255",
                                           "--set", "workload.steps=1"};
  const auto reads = [&](const Json& result) {
    return layer(result, "qk")["counts"]["dram.read"].get<std::int64_t>();
  };
  std::vector<std::string> own = decode;
  own.insert(own.end(), {"--set", "workload.kv_cache.keys.format=int8"});
  EXPECT_EQ(reads(run(own)) - reads(run(decode)), 256);
}

TEST(VectorRun, ACacheWiderThanThePesWeightsIsRefused) {
  const TinySystem folder;
  const Ran ran = lopsim(folder.folder(),
                         {"run", kGenerate, "--set", "workload.kv_cache.keys.format=fp16"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_NE(ran.err.find("fp16 has 16 bits"), std::string::npos) << ran.err;
}

TEST(VectorRun, WithoutAUnitTheConfigurationIsRefused) {
  const TinySystem folder;
  const Ran ran = lopsim(folder.folder(), {"run", LOP_SOURCE_DIR "/configs/systems/llama_2_7b_prefill.yaml", "--set",
                                           "workload.vector=true"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_NE(ran.err.find("expected vector: {lanes:"), std::string::npos) << ran.err;
}

TEST(VectorRun, ChannelsInGroupsOfOneModeComputeTheLayersOwnOutputs) {
  const TinySystem folder;
  folder.write("traced.yaml",
               "kind: layers\nname: traced\nsource: s\ntensors: " LOP_SOURCE_DIR
               "/workloads/presidents_block0.safetensors\nlayers:\n"
               "  - {name: k, m: 128, k: 256, n: 128, activation: qkv.in, weight: k.weight}\n");
  folder.write("groups.yaml", "extends: " + kBitmod +
                                  "\nworkload: {file: traced.yaml, channel_groups: {k: [{channels: 40}, {channels: 88}]}}\n");
  const auto accuracy = [&](const std::vector<std::string>& arguments) {
    const Ran ran = lopsim(folder.folder(), arguments);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    std::vector<double> errors;
    const Json result = Json::parse(ran.out);
    for (const Json& entry : result["layers"]) errors.push_back(entry["accuracy"]["max_error"]);
    return errors;
  };
  const auto whole = accuracy({"run", kBitmod, "--set", "workload.file=traced.yaml"});
  const auto groups = accuracy({"run", "groups.yaml"});
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(std::max(groups[0], groups[1]), whole[0]);
}

}  // namespace
}  // namespace lop::cli::test
