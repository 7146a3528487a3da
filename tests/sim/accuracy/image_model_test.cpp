// The shipped networks on the shipped images: against the logits that PyTorch computed, and what numbers cost them.
#include "sim/accuracy/image_model.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "configs/reader/config_error.hpp"
#include "models/network/image_runner.hpp"
#include "tests/sim/accuracy/comparisons.hpp"
#include "tests/support/temporary_folder.hpp"
#include "workloads/image_network_file.hpp"

namespace lop::accuracy {
namespace {

using Json = nlohmann::ordered_json;
using network::ImageRunner;
using network::Matrix;

const std::string kConfig = LOP_SOURCE_DIR "/configs/accuracy/image_network.yaml";
const std::string kFashion = LOP_SOURCE_DIR "/workloads/fashion_mnist/";

ImageModel model(std::vector<std::string> overrides, const std::string& network = "cnn") {
  overrides.push_back("workload.network=" + kFashion + network + ".json");
  const auto document = config::Document::load(kConfig, overrides);
  EXPECT_TRUE(is_image_model(document));
  return read_image_model(document);
}

Json result(const std::vector<std::string>& overrides, const std::string& network = "cnn") {
  const ImageModel read = model(overrides, network);
  return image_model_result(read, run_image_model(read, nullptr), {});
}

/// Logits of the first 100 images in FP32. faulty  weights in place of the network's own
Matrix logits(const std::string& network, const network::WeightSource* faulty = nullptr) {
  const workloads::ImageNetworkFile file = workloads::read_image_network(kFashion + network + ".json");
  network::Fp32Products products;
  const ImageRunner runner(file.network, faulty != nullptr ? *faulty : *file.weights, products);
  return runner.logits(model({}, network).pixels.data(), 100);
}

/// Weights of one layer with the sides of their last two extents mirrored or exchanged: faults to be found.
class Faulty : public network::WeightSource {
 public:
  enum Fault { kMirrored, kTransposed };
  Faulty(const network::WeightSource& source, std::string layer, std::size_t side, Fault fault)
      : source_(source), name_(std::move(layer) + ".weight"), side_(side), fault_(fault) {}

  bool has(const std::string& name) const override { return source_.has(name); }
  std::vector<float> vector(const std::string& name, std::size_t size) const override {
    return source_.vector(name, size);
  }
  Matrix rows(const std::string& name, std::size_t rows, std::size_t columns, std::size_t first,
              std::size_t count) const override {
    Matrix right = source_.rows(name, rows, columns, first, count), wrong = right;
    if (name != name_) return right;
    const std::size_t area = side_ * side_;
    for (std::size_t i = 0; i < right.values.size(); ++i) {
      const std::size_t start = i / area * area, y = i % area / side_, x = i % side_;
      wrong.values[i] = right.values[start + (fault_ == kMirrored ? area - 1 - i % area : x * side_ + y)];
    }
    return wrong;
  }

