// A configuration of fidelity values from files to its result, against a decoder of its own in double.
#include "sim/accuracy/language_model.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "configs/reader/config_error.hpp"
#include "models/formats/fp32.hpp"
#include "sim/accuracy/pe_products.hpp"
#include "sim/report/sha256.hpp"
#include "tests/models/network/decoder_oracle.hpp"
#include "tests/sim/accuracy/comparisons.hpp"
#include "tests/sim/accuracy/small_model.hpp"

namespace lop::accuracy {
namespace {

using test::Json;
using test::refusal;
using test::result;
using test::small_shape;
using test::SmallCheckpoint;

/// Mean NLL of inputs first .. first + length of windows that begin `stride` apart.
double oracle_nll(const SmallCheckpoint& files, std::size_t length, std::size_t stride, std::size_t predictions) {
  const network::DecoderShape shape = small_shape();
  network::test::DecoderOracle oracle(shape, files.source);
  double sum = 0;
  std::size_t done = 0;
  for (std::size_t first = 0; done < predictions; first += stride) {
    const std::size_t count = std::min(length, predictions - done);
    const auto begin = files.tokens.begin() + static_cast<std::ptrdiff_t>(first);
    const auto logits = oracle.logits({begin, begin + static_cast<std::ptrdiff_t>(count)});
    for (std::size_t r = 0; r < count; ++r, ++done) {
      double total = 0;
      for (const double logit : logits[r]) total += std::exp(logit);
      sum += std::log(total) - logits[r][files.tokens[first + r + 1]];
    }
  }
  return sum / static_cast<double>(predictions);
}

TEST(LanguageModel, PerplexityIsThatOfAPlainDecoderOverContiguousWindows) {
  const SmallCheckpoint files;
  const Json json = result(files, {"workload.text_bytes=150"});
  const double nll = oracle_nll(files, 8, 8, 49);
  EXPECT_EQ(json["fidelity"], "values");
  EXPECT_EQ(json["accuracy"]["predictions"], 49);
  EXPECT_NEAR(json["accuracy"]["nll"], nll, 1e-5);
  EXPECT_NEAR(json["accuracy"]["perplexity"], std::exp(nll), 1e-5 * std::exp(nll));
  EXPECT_NEAR(json["accuracy"]["bits_per_byte"], nll / std::log(2.0) / 3, 1e-5);
  EXPECT_FALSE(json["accuracy"].contains("reference"));
  EXPECT_EQ(json["output_sha256"].get<std::string>().size(), 64u);
}

TEST(LanguageModel, SeparateBlocksAreScoredByThemselves) {
  const SmallCheckpoint files;
  const Json json = result(files, {"workload.scoring=separate"});
  EXPECT_EQ(json["accuracy"]["predictions"], 6 * 7);
  EXPECT_NEAR(json["accuracy"]["nll"], oracle_nll(files, 7, 8, 42), 1e-5);
  EXPECT_EQ(json["notes"][0], "workload.tokens: the last 2 tokens are no whole block and were left out");
}

TEST(LanguageModel, PredictionsAreTakenAsAskedAndClippedWithANotice) {
  const SmallCheckpoint files;
  const Json some = result(files, {"workload.predictions=21"}), clipped = result(files, {"workload.predictions=1000"});
  EXPECT_EQ(some["accuracy"]["predictions"], 21);
  EXPECT_NEAR(some["accuracy"]["nll"], oracle_nll(files, 8, 8, 21), 1e-5);
  EXPECT_EQ(clipped["accuracy"]["predictions"], 49);
  EXPECT_EQ(clipped["notes"][0], "workload.predictions: 1000 were asked for, the tokens give 49");
  EXPECT_EQ(clipped["output_sha256"], result(files)["output_sha256"]);
}

TEST(LanguageModel, WhatIsQuantisedStandsBesideFp32OnTheSameSamples) {
  const SmallCheckpoint files;
  const Json plain = result(files), json = result(files, {"quantize.weights=bitmod4", "quantize.group_size=32"});
  const Json& accuracy = json["accuracy"];
  EXPECT_EQ(accuracy["reference"]["nll"], plain["accuracy"]["nll"]);
  EXPECT_EQ(accuracy["reference"]["top1"], plain["accuracy"]["top1"]);
  EXPECT_NEAR(accuracy["delta_nll"], accuracy["nll"].get<double>() - plain["accuracy"]["nll"].get<double>(), 1e-12);
  EXPECT_GT(accuracy["delta_nll_standard_error"], 0);
  EXPECT_GT(accuracy["kl_divergence"], 0);
  EXPECT_LT(accuracy["top1_agreement"], 1);
  EXPECT_NE(json["output_sha256"], plain["output_sha256"]);
  ASSERT_EQ(json["layers"].size(), 14u);
  EXPECT_EQ(json["layers"][6]["name"], "model.layers.0.mlp.down_proj");
  EXPECT_NEAR(json["layers"][6]["sqnr_db"], 20, 3);
  EXPECT_NEAR(json["layers"][6]["weight_sqnr_db"], 20, 3);
}

TEST(LanguageModel, MoreBitsLoseLess) {
  const SmallCheckpoint files(2001);
  double before = 1e9;
  for (const char* type : {"int3", "int4", "int6", "int8"}) {
    const Json json = result(files, {std::string("quantize.weights=") + type});
    const double divergence = json["accuracy"]["kl_divergence"];
    EXPECT_LT(divergence, before / 2) << type;
    before = divergence;
  }
}

TEST(LanguageModel, ActivationsAndTheCacheAreQuantisedToo) {
  const SmallCheckpoint files;
  for (const char* key : {"quantize.activations=int", "quantize.kv=int"}) {
    double before = 0;
    for (const char* bits : {"8", "4"}) {
      const Json json = result(files, {std::string(key) + bits});
      EXPECT_GT(json["accuracy"]["kl_divergence"], 2 * before) << key << bits;
      EXPECT_FALSE(json["layers"][0].contains("weight_sqnr_db")) << key << bits;
      before = json["accuracy"]["kl_divergence"];
    }
    EXPECT_GT(before, 0) << key;
  }
}

TEST(LanguageModel, APeComputesItsLinearLayers) {
  const SmallCheckpoint files;
  for (const char* stem : {"fp16_mac", "bitmod", "int8_mac", "nvfp4_dot", "mixpe_w4a8"}) {
    const Json json = result(files, {std::string("arithmetic=") + stem});
    EXPECT_GT(json["accuracy"]["kl_divergence"], 0) << stem;
    EXPECT_GT(json["layers"][0]["sqnr_db"], std::string(stem) == "nvfp4_dot" ? 12 : 15) << stem;
  }
  const Json four = result(files, {"arithmetic=bitmod", "pe.parameters.weight_mode=fp4"});
  EXPECT_NEAR(four["layers"][0]["sqnr_db"], 20, 3);
}

TEST(LanguageModel, WhatAPeCostsFallsIntoItsOperandsAndItsDatapath) {
  const SmallCheckpoint files;
  const Json format = result(files, {"quantize.as_pe=bitmod"})["accuracy"],
             datapath = result(files, {"arithmetic=bitmod", "reference=operands"})["accuracy"],
             whole = result(files, {"arithmetic=bitmod"})["accuracy"];
  EXPECT_EQ(datapath["reference"]["nll"], format["nll"]);
  EXPECT_EQ(datapath["nll"], whole["nll"]);
  EXPECT_NEAR(whole["delta_nll"], format["delta_nll"].get<double>() + datapath["delta_nll"].get<double>(), 1e-12);
}

TEST(LanguageModel, ThePesBitsAreThoseOfTheReferenceGemmOnASequence) {
  const std::shared_ptr<const pe::Slice> slice = pe::make_slice("fp16_mac");
  std::mt19937 random(4);
  std::normal_distribution<float> normal;
  network::Matrix weights(5, 24), activations(7, 24);
  for (float& value : weights.values) value = normal(random);
  for (float& value : activations.values) value = normal(random);
  Numerics numerics;
  numerics.slice = slice;
  PeProducts products(numerics);
  const network::Matrix out = products.linear("x", weights)->apply(activations, 4);
  const auto fp16 = [](float value) {
    return formats::fp32_value(formats::fp32_from_fp16(formats::fp16_from_fp32(formats::fp32_code(value))));
  };
  for (std::size_t m = 0; m < 7; ++m) {
    for (std::size_t n = 0; n < 5; ++n) {
      float sum = 0;
      for (std::size_t k = 0; k < 24; ++k) sum += fp16(activations(m, k)) * fp16(weights(n, k));
      EXPECT_EQ(out(m, n), sum);
    }
  }
}

TEST(LanguageModel, TheResultIsTheSameOnAnyNumberOfThreads) {
  const SmallCheckpoint files(400);
  const std::vector<std::string> overrides = {"arithmetic=mixpe_w4a8", "quantize.kv=int4"};
  expect_same_on_any_threads([&] { return result(files, overrides); });
}

TEST(LanguageModel, TheConfigurationNamesTheHashesOfItsFiles) {
  const SmallCheckpoint files;
  const Json json = result(files);
  const Json& hashes = json["config"]["inputs_sha256"];
  EXPECT_EQ(hashes["tokens"], report::sha256_of_file(files.folder / "tokens.u16"));
  EXPECT_EQ(hashes["model.safetensors"], report::sha256_of_file(files.folder / "net/model.safetensors"));
  EXPECT_EQ(hashes["config.json"], report::sha256_of_file(files.folder / "net/config.json"));
}

TEST(LanguageModel, BadConfigurationsSayWhereAndWhatWasExpected) {
  const SmallCheckpoint files;
  const auto expect = [&](const std::vector<std::string>& overrides, const std::string& part) {
    test::expect_refused(files, overrides, part);
  };
  expect({"workload.network=nowhere"}, "workload.network: no folder");
  expect({"workload.network=" + files.folder.path().string()}, "config.json: expected a JSON object");
  expect({"workload.tokens=" + files.yaml.string()}, "expected a name that ends in .u16");
  expect({"workload.sequence_length=0"}, "workload.sequence_length");
  expect({"workload.scoring=separate", "workload.sequence_length=1"}, "workload.sequence_length");
  expect({"workload.scoring=separate", "workload.sequence_length=64"}, "has 50 tokens; expected at least 64");
  expect({"workload.predictions=some"}, "workload.predictions");
  expect({"workload.predictions=0"}, "workload.predictions");
  expect({"workload.scoring=overlapping"}, "workload.scoring");
  expect({"quantize.weights=int9"}, "'int9': expected none, int2..int8");
  expect({"quantize.weight=int4"}, "weight");
  expect({"arithmetic=bitmode"}, "arithmetic");
  expect({"pe.parameters.weight_mode=fp4"}, "expected arithmetic: the stem of a PE");
  expect({"arithmetic=bitmod", "pe.parameters.weight_mode=fp5"}, "weight_mode");
}

TEST(LanguageModel, AMissingTensorIsNamedBeforeAnythingRuns) {
  const SmallCheckpoint files;
  files.folder.write("net/config.json", std::string(test::kSmallConfig)
                                            .replace(std::string(test::kSmallConfig).find("\"num_hidden_layers\": 2"),
                                                     22, "\"num_hidden_layers\": 3"));
  EXPECT_NE(refusal(files, {}).find("tensor 'model.layers.2.input_layernorm.weight': is missing"), std::string::npos)
      << refusal(files, {});
}

TEST(Scores, TheStandardErrorIsThatOfTheWindows) {
  const std::vector<network::Prediction> reference(6, {1, 0});
  std::vector<network::Prediction> predictions(6, {1, 0});
  const double differences[] = {0.1, 0.3, 0.2, 0.4, 0.7, 0.1};  // windows of two: 0.4, 0.6, 0.8
  for (std::size_t i = 0; i < 6; ++i) predictions[i].nll += differences[i];
  predictions[5].top = 1;
  const std::vector<double> divergences = {0, 0, 0, 0, 0, 0.6};
  const Comparison comparison = compare(predictions, reference, divergences, {0, 1, 0, 0, 1, 1}, 2);
  EXPECT_NEAR(comparison.delta_nll, 0.3, 1e-15);
  // Means of windows 0.2, 0.3, 0.4: deviation 0.1, over the root of three.
  EXPECT_NEAR(comparison.delta_nll_standard_error, 0.1 / std::sqrt(3.0), 1e-15);
  EXPECT_NEAR(comparison.kl_divergence, 0.1, 1e-15);
  EXPECT_DOUBLE_EQ(comparison.top1_agreement, 5.0 / 6);
  EXPECT_DOUBLE_EQ(comparison.reference.top1, 0.5);
  EXPECT_TRUE(std::isnan(compare({{1, 0}}, {{1, 0}}, {0}, {0}, 4).delta_nll_standard_error));
}

}  // namespace
}  // namespace lop::accuracy
