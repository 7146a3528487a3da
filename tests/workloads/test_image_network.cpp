// JSON files of networks on images, and IDX files: what is read, and what is refused with its place.
#include <gtest/gtest.h>

#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>

#include "tests/support/temporary_folder.hpp"
#include "workloads/idx_file.hpp"
#include "workloads/image_network_file.hpp"

namespace lop::workloads {
namespace {

using lop::test::TemporaryFolder;

const std::string kFashion = LOP_SOURCE_DIR "/workloads/fashion_mnist/";

StoredTensor zeros(const std::string& name, const std::vector<std::uint64_t>& shape) {
  std::uint64_t elements = 1;
  for (const std::uint64_t extent : shape) elements *= extent;
  return {name, Dtype::kF32, shape, std::vector<std::uint8_t>(4 * elements)};
}

/// A convolution of two channels, flattened, and a linear layer.
const std::string kNetwork = R"({"name": "small", "weights": "w.safetensors", "parameters": 61, "macs_per_image": 118,
  "input": {"channels": 1, "height": 3, "width": 4, "mean": 0.5, "std": 0.25},
  "layers": [
    {"name": "c", "op": "conv2d", "in_channels": 1, "out_channels": 2, "kernel": 2, "stride": 1, "padding": 0,
     "weight": "c.w", "bias": "c.b"},
    {"name": "r", "op": "relu"},
    {"name": "f", "op": "flatten"},
    {"name": "l", "op": "linear", "in_features": 12, "out_features": 3, "weight": "l.w", "bias": "l.b"}]})";

