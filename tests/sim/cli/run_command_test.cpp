// lopsim run: deterministic results, the same from both fidelities.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sim/cli/program.hpp"
#include "tests/sim/cli/tiny_system.hpp"
#include "workloads/safetensors.hpp"

namespace lop::cli::test {
namespace {

using Json = nlohmann::ordered_json;

const std::string kBitmod = LOP_SOURCE_DIR "/configs/systems/bitmod.yaml";
const std::string kFp16 = LOP_SOURCE_DIR "/configs/systems/fp16.yaml";

/// The result on stdout without what may differ between equal runs.
Json run(const TinySystem& folder, const std::vector<std::string>& arguments) {
  std::vector<std::string> all{"run"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const Ran ran = lopsim(folder.folder(), all);
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.err, "");
  Json result = Json::parse(ran.out);
  result.erase("provenance");
  return result;
}

std::string without_provenance(const std::string& text) {
  Json result = Json::parse(text);
  result["provenance"] = Json::object();
  return result.dump(2);
}

/// A workload of the first two traced layers.
std::string first_traced_layers(const TinySystem& folder) {
  folder.write("traced.yaml",
               "kind: layers\nname: traced\nsource: workloads/presidents_block0.yaml\ntensors: " LOP_SOURCE_DIR
               "/workloads/presidents_block0.safetensors\nlayers:\n"
               "  - {name: q, m: 128, k: 256, n: 256, activation: qkv.in, weight: q.weight}\n"
               "  - {name: k, m: 128, k: 256, n: 128, activation: qkv.in, weight: k.weight}\n");
  return "workload.file=traced.yaml";
}

TEST(Run, TwiceGivesTheSameBytesButForProvenance) {
  const TinySystem system;
  const Ran first = lopsim(system.folder(), {"run", "system.yaml", "--out", "first.json"});
  const Ran second = lopsim(system.folder(), {"run", "system.yaml", "--out", "second.json", "--seed", "7"});
  ASSERT_EQ(first.exit_code, 0) << first.err;
  ASSERT_EQ(second.exit_code, 0) << second.err;
  EXPECT_EQ(first.out, "");
  EXPECT_EQ(without_provenance(system.read("first.json")), without_provenance(system.read("second.json")));
  EXPECT_EQ(Json::parse(system.read("second.json"))["provenance"]["seed"], 7);
}

TEST(Run, FidelitiesAgreeOnTheFirstTracedLayersOfBothSystems) {
  const TinySystem folder;
  const std::string workload = first_traced_layers(folder);
  for (const std::string& system : {kBitmod, kFp16}) {
    const Json fast = run(folder, {system, "--set", workload});
    const Json cycle = run(folder, {system, "--set", workload, "--set", "fidelity=cycle"});
    EXPECT_EQ(cycle["fidelity"], "cycle");
    for (const char* key :
         {"totals", "breakdown_cycles", "energy_pj", "counts", "layers", "accuracy", "output_sha256"}) {
      EXPECT_EQ(fast[key], cycle[key]) << key;
    }
  }
}

TEST(Run, FidelitiesAgreeOnEdgesThatFillNoTile) {
  const TinySystem system;
  for (const char* mode : {"int8", "int6", "fp3"}) {
    const std::string override_text = std::string("pe.parameters.weight_mode=") + mode;
    const Json fast = run(system, {"system.yaml", "--set", override_text});
    const Json cycle = run(system, {"system.yaml", "--set", override_text, "--set", "fidelity=cycle"});
    for (const char* key : {"totals", "counts", "layers", "output_sha256"}) {
      EXPECT_EQ(fast[key], cycle[key]) << mode << " " << key;
    }
  }
}

TEST(Run, EveryDataflowGivesTheSameOutputsInBothFidelities) {
  const TinySystem system;
  system.use_single_int8_pes();
  const std::string outputs = run(system, {"system.yaml"})["output_sha256"];
  for (const char* dataflow : {"weight_stationary", "input_stationary"}) {
    const std::string chosen = std::string("array.dataflow=") + dataflow;
    const Json fast = run(system, {"system.yaml", "--set", chosen});
    const Json cycle = run(system, {"system.yaml", "--set", chosen, "--set", "fidelity=cycle"});
    EXPECT_EQ(fast["config"]["array"]["dataflow"], dataflow);
    EXPECT_EQ(fast["output_sha256"], outputs) << dataflow;
    EXPECT_NE(fast["price_notes"].dump().find("those of the output-stationary array"), std::string::npos);
    for (const char* key : {"totals", "breakdown_cycles", "counts", "layers", "accuracy", "output_sha256"}) {
      EXPECT_EQ(fast[key], cycle[key]) << dataflow << " " << key;
    }
  }
}

TEST(Run, CausesSumToTheCyclesAndCountsOfALayerMultiply) {
  const TinySystem system;
  const Json result = run(system, {"system.yaml"});
  std::uint64_t sum = 0;
  for (const Json& cycles : result["breakdown_cycles"]) sum += cycles.get<std::uint64_t>();
  EXPECT_EQ(sum, result["totals"]["cycles"]);
  EXPECT_EQ(result["totals"]["cycles"], 2 * result["layers"][0]["cycles"].get<std::uint64_t>());
  EXPECT_EQ(result["totals"]["macs"], 2 * 5 * 36 * 11);
}

TEST(Run, ResultNamesTheContentOfItsInputs) {
  const TinySystem system;
  const Json before = run(system, {"system.yaml"});
  system.replace("workload.yaml", "count: 2", "count: 3");
  const Json after = run(system, {"system.yaml"});
  EXPECT_NE(before["config_sha256"], after["config_sha256"]);
  EXPECT_EQ(before["config"]["inputs_sha256"]["workload.tensors"],
            after["config"]["inputs_sha256"]["workload.tensors"]);
}

TEST(Run, HashesOutputsInOrderLittleEndianInWholeBytes) {
  // 1 x {1.5, -2}, then 1 x 3; the hashes are sha256sum's of 003e 00c0 0042 and of 0000c03f 000000c0 00004040.
  const TinySystem system;
  const auto halves = [](const std::string& name, std::uint64_t rows, std::vector<std::uint8_t> bytes) {
    return workloads::StoredTensor{name, workloads::Dtype::kF16, {rows, 1}, std::move(bytes)};
  };
  workloads::write_safetensors(
      system / "tiny.safetensors",
      {halves("x", 1, {0x00, 0x3c}), halves("v", 2, {0x00, 0x3e, 0x00, 0xc0}), halves("w", 1, {0x00, 0x42})});
  system.write("workload.yaml",
               "kind: layers\nname: tiny\nsource: made for this test\ntensors: tiny.safetensors\nlayers:\n"
               "  - {name: zebra, m: 1, k: 1, n: 2, activation: x, weight: v}\n  - {name: ant, m: 1, k: 1, n: 1, "
               "activation: x, weight: w}\n");
  system.replace("system.yaml", "type: bitmod", "type: fp16_mac");
  system.replace("system.yaml",
                 "{weight_mode: fp4, alignment: bsig_aware, rounding: truncate, scale_bits: 8, group_size: 16}",
                 "{accumulator: fp16}");
  const Json fp16 = run(system, {"system.yaml"}),
             fp32 = run(system, {"system.yaml", "--set", "pe.parameters.accumulator=fp32"});
  EXPECT_EQ(fp16["output_sha256"], "dcb4c12ef9dcf4bc53bb594b0de2fc9604204c8533d1d763446567b1695e45a4");
  EXPECT_EQ(fp32["output_sha256"], "8448fb7a04103eb5b48c296f0521c0b984a8a197ede535447b304aad809458b4");
  EXPECT_EQ(fp16["layers"][0]["accuracy"]["max_error"], 0);
}

TEST(Run, WithoutTensorsThereAreCyclesButNoErrors) {
  const TinySystem system;
  const Json with_values = run(system, {"system.yaml"});
  system.write("workload.yaml",
               "kind: layers\nname: tiny\nsource: made for this test\nlayers:\n  - {name: first, m: 5, k: 36, n: 11, "
               "count: 2}\n");
  const Json shapes = run(system, {"system.yaml"});
  EXPECT_EQ(with_values["totals"], shapes["totals"]);
  EXPECT_EQ(with_values["counts"], shapes["counts"]);
  EXPECT_FALSE(shapes.contains("accuracy"));
  EXPECT_FALSE(shapes.contains("output_sha256"));
  EXPECT_FALSE(shapes["notes"].empty());
}

TEST(Run, FinerWeightTypesComeNearerToTheReference) {
  const TinySystem folder;
  const std::string workload = first_traced_layers(folder);
  double before = 0;
  for (const char* mode : {"int3", "int4", "int6", "int8"}) {
    const Json result =
        run(folder, {kBitmod, "--set", workload, "--set", std::string("pe.parameters.weight_mode=") + mode});
    const double sqnr_db = result["layers"][0]["accuracy"]["sqnr_db"].get<double>();
    EXPECT_GT(sqnr_db, before + 4) << mode;  // a bit is worth 6 dB
    before = sqnr_db;
  }
}

TEST(Run, DryRunWritesNothing) {
  const TinySystem system;
  const Ran ran = lopsim(system.folder(), {"run", "system.yaml", "--dry-run", "--out", "result.json"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_NE(ran.out.find("first: m 5, k 36, n 11, 2 times"), std::string::npos) << ran.out;
  EXPECT_FALSE(std::filesystem::exists(system / "result.json"));
}

TEST(Run, AnUnwritableResultIsExitCodeFour) {
  const TinySystem system;
  const Ran ran = lopsim(system.folder(), {"run", "system.yaml", "--out", "no_such_folder/result.json"});
  EXPECT_EQ(ran.exit_code, 4);
  EXPECT_NE(ran.err.find("no_such_folder/result.json"), std::string::npos) << ran.err;
}

// Two layers of shapes; a network of one head group.
void write_shapes(const TinySystem& system) {
  system.write("shapes.yaml",
               "kind: layers\nname: shapes\nsource: test\nlayers:\n  - {name: a, m: 5, k: 64, n: 11}\n"
               "  - {name: b, m: 7, k: 48, n: 9, count: 3}\n");
  system.write("network.yaml",
               "kind: transformer\nname: small\nsource: test\nlayers: 2\nhidden: 64\nheads: 4\nkv_heads: 2\nffn: 96\n"
               "ffn_matrices: 3\nvocabulary: 50\n");
}

TEST(Run, ALayerInAModeOfItsOwnCostsWhatItCostsAloneInThatMode) {
  const TinySystem system;
  write_shapes(system);
  const std::string shapes = "workload.file=shapes.yaml", int8 = "pe.parameters.weight_mode=int8";
  const Json fp4_run = run(system, {"system.yaml", "--set", shapes}),
             int8_run = run(system, {"system.yaml", "--set", shapes, "--set", int8}),
             mixed =
                 run(system, {"system.yaml", "--set", shapes, "--set", "workload.parameters={b: {weight_mode: int8}}"});
  EXPECT_EQ(mixed["layers"][0], fp4_run["layers"][0]);
  EXPECT_EQ(mixed["layers"][1], int8_run["layers"][1]);
  EXPECT_NE(fp4_run["layers"][1]["cycles"], int8_run["layers"][1]["cycles"]);
  EXPECT_EQ(mixed["totals"]["cycles"].get<int>(),
            mixed["layers"][0]["cycles"].get<int>() + 3 * mixed["layers"][1]["cycles"].get<int>());
  bool said = false;
  for (const Json& price : mixed["prices"])
    said |= price.value("parameters", Json::object()).value("weight_mode", "") == "int8";
  EXPECT_TRUE(said);
}

TEST(Run, ParametersOfALayerAreThoseOfAModeAndOfALayerThatIsThere) {
  const TinySystem system;
  write_shapes(system);
  const auto refused = [&](const std::string& parameters) {
    const Ran ran = lopsim(system.folder(), {"run", "system.yaml", "--set", "workload.file=shapes.yaml", "--set",
                                             "workload.parameters=" + parameters});
    EXPECT_EQ(ran.exit_code, 2);
    return ran.err;
  };
  EXPECT_NE(refused("{c: {weight_mode: int8}}").find("expected one of a, b"), std::string::npos);
  EXPECT_NE(refused("{a: {alignment: post_shift}}").find("alignment"), std::string::npos);
  EXPECT_NE(refused("{a: {weight_mode: int9}}").find("int8"), std::string::npos);
}

TEST(Run, AGenerationIsItsPrefillAndItsDecodeSteps) {
  const TinySystem system;
  write_shapes(system);
  const auto of_phase = [&](const std::string& phase, const std::string& more) {
    return run(system, {"system.yaml", "--set",
                        "workload={file: network.yaml, phase: " + phase + ", tokens: 6, batch: 2, attention: true" +
                            more + "}"});
  };
  const Json whole = of_phase("generate", ", steps: 3"), prefill = of_phase("prefill", ""),
             decode = of_phase("decode", ", steps: 3");
  EXPECT_EQ(whole["totals"]["cycles"].get<int>(),
            prefill["totals"]["cycles"].get<int>() + decode["totals"]["cycles"].get<int>());
  const Json& figures = whole["generation"];
  EXPECT_DOUBLE_EQ(figures["time_to_first_token_us"], prefill["totals"]["time_us"]);
  EXPECT_DOUBLE_EQ(figures["tokens_per_s"].get<double>(), 6 / (decode["totals"]["time_us"].get<double>() * 1e-6));
  EXPECT_NEAR(figures["energy_per_token_pj"].get<double>() * 6 / decode["totals"]["energy_pj"].get<double>(), 1, 1e-12);
  EXPECT_NEAR(figures["prefill_energy_pj"].get<double>() / prefill["totals"]["energy_pj"].get<double>(), 1, 1e-12);
  EXPECT_FALSE(prefill.contains("generation"));
  const Json cycle =
      run(system, {"system.yaml", "--set", "fidelity=cycle", "--set",
                   "workload={file: network.yaml, phase: generate, tokens: 6, batch: 2, attention: true, "
                   "steps: 3}"});
  EXPECT_EQ(cycle["totals"], whole["totals"]);
  EXPECT_EQ(cycle["generation"], whole["generation"]);
}

// By hand, rows in bursts of 64 bytes: each row of fp4 weights in groups of 16 is one burst, but for those of `down`,
// 96 wide, 444 bits, one as well. Rows: q 64, k 32, v 32, o 64, gate 96, up 96, down 64, each in two layers, lm_head
// 50: 946 bursts. Keys of nine positions and values 16 wide: 9 + 16 bursts for 2 layers x 2 heads x 2 requests. Largest
// layer: 12 rows of 96 x 16 bits in and 64 x 16 bits out, 320 bytes.
TEST(Run, ADryRunSaysWhatLiesInDram) {
  const TinySystem system;
  write_shapes(system);
  const Ran ran = lopsim(system.folder(), {"run", "system.yaml", "--dry-run", "--set",
                                           "workload={file: network.yaml, phase: generate, tokens: 6, batch: 2, "
                                           "attention: true, steps: 3}"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  static_assert(946 * 64 == 60544 && 25 * 8 * 64 == 12800 && 12 * 320 == 3840);
  EXPECT_NE(ran.out.find("DRAM: 0.0577 MiB of weights, 0.0122 MiB of keys and values, 0.00366 MiB of activations"),
            std::string::npos)
      << ran.out;
}

// A group by hand: 6 rows of 6 pixels of 4 x 16 bits in, of 5 x 16 bits out, each row one burst of 64 bytes; 5 rows of
// 174 bits of weights and a burst of scales. The matrix of windows would be 36 rows of two bursts.
TEST(Run, AConvolutionReadsItsImagesAndNotTheirWindows) {
  const TinySystem system;
  system.write("workload.yaml",
               "kind: layers\nname: n\nsource: s\nlayers:\n  - {kind: convolution, name: c, input: [8, 6, 6], "
               "output_channels: 10, kernel: [3, 3], padding: [1, 1], groups: 2}\n");
  const Json fast = run(system, {"system.yaml"});
  EXPECT_EQ(fast["totals"]["macs"], 2 * 36 * 36 * 5);
  EXPECT_EQ(fast["counts"]["dram.read"], 2 * (6 + 5 + 1));
  EXPECT_EQ(fast["layers"], run(system, {"system.yaml", "--set", "fidelity=cycle"})["layers"]);
  const Ran dry = lopsim(system.folder(), {"run", "system.yaml", "--dry-run"});
  static_assert(2 * 5 * 64 == 640 && 2 * (6 + 6) * 64 == 1536);
  EXPECT_NE(dry.out.find("DRAM: 0.00061 MiB of weights, 0 MiB of keys and values, 0.00146 MiB of activations"),
            std::string::npos)
      << dry.out;
}

TEST(Run, ATopologyOfScaleSimIsAWorkload) {
  const TinySystem system;
  system.write("net.csv", "Layer, M, N, K,\na, 5, 11, 36,\n");
  const Json result = run(system, {"system.yaml", "--set", "workload.file=net.csv"});
  EXPECT_EQ(result["totals"]["macs"], 5 * 11 * 36);
  system.write("net.csv", "Layer, M, N, K,\na, 5, 11, -36,\n");
  const Ran refused = lopsim(system.folder(), {"run", "system.yaml", "--set", "workload.file=net.csv"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("net.csv:2:11: error: k: found \"-36\""), std::string::npos) << refused.err;
}

TEST(Run, ALayerMayHaveAModeOfItsOwn) {
  // Half of the channels in int4, as two steps a chunk like fp4; the other half in int8, four steps.
  const TinySystem system;
  system.write("mixed.yaml",
               "kind: layers\nname: mixed\nsource: made for this test\nlayers:\n"
               "  - {name: half, m: 8, k: 64, n: 32, parameters: {weight_mode: int4}}\n"
               "  - {name: other, m: 8, k: 64, n: 32, parameters: {weight_mode: int8}}\n");
  const Json mixed = run(system, {"system.yaml", "--set", "workload.file=mixed.yaml"});
  EXPECT_EQ(2 * mixed["layers"][0]["counts"]["pe.step"].get<int>(), mixed["layers"][1]["counts"]["pe.step"].get<int>());
  system.replace("mixed.yaml", "int8", "int9");
  const Ran ran = lopsim(system.folder(), {"run", "system.yaml", "--set", "workload.file=mixed.yaml"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_NE(ran.err.find("layer 'other': parameters.weight_mode: expected one of int8"), std::string::npos) << ran.err;
}

TEST(Run, AMappingThatWasFoundCanBeGivenBack) {
  const TinySystem system;
  const Json rule = run(system, {"system.yaml"});
  const Json found = run(system, {"system.yaml", "--set", "mapping.optimize=cycles"});
  EXPECT_LE(found["totals"]["cycles"], rule["totals"]["cycles"]);
  EXPECT_EQ(found["output_sha256"], rule["output_sha256"]);
  system.write("found.json", found.dump());
  const Json again = run(system, {"system.yaml", "--set", "mapping.result=found.json"});
  EXPECT_EQ(again["totals"], found["totals"]);
  EXPECT_EQ(again["layers"], found["layers"]);
  Json elsewhere = found;
  elsewhere["provenance"]["host"] = "another";
  system.write("found.json", elsewhere.dump());
  EXPECT_EQ(run(system, {"system.yaml", "--set", "mapping.result=found.json"})["config_sha256"],
            again["config_sha256"]);
}

TEST(Run, AMappingOfAnotherWorkloadIsRefused) {
  const TinySystem system;
  Json other = run(system, {"system.yaml"});
  other["layers"][0]["name"] = "something else";
  system.write("other.json", other.dump());
  const auto with = [&](const std::vector<std::string>& sets) {
    return lopsim_with(system.folder(), {"run", "system.yaml"}, sets);
  };
  const Ran ran = with({"mapping.result=other.json"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_NE(ran.err.find("it has no layer of that name"), std::string::npos) << ran.err;
  EXPECT_EQ(with({"mapping.result=other.json", "mapping.optimize=cycles"}).exit_code, 2);
  EXPECT_EQ(with({"mapping.optimize=area"}).exit_code, 2);
}

// The estimate's bursts and steps are the plan's: those of the run, whose PEs are all busy in a step of full tiles.
TEST(Run, ADryRunSaysHowLargeTheRunIs) {
  const TinySystem system;
  const Json result = run(system, {"system.yaml"});
  int bursts = 0;
  for (const Json& layer : result["layers"]) {
    bursts += layer["counts"]["dram.read"].get<int>() + layer["counts"]["dram.write"].get<int>();
  }
  const Ran ran = lopsim(system.folder(), {"run", "system.yaml", "--dry-run"});
  EXPECT_NE(ran.out.find(std::to_string(bursts) + " DRAM bursts, at least "), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find(" s on one core"), std::string::npos) << ran.out;
}

TEST(Run, WhatDoesNotFitTheDramIsRefusedByHowMuch) {
  const TinySystem system;
  const std::string generate = LOP_SOURCE_DIR "/configs/systems/llama_2_7b_generate.yaml";
  const auto with = [&](const std::string& gib) {
    return lopsim(system.folder(), {"run", generate, "--dry-run", "--set", "memory.dram.capacity_gib=" + gib});
  };
  EXPECT_EQ(with("3.34").exit_code, 0);
  const Ran refused = with("3");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("347 MiB more than the DRAM holds; expected at least 3.339"), std::string::npos)
      << refused.err;
}

}  // namespace
}  // namespace lop::cli::test