 private:
  const network::WeightSource& source_;
  std::string name_;
  std::size_t side_;
  Fault fault_;
};

// Another order of summation than ours: 1e-4, of logits around 10.
TEST(ImageModel, LogitsAreThoseOfPyTorchOnTheFirstHundredImages) {
  for (const char* network : {"cnn", "vit"}) {
    EXPECT_LT(logit_error(logits(network), network), 1e-4) << network;
  }
}

TEST(ImageModel, AMirroredKernelAndATransposedPatchAreNoticed) {
  const ImageModel cnn = model({}), vit = model({}, "vit");
  const Faulty mirrored(cnn.network->weights(), "conv2", 5, Faulty::kMirrored),
      transposed(cnn.network->weights(), "conv1", 5, Faulty::kTransposed),
      patch(vit.network->weights(), "patches", 7, Faulty::kTransposed);
  EXPECT_GT(logit_error(logits("cnn", &mirrored), "cnn"), 1);
  EXPECT_GT(logit_error(logits("cnn", &transposed), "cnn"), 1);
  EXPECT_GT(logit_error(logits("vit", &patch), "vit"), 1);
}

TEST(ImageModel, TheConvolutionalNetworkHasAsManyRightAsItsTrainingFound) {
  const Json json = result({});
  EXPECT_EQ(json["fidelity"], "values");
  EXPECT_EQ(json["accuracy"]["images"], 10000);
  EXPECT_EQ(json["accuracy"]["right"], 9262);
  EXPECT_FALSE(json["accuracy"].contains("reference"));
}

TEST(ImageModel, TheTransformerHasAsManyRightAsItsTrainingFound) {
  EXPECT_EQ(result({}, "vit")["accuracy"]["right"], 9122);
}

TEST(ImageModel, WhatIsQuantisedStandsBesideFp32OnTheSameImages) {
  const Json json = result({"workload.predictions=300", "quantize.weights=int3", "quantize.activations=int4"});
  const Json& accuracy = json["accuracy"];
  EXPECT_EQ(accuracy["reference"]["right"], result({"workload.predictions=300"})["accuracy"]["right"]);
  const int right = accuracy["right"], reference = accuracy["reference"]["right"];
  EXPECT_EQ(accuracy["flipped"]["to_right"].get<int>() - accuracy["flipped"]["to_wrong"].get<int>(), right - reference);
  EXPECT_GT(accuracy["flipped"]["images"], 0);
  EXPECT_GT(accuracy["delta_top1_standard_error"], 0);
  EXPECT_NEAR(accuracy["logit_sqnr_db"], 10, 7);
  ASSERT_EQ(json["layers"].size(), 4u);
  EXPECT_EQ(json["layers"][1]["name"], "conv2");
  EXPECT_EQ(json["layers"][1]["k"], 400);
  EXPECT_NEAR(json["layers"][1]["weight_sqnr_db"], 11, 3);
}

TEST(ImageModel, MoreBitsLoseLess) {
  for (const char* network : {"cnn", "vit"}) {
    double before = 0;
    for (const char* type : {"int3", "int4", "int6", "int8"}) {
      const Json json = result({"workload.predictions=100", std::string("quantize.weights=") + type}, network);
      EXPECT_GT(json["accuracy"]["logit_sqnr_db"].get<double>(), before + 3) << network << type;
      before = json["accuracy"]["logit_sqnr_db"];
    }
  }
}

TEST(ImageModel, APeComputesConvolutionsAndLinearLayers) {
  for (const char* stem : {"fp16_mac", "bitmod", "int8_mac", "nvfp4_dot", "mixpe_w4a8"}) {
    const std::string arithmetic = std::string("arithmetic=") + stem;
    const Json cnn = result({"workload.predictions=4", arithmetic}),
               vit = result({"workload.predictions=4", arithmetic}, "vit");
    EXPECT_GT(cnn["accuracy"]["logit_sqnr_db"], 10) << stem;
    EXPECT_GT(vit["accuracy"]["logit_sqnr_db"], 5) << stem;
  }
}

TEST(ImageModel, WhatAPeCostsFallsIntoItsOperandsAndItsDatapath) {
  for (const char* network : {"cnn", "vit"}) {
    const std::string few = "workload.predictions=50";
    const Json format = result({few, "quantize.as_pe=bitmod", "pe.parameters.weight_mode=fp3"}, network)["accuracy"];
    const Json whole = result({few, "arithmetic=bitmod", "pe.parameters.weight_mode=fp3"}, network)["accuracy"];
    const Json datapath =
        result({few, "arithmetic=bitmod", "pe.parameters.weight_mode=fp3", "reference=operands"}, network)["accuracy"];
    EXPECT_EQ(datapath["right"], whole["right"]);
    EXPECT_EQ(datapath["reference"]["right"], format["right"]);
    EXPECT_NE(datapath["reference"]["description"], whole["reference"]["description"]);
    // Three bits cost far more than what a sum of aligned terms loses.
    EXPECT_GT(datapath["logit_sqnr_db"].get<double>(), format["logit_sqnr_db"].get<double>() + 20) << network;
    EXPECT_NEAR(whole["logit_sqnr_db"], format["logit_sqnr_db"], 0.5);
  }
}

TEST(ImageModel, LayersAreChosenByTheirNames) {
  const std::string few = "workload.predictions=10";
  const std::string fp32 = result({few})["output_sha256"];
  EXPECT_EQ(result({few, "quantize.weights=int4",
                    "layers={conv1: exact, conv2: exact, fc1: exact, fc2: exact}"})["output_sha256"],
            fp32);
  EXPECT_NE(result({few, "quantize.weights=int4", "layers={conv1: exact, conv2: exact, fc1: exact}"})["output_sha256"],
            fp32);
  EXPECT_NE(result({few, "arithmetic=fp16_mac", "layers.attention=pe"}, "vit")["output_sha256"],
            result({few, "arithmetic=fp16_mac"}, "vit")["output_sha256"]);
}

TEST(ImageModel, ALayerMayHaveItsOwnTypeUnderItsName) {
  const std::string few = "workload.predictions=10";
  const Json four = result({few, "quantize.weights=int4"}), eight = result({few, "quantize.weights=int8"}),
             mixed = result({few, "quantize.weights=int4", "layers.conv2.weights=int8"});
  ASSERT_EQ(mixed["layers"][1]["name"], "conv2");
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(mixed["layers"][i]["weight_sqnr_db"], (i == 1 ? eight : four)["layers"][i]["weight_sqnr_db"]) << i;
  }
}

TEST(ImageModel, AnImagesLogitsDependOnNoOtherImage) {
  for (const char* stem : {"nvfp4_dot", "mixpe_w4a16", "fp8_mac"}) {
    const ImageModel read = model({"workload.predictions=2", std::string("arithmetic=") + stem});
    Computation computation(read.arithmetic, read.network->weights(), [](const std::string& name) { return name; });
    const auto runner = read.network->runner(computation.products());
    const Matrix both = runner->logits(read.pixels.data(), 2), second = runner->logits(read.pixels.data() + 784, 1);
    EXPECT_EQ(std::vector<float>(both.row(1), both.row(1) + 10), second.values) << stem;
  }
}

TEST(ImageModel, TheResultIsTheSameOnAnyNumberOfThreads) {
  for (const char* network : {"cnn", "vit"}) {
    const std::vector<std::string> overrides = {"workload.predictions=70", "quantize.weights=bitmod4",
                                                "quantize.activations=int8", "quantize.kv=int4"};
    expect_same_on_any_threads([&] { return result(overrides, network); });
  }
}

std::string refusal(std::vector<std::string> overrides) {
  try {
    read_image_model(config::Document::load(kConfig, overrides));
  } catch (const config::ConfigError& error) {
    return error.what();
  }
  return "no error";
}

TEST(ImageModel, BadConfigurationsSayWhereAndWhatWasExpected) {
  const auto expect = [&](const std::vector<std::string>& overrides, const std::string& part) {
    const std::string message = refusal(overrides);
    EXPECT_NE(message.find(part), std::string::npos) << message;
  };
  const lop::test::TemporaryFolder folder;
  const std::string labels = kFashion + "test_labels.idx.gz", images = kFashion + "test_images.idx.gz";
  expect({"workload.network=nowhere.json"}, "workload.network: no file");
  expect({"workload.network=" + kConfig}, "expected JSON of a network on images");
  expect({"workload.images=" + labels}, "test_labels.idx.gz: has 1 dimensions; expected 3");
  expect({"workload.labels=" + images}, "test_images.idx.gz: has 3 dimensions; expected 1");
  const std::string head("\0\0\x08\x01\0\0\0", 7);
  expect({"workload.labels=" + folder.write("two.idx", head + "\x02" + "ab").string()},
         "has 2 labels for 10000 images");
  expect({"workload.predictions=0"}, "workload.predictions");
  expect({"quantize.weights=int9"}, "'int9': expected none, int2..int8");
  expect({"quantize.as_pe=bitmode"}, "quantize.as_pe");
  expect({"quantize.as_pe=bitmod", "arithmetic=bitmod"}, "expected arithmetic: exact, or no quantize.as_pe");
  expect({"quantize.as_pe=bitmod", "reference=operands"}, "operands: expected arithmetic: the stem of a PE");
  expect({"quantize.as_pe=bitmod", "pe.parameters.weight_mode=fp5"}, "weight_mode");
  expect({"quantize.as_pe=bitmod", "quantize.scales=none"}, "expected a PE of floats or posits of at most 8 bits");
  expect({"quantize.scales=none"}, "expected a PE of floats or posits of at most 8 bits");
  expect({"pe.parameters.weight_mode=fp4"}, "expected arithmetic: the stem of a PE, or quantize.as_pe");
  expect({"layers.conv3=exact", "arithmetic=bitmod"}, "conv3");
  expect({"layers.attention=pe"}, "expected arithmetic: the stem of a PE");
  const std::string clipped = model({"workload.predictions=20000"}).notes[0];
  EXPECT_EQ(clipped, "workload.predictions: 20000 were asked for, there are 10000 images");
}

TEST(ClassScores, FlipsAndTheErrorOfTheDifferenceAreCountedImageByImage) {
  const std::vector<std::size_t> reference = {0, 1, 2, 3, 4, 5, 6, 7}, classes = {0, 1, 9, 3, 4, 2, 6, 8};
  const ClassComparison comparison = compare(classes, reference, {0, 1, 2, 9, 9, 2, 6, 7});
  EXPECT_EQ(comparison.reference.right, 5u);
  EXPECT_EQ(comparison.flipped, 3u);
  EXPECT_EQ(comparison.to_right, 1u);
  EXPECT_EQ(comparison.to_wrong, 2u);
  EXPECT_DOUBLE_EQ(comparison.delta_top1, -1.0 / 8);
  // Differences -1, -1, 1 and five zeros around -1/8: squares 2.875, of eight.
  EXPECT_DOUBLE_EQ(comparison.delta_top1_standard_error, std::sqrt(2.875 / 7 / 8));
  Matrix logits(2, 3);
  logits.values = {1, 3, 3, -1, -2, -3};
  EXPECT_EQ(classes_of(logits), (std::vector<std::size_t>{1, 0}));
  EXPECT_TRUE(std::isnan(compare({1}, {1}, {1}).delta_top1_standard_error));
}

}  // namespace
}  // namespace lop::accuracy
