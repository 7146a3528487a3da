// Convolutions in lists of layers: their GEMMs, and four networks against their published sizes.
#include <gtest/gtest.h>

#include "configs/reader/document.hpp"
#include "tests/support/temporary_folder.hpp"
#include "workloads/loader.hpp"

namespace lop::workloads {
namespace {

Workload load_file(const lop::test::TemporaryFolder& folder, const std::string& file) {
  const auto document = config::Document::load(folder.write("system.yaml", "workload: {file: " + file + "}\n"));
  return load_workload(document.root().map("workload"));
}

/// A list with one convolution of these keys.
Layer convolution_of(const std::string& keys) {
  const lop::test::TemporaryFolder folder;
  folder.write("w.yaml", "kind: layers\nname: n\nsource: s\nlayers:\n  - {kind: convolution, name: c, " + keys + "}\n");
  return load_file(folder, "w.yaml").layers.front();
}

std::string error_of(const std::string& keys) {
  try {
    convolution_of(keys);
  } catch (const config::ConfigError& error) {
    EXPECT_EQ(error.place().line, 5) << error.what();
    return error.what();
  }
  return "no error";
}

/// Oracle: places of a window, by sliding it from the first padded element on until it leaves the padded input.
std::int64_t slid(std::int64_t input, std::int64_t kernel, std::int64_t stride, std::int64_t dilation,
                  std::int64_t padding) {
  std::int64_t places = 0;
  for (std::int64_t first = -padding;; first += stride, ++places) {
    for (std::int64_t i = 0; i < kernel; ++i) {
      if (first + i * dilation >= input + padding) return places;
    }
  }
}

// Rounding room / stride up instead of down fails here.
TEST(Convolution, AWindowHasAsManyPlacesAsSlidingItFinds) {
  for (std::int64_t input = 1; input <= 12; ++input) {
    for (std::int64_t kernel = 1; kernel <= 4; ++kernel) {
      for (std::int64_t stride = 1; stride <= 4; ++stride) {
        for (std::int64_t dilation = 1; dilation <= 3; ++dilation) {
          for (std::int64_t padding = 0; padding <= 3; ++padding) {
            EXPECT_EQ(tensor::window_places(input, kernel, stride, dilation, padding),
                      slid(input, kernel, stride, dilation, padding))
                << input << " " << kernel << " " << stride << " " << dilation << " " << padding;
          }
        }
      }
    }
  }
}

TEST(Convolution, BecomesAGemmOfOutputPixelsWindowsAndChannelsOnceAGroup) {
  const Layer layer = convolution_of(
      "input: [6, 10, 7], output_channels: 4, kernel: [3, 2], stride: [2, 1], padding: [1, 0], dilation: [1, 2], "
      "groups: 2, batch: 5, count: 3");
  // (10 + 2 - 3) / 2 + 1 = 5 rows, (7 - 3) / 1 + 1 = 5 columns
  EXPECT_EQ(layer.m, 5 * 5 * 5);
  EXPECT_EQ(layer.k, 3 * 2 * 3);
  EXPECT_EQ(layer.n, 2);
  EXPECT_EQ(layer.count, 3 * 2);
  EXPECT_EQ(layer.matrices, 3 * 2);
  ASSERT_TRUE(layer.convolution.has_value());
  EXPECT_EQ(layer.convolution->padding.height, 1);
  EXPECT_EQ(layer.convolution->dilation.width, 2);
}

TEST(Convolution, RefusesEveryDefectWithItsPlace) {
  const std::string pixels = "input: [4, 6, 6], output_channels: 6, ";
  for (const auto& [keys, expected] : std::vector<std::pair<std::string, std::string>>{
           {"output_channels: 6, kernel: [1, 1]", "input: missing key"},
           {"input: [4, 6], output_channels: 6, kernel: [1, 1]", "[channels, height, width], found 2"},
           {"input: [4, 65537, 1], output_channels: 6, kernel: [1, 1]", "2^16"},
           {"input: [4, 0, 1], output_channels: 6, kernel: [1, 1]", "input[1]: 0 is out of range"},
           {pixels + "kernel: [3]", "[height, width], found 1"},
           {pixels + "kernel: 3", "kernel: found"},
           {pixels + "kernel: [1, 1], stride: [0, 1]", "stride[0]: 0 is out of range"},
           {pixels + "kernel: [1, 1], padding: [0, -1]", "padding[1]: -1 is out of range"},
           {pixels + "kernel: [1, 1], groups: 3", "groups: expected a divisor of the input's channels (4)"},
           {pixels + "kernel: [1, 1], groups: 4", "groups: expected a divisor of output_channels (6)"},
           {pixels + "kernel: [7, 1]", "larger than the input"},
           {pixels + "kernel: [1, 3], dilation: [1, 3]", "larger than the input"},
           {"input: [1, 65536, 65536], output_channels: 1, kernel: [1, 1]", "at most 2^24"},
           {pixels + "kernel: [1, 1], strides: [2, 2]", "did you mean \"stride\""},
           {pixels + "kernel: [1, 1], m: 4", "m: "},
           {pixels + "kernel: [1, 1], weight: w", "no `tensors` file"},
       }) {
    EXPECT_NE(error_of(keys).find(expected), std::string::npos) << keys << ": " << error_of(keys);
  }
  EXPECT_EQ(error_of(pixels + "kernel: [3, 3], groups: 2"), "no error");
}

struct Published {
  const char* file;
  std::int64_t parameters;  // weights, biases of GEMMs, scale and shift of the batch norm behind each convolution
  double giga_macs;         // of an image, to two decimals
};

// Parameters to the unit and operations as torchvision publishes them with its weights.
// ResNet-18 without layer4.0.downsample fails here.
TEST(Network, ConvolutionalNetworksHaveTheirPublishedParametersAndMacs) {
  const lop::test::TemporaryFolder folder;
  for (const Published& network :
       {Published{"resnet_18", 11689512, 1.81}, Published{"resnet_50", 25557032, 4.09},
        Published{"mobilenet_v2", 3504872, 0.30}, Published{"efficientnet_b0", 5288548, 0.39}}) {
    std::int64_t parameters = 0, macs = 0;
    for (const Layer& layer :
         load_file(folder, std::string(LOP_SOURCE_DIR) + "/workloads/" + network.file + ".yaml").layers) {
      const std::int64_t beside_weights = layer.convolution ? 2 : 1;
      parameters += layer.count * layer.n * (layer.k + beside_weights);
      macs += layer.count * layer.m * layer.k * layer.n;
    }
    EXPECT_EQ(parameters, network.parameters) << network.file;
    EXPECT_NEAR(static_cast<double>(macs) / 1e9, network.giga_macs, 0.005) << network.file << " " << macs;
  }
}

}  // namespace
}  // namespace lop::workloads
