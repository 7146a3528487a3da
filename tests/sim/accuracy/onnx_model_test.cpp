// The shipped networks from their ONNX files: against PyTorch's logits, and against the same networks from JSON.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>

#include "configs/reader/config_error.hpp"
#include "sim/accuracy/image_model.hpp"
#include "tests/sim/accuracy/comparisons.hpp"
#include "tests/support/temporary_folder.hpp"

namespace lop::accuracy {
namespace {

using Json = nlohmann::ordered_json;

const std::string kConfig = LOP_SOURCE_DIR "/configs/accuracy/image_network.yaml";
const std::string kFashion = LOP_SOURCE_DIR "/workloads/fashion_mnist/";

ImageModel model(std::vector<std::string> overrides, const std::string& file) {
  overrides.push_back("workload.network=" + file);
  return read_image_model(config::Document::load(kConfig, overrides));
}

Json result(const std::vector<std::string>& overrides, const std::string& file) {
  const ImageModel read = model(overrides, kFashion + file);
  return image_model_result(read, run_image_model(read, nullptr), {});
}

double logit_error(const std::string& network) {
  const ImageModel read = model({}, kFashion + network + ".onnx");
  network::Fp32Products products;
  return accuracy::logit_error(read.network->runner(products)->logits(read.pixels.data(), 100), network);
}

// Another order of summation than ours: 1e-4, of logits around 10, as for the networks in JSON.
TEST(OnnxModel, LogitsAreThoseOfPyTorchOnTheFirstHundredImages) {
  for (const char* network : {"cnn", "vit"}) EXPECT_LT(logit_error(network), 1e-4) << network;
}

// Convolutions, their windows' order and all sums are the same.
TEST(OnnxModel, TheConvolutionalNetworkHasTheBitsThatItHasFromJson) {
  const std::vector<std::vector<std::string>> settings = {
      {"workload.predictions=all"},
      {"workload.predictions=300", "quantize.weights=int4", "quantize.activations=int8", "layers.conv1=exact"},
      {"workload.predictions=20", "arithmetic=int8_mac"},
      {"workload.predictions=20", "arithmetic=bitmod", "reference=operands"},
      {"workload.predictions=20", "quantize.as_pe=nvfp4_dot"}};
  for (const auto& some : settings) {
    const Json onnx = result(some, "cnn.onnx"), json = result(some, "cnn.json");
    EXPECT_EQ(onnx["output_sha256"], json["output_sha256"]) << some.back();
    EXPECT_EQ(onnx["accuracy"], json["accuracy"]) << some.back();
    EXPECT_EQ(onnx["layers"], json["layers"]) << some.back();
  }
  EXPECT_EQ(result({}, "cnn.onnx")["accuracy"]["right"], 9262);
}

// Norms and GELU are taken apart into operators that each round: not the bits, but the classes.
TEST(OnnxModel, TheTransformerHasAsManyRightAsItsTrainingFound) {
  EXPECT_EQ(result({}, "vit.onnx")["accuracy"]["right"], 9122);
}

TEST(OnnxModel, TheTransformersLayersAreThoseOfJsonUnderTheNamesOfTheirNodes) {
  const std::vector<std::string> some = {"workload.predictions=100", "quantize.weights=int6", "quantize.kv=int6"};
  const Json onnx = result(some, "vit.onnx"), json = result(some, "vit.json");
  ASSERT_EQ(onnx["layers"].size(), json["layers"].size());
  for (std::size_t i = 0; i < json["layers"].size(); ++i) {
    EXPECT_EQ(onnx["layers"][i]["n"], json["layers"][i]["n"]);
    EXPECT_EQ(onnx["layers"][i]["weight_sqnr_db"], json["layers"][i]["weight_sqnr_db"]);
    EXPECT_NEAR(onnx["layers"][i]["sqnr_db"], json["layers"][i]["sqnr_db"], 0.1);
  }
  EXPECT_NEAR(onnx["accuracy"]["logit_sqnr_db"], json["accuracy"]["logit_sqnr_db"], 0.1);
  EXPECT_EQ(onnx["layers"][1]["name"], "/MatMul_1");
  EXPECT_EQ(onnx["layers"].back()["name"], "head");
}

TEST(OnnxModel, AttentionGoesThroughThePeAndItsCacheWhereItIsAsked) {
  const std::string few = "workload.predictions=10", pe = "arithmetic=fp16_mac";
  const std::string exact = result({few, pe}, "vit.onnx")["output_sha256"];
  for (const char* role : {"scores", "values", "attention"}) {
    const std::string key = std::string("layers.") + role + "=pe";
    const Json onnx = result({few, pe, key}, "vit.onnx"), json = result({few, pe, key}, "vit.json");
    EXPECT_NE(onnx["output_sha256"], exact) << role;
    EXPECT_NEAR(onnx["accuracy"]["logit_sqnr_db"], json["accuracy"]["logit_sqnr_db"], 2) << role;
  }
  EXPECT_NE(result({few, "quantize.kv=int4"}, "vit.onnx")["output_sha256"], result({few}, "vit.onnx")["output_sha256"]);
}

TEST(OnnxModel, TheResultIsTheSameOnAnyNumberOfThreads) {
  const std::vector<std::string> some = {"workload.predictions=70", "quantize.weights=bitmod4",
                                         "quantize.activations=int8", "quantize.kv=int4"};
  for (const char* file : {"cnn.onnx", "vit.onnx"}) expect_same_on_any_threads([&] { return result(some, file); });
}

TEST(OnnxModel, TheOutlineHasTheMacsOfTheNetworkInJson) {
  for (const std::string name : {"cnn", "vit"}) {
    EXPECT_EQ(model({}, kFashion + name + ".onnx").network->macs_per_image(),
              model({}, kFashion + name + ".json").network->macs_per_image());
  }
}

class OnnxConfigurations : public testing::Test {
 protected:
  /// A copy of cnn.onnx without its metadata, which are its last bytes, or with `more` after it.
  std::filesystem::path copy(const std::string& name, std::size_t left_out, const std::string& more = "") {
    std::ifstream stream(kFashion + "cnn.onnx", std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    return folder.write(name, bytes.substr(0, bytes.size() - left_out) + more);
  }

  void expect_refusal(const std::vector<std::string>& overrides, const std::string& file, const std::string& part) {
    try {
      model(overrides, file);
      ADD_FAILURE() << "no error; expected " << part;
    } catch (const config::ConfigError& error) {
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
  }

  static constexpr std::size_t kMetadata = 31;  // mean, std
  test::TemporaryFolder folder;
};

TEST_F(OnnxConfigurations, TheScaleOfPixelsIsOfTheFileOrOfTheConfiguration) {
  const std::string plain = copy("plain.onnx", kMetadata).string();
  expect_refusal({}, plain, "missing key mean; the ONNX file has no metadata 'mean' that would take its place");
  expect_refusal({"workload.mean=0.2861"}, plain, "missing key deviation; the ONNX file has no metadata 'std'");
  expect_refusal({"workload.mean=x"}, plain, "workload.mean: found text \"x\"");
  expect_refusal({"workload.mean=[0.1, 0.2]", "workload.deviation=1"}, plain, "has 2 numbers for 1 channels");
  expect_refusal({"workload.mean=0", "workload.deviation=0"}, plain, "workload.deviation: 0 is out of range");
  expect_refusal({"workload.mean=0"}, kFashion + "cnn.json", "mean");
  const auto hash = [](const ImageModel& read) { return run_image_model(read, nullptr).output_sha256; };
  const std::string few = "workload.predictions=5", shipped = kFashion + "cnn.onnx";
  const std::string own = hash(model({few}, shipped));
  EXPECT_EQ(hash(model({few, "workload.mean=0.2861", "workload.deviation=[0.3529]"}, plain)), own);
  EXPECT_NE(hash(model({few, "workload.mean=0.5"}, shipped)), own);
}

TEST_F(OnnxConfigurations, DamagedFilesAndOtherImagesAreRefused) {
  expect_refusal({}, copy("cut.onnx", 100000).string(), "cut.onnx: is damaged, or no ONNX file");
  expect_refusal({"layers.conv3=exact"}, kFashion + "cnn.onnx", "conv3");
  expect_refusal({"workload.images=" + kFashion + "test_labels.idx.gz"}, kFashion + "cnn.onnx", "has 1 dimensions");
}

}  // namespace
}  // namespace lop::accuracy