std::string with(const std::string& from, const std::string& to) {
  std::string text = kNetwork;
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

class ImageNetworks : public testing::Test {
 protected:
  ImageNetworks() {
    write_safetensors(folder / "w.safetensors", {zeros("c.w", {2, 1, 2, 2}), zeros("c.b", {2}), zeros("l.w", {3, 12}),
                                                 zeros("l.b", {3}), zeros("flat", {2, 4})});
  }

  std::string refusal(const std::string& text) {
    try {
      read_image_network(folder.write("n.json", text));
    } catch (const ImageNetworkError& error) {
      return error.what();
    } catch (const TensorFileError& error) {
      return error.what();
    }
    return "no error";
  }

  void expect(const std::string& from, const std::string& to, const std::string& part) {
    const std::string message = refusal(with(from, to));
    EXPECT_NE(message.find("n.json"), std::string::npos) << message;
    EXPECT_NE(message.find(part), std::string::npos) << message;
  }

  TemporaryFolder folder;
};

TEST_F(ImageNetworks, AFileIsReadWithItsShapesAndItsCounts) {
  const std::string text = with("\"parameters\": 61", "\"parameters\": 49");
  const ImageNetworkFile file = read_image_network(folder.write(
      "n.json", std::string(text).replace(text.find("\"macs_per_image\": 118"), 21, "\"macs_per_image\": 84")));
  const auto shapes = network::value_shapes(file.network);
  EXPECT_EQ(shapes[1].text(), "[2, 2, 3]");
  EXPECT_EQ(shapes[3].text(), "[12]");
  EXPECT_EQ(shapes[4].text(), "[3]");
  EXPECT_EQ(network::macs_per_image(file.network), 2u * 2 * 3 * 4 + 12 * 3);
  EXPECT_TRUE(file.weights->has("c.weight"));
  EXPECT_EQ(file.weights->matrix("c.weight", 2, 4).values.size(), 8u);
}

TEST_F(ImageNetworks, CountsThatTheFileStatesAreChecked) {
  EXPECT_NE(refusal(kNetwork).find("parameters: is 61; the layers have 49"), std::string::npos) << refusal(kNetwork);
  expect("\"parameters\": 61", "\"parameters\": 49", "macs_per_image: is 118; the layers have 84");
}

TEST_F(ImageNetworks, GraphsThatDoNotFitAreRefusedWithTheirLayer) {
  expect("\"op\": \"relu\"", "\"op\": \"tanh\"",
         "layers[1] 'r': op: 'tanh' is not known; expected one of add, attention");
  expect("\"op\": \"relu\"", "\"op\": \"relu\", \"slope\": 1", "layers[1] 'r': slope: unknown key");
  expect("\"in_features\": 12", "\"in_features\": 13", "layers[3] 'l': in_features is 13; its input is [12]");
  expect("\"in_channels\": 1", "\"in_channels\": 3", "layers[0] 'c': in_channels is 3; its input is [1, 3, 4]");
  expect("\"kernel\": 2", "\"kernel\": 4", "layers[0] 'c': a kernel of 4 does not fit a side of 3");
  expect("\"kernel\": 2", "\"kernel\": 0", "layers[0] 'c': kernel: expected an integer from 1");
  expect("\"stride\": 1, ", "", "layers[0] 'c': stride: missing key");
  expect("\"op\": \"relu\"", "\"op\": \"relu\", \"input\": \"l\"", "'l' is neither a layer before this one nor input");
  expect("\"op\": \"relu\"", "\"op\": \"add\"", "layers[1] 'r': has 1 inputs; expected 2");
  expect("\"op\": \"relu\"", "\"op\": \"add\", \"inputs\": [\"c\", \"input\"]", "adds [2, 2, 3] and [1, 3, 4]");
  expect("\"op\": \"relu\"", "\"op\": \"select_token\", \"index\": 0", "expected [tokens, features]");
  expect("\"name\": \"r\"", "\"name\": \"c\"", "name: is that of another layer too");
  expect("\"std\": 0.25", "\"std\": 0", "input: std: expected a positive number");
  EXPECT_NE(refusal("{").find("expected JSON"), std::string::npos);
  EXPECT_NE(refusal("[]").find("expected an object"), std::string::npos);
}

TEST_F(ImageNetworks, TensorsThatAreMissingOrOfAnotherShapeAreNamed) {
  expect("\"weight\": \"l.w\"", "\"weight\": \"l.x\"", "layers[3] 'l': weight: no tensor 'l.x' in ");
  expect("\"weight\": \"c.w\"", "\"weight\": \"flat\"", "has shape [2, 4]; expected [2, 1, 2, 2]");
  expect("\"bias\": \"c.b\"", "\"bias\": \"l.b\"", "layers[0] 'c': bias:");
  const std::string message = refusal(with("w.safetensors", "none.safetensors"));
  EXPECT_NE(message.find("none.safetensors: no such file"), std::string::npos) << message;
}

TEST(ImageNetworkFiles, TheShippedOnesHaveTheirOwnCounts) {
  EXPECT_EQ(network::macs_per_image(read_image_network(kFashion + "cnn.json").network), 3024384u);
  EXPECT_EQ(network::macs_per_image(read_image_network(kFashion + "vit.json").network), 2984064u);
}

std::string idx_refusal(const TemporaryFolder& folder, const std::string& bytes, const char* name = "x.idx") {
  try {
    read_idx(folder.write(name, bytes), 2);
  } catch (const DataFileError& error) {
    return error.what();
  }
  return "no error";
}

std::string idx(unsigned dimensions, std::vector<unsigned> extents, std::size_t bytes) {
  std::string text{'\0', '\0', '\x08', static_cast<char>(dimensions)};
  for (const unsigned extent : extents) {
    for (int shift = 24; shift >= 0; shift -= 8) text.push_back(static_cast<char>(extent >> shift));
  }
  for (std::size_t i = 0; i < bytes; ++i) text.push_back(static_cast<char>(i));
  return text;
}

TEST(IdxFiles, ExtentsAndBytesAreReadPlainOrCompressed) {
  const TemporaryFolder folder;
  const std::string plain = idx(2, {2, 300}, 600);
  std::string packed;
  boost::iostreams::filtering_ostream sink;
  sink.push(boost::iostreams::gzip_compressor());
  sink.push(boost::iostreams::back_inserter(packed));
  sink << plain;
  sink.reset();
  for (const auto& file : {folder.write("a.idx", plain), folder.write("b.idx.gz", packed)}) {
    const IdxFile read = read_idx(file, 2);
    EXPECT_EQ(read.extents, (std::vector<std::size_t>{2, 300}));
    ASSERT_EQ(read.bytes.size(), 600u);
    EXPECT_EQ(read.bytes[257], 1);
  }
}

TEST(IdxFiles, WrongOnesSayWhatWasExpected) {
  const TemporaryFolder folder;
  const auto expect = [&](const std::string& message, const std::string& part) {
    EXPECT_NE(message.find("x.idx"), std::string::npos) << message;
    EXPECT_NE(message.find(part), std::string::npos) << message;
  };
  expect(idx_refusal(folder, "no"), "expected one that begins with 0, 0, 8");
  expect(idx_refusal(folder, idx(1, {4}, 4)), "has 1 dimensions; expected 2");
  expect(idx_refusal(folder, idx(2, {4}, 0)), "ends within its header");
  expect(idx_refusal(folder, idx(2, {2, 3}, 5)), "has 5 bytes after its header");
  expect(idx_refusal(folder, idx(2, {0xffffffff, 0xffffffff}, 1)), "its extents make another number");
  expect(idx_refusal(folder, idx(2, {2, 3}, 6), "x.idx.gz"), "is no gzip file");
}

}  // namespace
}  // namespace lop::workloads
