// Folders of weights, files of tokens: what they give, and what is said of bad ones.
#include <gtest/gtest.h>

#include <cstring>
#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <sstream>

#include "tests/support/temporary_folder.hpp"
#include "workloads/checkpoint.hpp"
#include "workloads/safetensors.hpp"
#include "workloads/token_file.hpp"

namespace lop::workloads {
namespace {

using test::TemporaryFolder;

template <typename Error, typename Action>
std::string message(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

void expect_in(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << text;
}

StoredTensor tensor_of(const std::string& name, const std::vector<std::uint64_t>& shape,
                       const std::vector<float>& values) {
  StoredTensor tensor{name, Dtype::kF32, shape, std::vector<std::uint8_t>(4 * values.size())};
  std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
  return tensor;
}

const StoredTensor kMatrix = tensor_of("a.weight", {3, 2}, {1, 2, 3, 4, 5, 6});
const StoredTensor kVector = tensor_of("b.weight", {2}, {7, 8});

void expect_both_tensors(const Checkpoint& checkpoint) {
  EXPECT_TRUE(checkpoint.has("a.weight"));
  EXPECT_FALSE(checkpoint.has("c.weight"));
  EXPECT_EQ(checkpoint.matrix("a.weight", 3, 2).values, (std::vector<float>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(checkpoint.rows("a.weight", 3, 2, 1, 1).values, (std::vector<float>{3, 4}));
  EXPECT_EQ(checkpoint.vector("b.weight", 2), (std::vector<float>{7, 8}));
}

TEST(Checkpoint, OneFileAndShardsGiveTheSameTensors) {
  const TemporaryFolder one, two;
  write_safetensors(one / "model.safetensors", {kMatrix, kVector});
  expect_both_tensors(Checkpoint(one.path()));
  write_safetensors(two / "x-1.safetensors", {kMatrix});
  write_safetensors(two / "x-2.safetensors", {kVector});
  two.write("model.safetensors.index.json",
            R"({"metadata": {}, "weight_map": {"a.weight": "x-1.safetensors", "b.weight": "x-2.safetensors"}})");
  expect_both_tensors(Checkpoint(two.path()));
}

TEST(Checkpoint, HalvesAreReadExactly) {
  const TemporaryFolder folder;
  // 1.5 and -2^-24 in FP16, 1.5 and -2 in BF16.
  write_safetensors(folder / "model.safetensors", {{"h", Dtype::kF16, {2}, {0x00, 0x3e, 0x01, 0x80}},
                                                   {"b", Dtype::kBf16, {2}, {0xc0, 0x3f, 0x00, 0xc0}},
                                                   {"i", Dtype::kI8, {2}, {1, 2}}});
  const Checkpoint checkpoint(folder.path());
  EXPECT_EQ(checkpoint.vector("h", 2), (std::vector<float>{1.5f, -0x1p-24f}));
  EXPECT_EQ(checkpoint.vector("b", 2), (std::vector<float>{1.5f, -2}));
  expect_in(message<TensorFileError>([&] { checkpoint.vector("i", 2); }), "expected F32, F16 or BF16, found I8");
}

TEST(Checkpoint, MissingAndMisshapenTensorsAreNamed) {
  const TemporaryFolder folder;
  write_safetensors(folder / "model.safetensors", {kMatrix});
  const Checkpoint checkpoint(folder.path());
  expect_in(message<TensorFileError>([&] { checkpoint.vector("q", 4); }),
            "tensor 'q': is missing; expected it with shape [4]");
  expect_in(message<TensorFileError>([&] { checkpoint.matrix("a.weight", 2, 3); }),
            "has shape [3, 2]; config.json makes it [2, 3]");
}

TEST(Checkpoint, DamagedFoldersSayWhatIsWrong) {
  const TemporaryFolder folder;
  const auto error = [&] { return message<TensorFileError>([&] { Checkpoint checkpoint(folder.path()); }); };
  expect_in(error(), "has no weights; expected model.safetensors");
  folder.write("model.safetensors", "short");
  expect_in(error(), "has 5 bytes; a safetensors file has at least 8");
  folder.write("model.safetensors", std::string("\x40\0\0\0\0\0\0\0{}", 10));
  expect_in(error(), "is truncated");
  folder.write("model.safetensors.index.json", "[]");
  expect_in(error(), "weight_map: expected an object");
  folder.write("model.safetensors.index.json", R"({"weight_map": {"a.weight": "../x.safetensors"}})");
  expect_in(error(), "expected the name of a file of the same folder");
  folder.write("model.safetensors.index.json", R"({"weight_map": {"a.weight": "x.safetensors"}})");
  expect_in(error(), "x.safetensors: cannot be read");
  write_safetensors(folder / "x.safetensors", {kVector});
  expect_in(error(), "is not in x.safetensors, where the index has it");
  write_safetensors(folder / "x.safetensors", {kMatrix});
  write_safetensors(folder / "y.safetensors", {kMatrix, kVector});
  folder.write("model.safetensors.index.json",
               R"({"weight_map": {"a.weight": "x.safetensors", "b.weight": "y.safetensors"}})");
  expect_in(error(), "is in another shard too");
}

TEST(TokenFile, TheNameTellsWidthAndCompression) {
  const TemporaryFolder folder;
  const std::string narrow("\x01\x00\x02\x01", 4), wide("\x01\x00\x02\x00", 4);
  EXPECT_EQ(read_tokens(folder.write("t.u16", narrow), 1000), (std::vector<std::uint32_t>{1, 258}));
  EXPECT_EQ(read_tokens(folder.write("t.u32", wide), 1 << 18), (std::vector<std::uint32_t>{131073}));
  std::istringstream plain(narrow);
  std::ostringstream packed;
  boost::iostreams::filtering_istream source;
  source.push(boost::iostreams::gzip_compressor());
  source.push(plain);
  boost::iostreams::copy(source, packed);
  EXPECT_EQ(read_tokens(folder.write("t.u16.gz", packed.str()), 1000), (std::vector<std::uint32_t>{1, 258}));
}

TEST(TokenFile, DamagedFilesSayWhatIsWrong) {
  const TemporaryFolder folder;
  const auto error = [&](const std::string& name, const std::string& text) {
    return message<TokenFileError>([&] { read_tokens(folder.write(name, text), 300); });
  };
  expect_in(error("t.bin", "ab"), "expected a name that ends in .u16, .u32");
  expect_in(error("t.u16", "abc"), "has 3 bytes; expected tokens of 2");
  expect_in(error("t.u16", ""), "has 0 bytes");
  expect_in(error("t.u16", std::string("\x01\x00\x2c\x01", 4)), "token 1 is 300; the network's vocabulary has 300");
  expect_in(error("t.u16.gz", "not gzip"), "is no gzip file");
}

}  // namespace
}  // namespace lop::workloads
