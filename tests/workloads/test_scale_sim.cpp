// Topology files of SCALE-Sim: what becomes of a line, and which lines are refused.
#include <gtest/gtest.h>

#include "configs/reader/document.hpp"
#include "tests/support/temporary_folder.hpp"
#include "workloads/loader.hpp"
#include "workloads/scale_sim.hpp"

namespace lop::workloads {
namespace {

const std::string kTitles =
    "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,\n";

std::vector<Layer> read(const std::string& text) {
  const lop::test::TemporaryFolder folder;
  return read_scale_sim(folder.write("net.csv", text));
}

TEST(ScaleSim, AConvolutionHasTheSizesThatScaleSimGivesIt) {
  // SCALE-Sim counts ceil((IFMAP - filter + stride) / stride) places.
  const std::vector<Layer> layers = read(kTitles + "Conv1, 224, 224, 7, 7, 3, 64, 2,\r\n\n\tFC,1,1,1,1,512,1000,1\n");
  ASSERT_EQ(layers.size(), 2u);
  EXPECT_EQ(layers[0].name, "Conv1");
  EXPECT_EQ(layers[0].m, 110 * 110);
  EXPECT_EQ(layers[0].k, 7 * 7 * 3);
  EXPECT_EQ(layers[0].n, 64);
  EXPECT_EQ(layers[0].count, 1);
  // 109 strides of 2 and a window
  EXPECT_EQ(layers[0].convolution->input.height, 225);
  EXPECT_EQ(layers[1].name, "FC");
  EXPECT_EQ(layers[1].m, 1);
  EXPECT_EQ(layers[1].k, 512);
  EXPECT_EQ(layers[1].n, 1000);
}

TEST(ScaleSim, ADepthwiseLayerRunsOnceAChannel) {
  const Layer layer = read(kTitles + "DP1, 114, 114, 3, 3, 32, 1, 1,\n").front();
  EXPECT_EQ(layer.m, 112 * 112);
  EXPECT_EQ(layer.k, 9);
  EXPECT_EQ(layer.n, 1);
  EXPECT_EQ(layer.count, 32);
}

TEST(ScaleSim, StridesMayDifferDownAndAcross) {
  const Layer layer =
      read(
          "Layer name,IFMAP height,IFMAP width,Filter height,Filter width,Channels,Num filter,Stride height,"
          "Stride width,\na,9,9,3,3,2,4,2,3,\n")
          .front();
  EXPECT_EQ(layer.m, 4 * 3);
}

TEST(ScaleSim, AGemmHasItsSidesInScaleSimsOrder) {
  const Layer layer = read("Layer, M, N, K,\nqkv, 197, 2304, 768,\n").front();
  EXPECT_EQ(layer.m, 197);
  EXPECT_EQ(layer.n, 2304);
  EXPECT_EQ(layer.k, 768);
  EXPECT_FALSE(layer.convolution.has_value());
}

TEST(ScaleSim, AFileIsAWorkloadNamedAfterIt) {
  const lop::test::TemporaryFolder folder;
  folder.write("yolo.csv", "Layer, M, N, K,\na, 2, 3, 4,\n");
  const auto load = [&](const std::string& section) {
    const auto document = config::Document::load(folder.write("system.yaml", "workload: " + section + "\n"));
    return load_workload(document.root().map("workload"));
  };
  const Workload workload = load("{file: yolo.csv}");
  EXPECT_EQ(workload.name, "yolo");
  EXPECT_EQ(workload.layers.front().role, "a");
  EXPECT_THROW(load("{file: yolo.csv, batch: 3}"), config::ConfigError);
  folder.write("yolo.csv", "Layer, M, N, K,\na, 16777216, 16777216, 16777216,\n");
  EXPECT_THROW(load("{file: yolo.csv}"), config::ConfigError);
}

struct Refusal {
  std::string text, place, expected;
};

TEST(ScaleSim, RefusesEveryDefectWithLineAndColumn) {
  for (const Refusal& refusal : std::vector<Refusal>{
           {"", "net.csv:1:1:", "a line of titles"},
           {kTitles, "net.csv:1:1:", "one a layer"},
           {"Layer name, IFMAP Height, IFMAP Wide, Filter Height, Filter Width, Channels, Num Filter, Strides,\n",
            "net.csv:1:27:", "expected the titles"},
           {"Layer, M, K, N,\na, 1, 1, 1,\n", "net.csv:1:11:", "layer, m, n, k"},
           {kTitles + "a, 4, 4, 3, 3, 2, 8,\n", "net.csv:2:19:", "expected 8 cells"},
           {kTitles + "a, 4, 4, 3, 3, 2, 8, 1, 1:2,\n", "net.csv:2:25:", "found 9"},
           {kTitles + "a, 4, 4, 3, 3, 2, 8, 1,\n, 4, 4, 3, 3, 2, 8, 1,\n", "net.csv:3:1:", "the layer's name"},
           {kTitles + "\xc3\xa9, 4, 4, 3, 3, 2, x8, 1,\n", "net.csv:2:19:", "num filter: found \"x8\""},
           {kTitles + "a, 0, 4, 3, 3, 2, 8, 1,\n", "net.csv:2:4:", "ifmap height: found \"0\""},
           {kTitles + "a, 4, 4, 3, , 2, 8, 1,\n", "net.csv:2:13:", "filter width: found \"\""},
           {kTitles + "a, 4, 4, 3, 5, 2, 8, 1,\n", "net.csv:2:13:", "larger than its IFMAP"},
           {kTitles + "a, 65536, 65536, 1, 1, 2, 8, 1,\n", "net.csv:2:4:", "at most 2^24"},
           {kTitles + "a, 4, 4, 3, 3, 2, 8, 1,\na, 4, 4, 3, 3, 2, 8, 1,\n", "net.csv:3:1:", "'a' as well"},
       }) {
    try {
      read(refusal.text);
      ADD_FAILURE() << "accepted: " << refusal.text;
    } catch (const config::ConfigError& error) {
      const std::string text = error.what();
      EXPECT_NE(text.find(refusal.place), std::string::npos) << text;
      EXPECT_NE(text.find(refusal.expected), std::string::npos) << text;
    }
  }
}

}  // namespace
}  // namespace lop::workloads
