// Networks that other tools wrote, with the operators and the shape computations they write, against PyTorch's logits.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>

#include "models/network/graph/graph_network.hpp"
#include "workloads/onnx_file.hpp"

namespace lop::workloads {
namespace {

using network::Matrix;

const std::string kVectors = LOP_SOURCE_DIR "/tests/vectors/";

/// FP32, with what was asked for.
class Recorder : public network::Fp32Products {
 public:
  std::unique_ptr<network::Product> linear(const std::string& name, Matrix weights) override {
    ++groups[name];
    return Fp32Products::linear(name, std::move(weights));
  }
  std::unique_ptr<network::Product> attention(network::AttentionProduct which, std::size_t,
                                              const Matrix& weights) const override {
    const std::lock_guard lock(mutex);
    ++(which == network::AttentionProduct::kScores ? scores : values);
    return network::fp32_product(weights);
  }

  std::map<std::string, int> groups;
  mutable int scores = 0, values = 0;
  mutable std::mutex mutex;
};

// Another order of summation than FP64's: 2e-6 of logits around 1.
void expect_logits_of_pytorch(const std::string& name, Recorder& recorder) {
  const auto json = nlohmann::json::parse(std::ifstream(kVectors + "onnx_networks.json"));
  const network::PixelScale scale{json["mean"].get<std::vector<float>>(), json["deviation"].get<std::vector<float>>()};
  const network::graph::GraphNetwork network(read_onnx(kVectors + "onnx_" + name + ".onnx").graph, scale);
  const std::size_t images = json["images"];
  std::vector<std::uint8_t> pixels(images * network.image().elements());
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i * i + 7 * i);
  const Matrix logits = network.runner(recorder)->logits(pixels.data(), images);
  ASSERT_EQ(logits.rows, images);
  for (std::size_t i = 0; i < images; ++i) {
    ASSERT_EQ(logits.columns, json[name][i].size());
    for (std::size_t c = 0; c < logits.columns; ++c) {
      EXPECT_NEAR(logits(i, c), json[name][i][c].get<double>(), 2e-6) << name << i << "," << c;
    }
  }
  EXPECT_GT(std::abs(logits(0, 0) - logits(1, 0)), 1e-3) << "the images differ";
}

TEST(OnnxNetworks, DepthwiseConvolutionsAndBatchNormalisation) {
  Recorder recorder;
  expect_logits_of_pytorch("mobile", recorder);
  EXPECT_EQ(recorder.groups,
            (std::map<std::string, int>{{"first.0", 1}, {"depth.0", 8}, {"point", 1}, {"grouped", 2}, {"head", 1}}));
  EXPECT_EQ(recorder.scores, 0);
}

TEST(OnnxNetworks, AttentionOfPyTorchWithASymbolicBatch) {
  Recorder recorder;
  expect_logits_of_pytorch("encoder", recorder);
  EXPECT_EQ(
      recorder.groups,
      (std::map<std::string, int>{
          {"patches", 1}, {"/attention/MatMul", 1}, {"attention.out_proj", 1}, {"up", 1}, {"down", 1}, {"head", 1}}));
  EXPECT_EQ(recorder.scores, 10);  // two heads of five images
  EXPECT_EQ(recorder.values, 10);
}

}  // namespace
}  // namespace lop::workloads
