// Tests of the safetensors reader and writer on files written out byte by byte.
#include "workloads/safetensors.hpp"

#include <gtest/gtest.h>

#include <sys/resource.h>

#include <cmath>
#include <csignal>
#include <fstream>
#include <sstream>

#include "tests/workloads/tensor_bytes.hpp"

namespace lop::workloads {
namespace {

using test::file_bytes;

// half: 1.0, -2.0, 2^-24, 65504, inf, 0x3555; brain: 1.0, -3.0; word: 1.5,
// 1 + 2^-11 (tie, even below), 1 + 3 * 2^-11 (tie, even above), 65520
const std::string kHeader =
    R"({"__metadata__":{"made":"by hand"},)"
    R"("half":{"dtype":"F16","shape":[2,3],"data_offsets":[0,12]},)"
    R"("brain":{"dtype":"BF16","shape":[1,2],"data_offsets":[12,16]},)"
    R"("word":{"dtype":"F32","shape":[4,1],"data_offsets":[16,32]},)"
    R"("none":{"dtype":"I64","shape":[0,7],"data_offsets":[32,32]},)"
    R"("one":{"dtype":"U8","shape":[],"data_offsets":[32,33]}}  )";
const std::string kData("\x00\x3c\x00\xc0\x01\x00\xff\x7b\x00\x7c\x55\x35"
                        "\x80\x3f\x40\xc0"
                        "\x00\x00\xc0\x3f\x00\x10\x80\x3f\x00\x30\x80\x3f\x00\xf0\x7f\x47"
                        "\x2a",
                        33);

std::string content(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

TEST(Safetensors, ReadsShapesTypesAndBytesOfAFileWrittenByHand) {
  const test::TemporaryFolder folder;
  const TensorFile file(folder.write("t.safetensors", file_bytes(kHeader, kData)));
  EXPECT_EQ(file.names(), (std::vector<std::string>{"brain", "half", "none", "one", "word"}));
  EXPECT_EQ(file.metadata().at("made"), "by hand");
  EXPECT_EQ(file.tensor("half").dtype, Dtype::kF16);
  EXPECT_EQ(file.tensor("half").shape, (std::vector<std::uint64_t>{2, 3}));
  EXPECT_EQ(file.tensor("none").bytes.size, 0u);
  EXPECT_TRUE(file.tensor("one").shape.empty());
  ASSERT_EQ(file.tensor("one").bytes.size, 1u);
  EXPECT_EQ(file.tensor("one").bytes.data[0], 42);
}

TEST(Safetensors, DecodesF16Bf16AndF32Exactly) {
  const test::TemporaryFolder folder;
  const TensorFile file(folder.write("t.safetensors", file_bytes(kHeader, kData)));
  const auto half = file.read_matrix("half");
  ASSERT_EQ(half.rows, 2u);
  ASSERT_EQ(half.columns, 3u);
  EXPECT_EQ(half.values, (std::vector<float>{1.0f, -2.0f, 0x1p-24f, 65504.0f, INFINITY, 0x1.554p-2f}));
  EXPECT_EQ(file.read_matrix("brain").values, (std::vector<float>{1.0f, -3.0f}));
  EXPECT_EQ(file.read_matrix("word").values, (std::vector<float>{1.5f, 1.0f + 0x1p-11f, 1.0f + 0x3p-11f, 65520.0f}));
}

TEST(Safetensors, HandsOutF16CodesAsStored) {
  const test::TemporaryFolder folder;
  const TensorFile file(folder.write("t.safetensors", file_bytes(kHeader, kData)));
  EXPECT_EQ(file.read_fp16_codes("half").values,
            (std::vector<std::uint32_t>{0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00, 0x3555}));
}

TEST(Safetensors, RoundsF32ToF16OnlyWhenAskedAndThenToNearestEven) {
  const test::TemporaryFolder folder;
  const TensorFile file(folder.write("t.safetensors", file_bytes(kHeader, kData)));
  EXPECT_THROW(file.read_fp16_codes("word"), TensorFileError);
  EXPECT_EQ(file.read_fp16_codes("word", Fp16Source::kF16OrRoundedF32).values,
            (std::vector<std::uint32_t>{0x3e00, 0x3c00, 0x3c02, 0x7c00}));
  EXPECT_THROW(file.read_fp16_codes("brain", Fp16Source::kF16OrRoundedF32), TensorFileError);
}

TEST(Safetensors, NamesFileTensorAndKnownNamesWhenATensorIsMissing) {
  const test::TemporaryFolder folder;
  const TensorFile file(folder.write("t.safetensors", file_bytes(kHeader, kData)));
  try {
    file.tensor("hafl");
    FAIL() << "no error";
  } catch (const TensorFileError& error) {
    EXPECT_EQ(error.tensor(), "hafl");
    const std::string text = error.what();
    EXPECT_NE(text.find("t.safetensors"), std::string::npos);
    EXPECT_NE(text.find("brain, half, none, one, word"), std::string::npos);
  }
}

TEST(Safetensors, RefusesToReadAMatrixOfAnotherRankOrType) {
  const test::TemporaryFolder folder;
  const TensorFile file(folder.write("t.safetensors", file_bytes(kHeader, kData)));
  EXPECT_THROW(file.read_matrix("one"), TensorFileError);
  EXPECT_NO_THROW(file.tensor("none"));
  const std::string header = R"({"i":{"dtype":"I8","shape":[1,1],"data_offsets":[0,1]}})";
  const TensorFile integers(folder.write("i.safetensors", file_bytes(header, "x")));
  EXPECT_THROW(integers.read_matrix("i"), TensorFileError);
}

TEST(Safetensors, WritesTheBytesOfTheFormatAndReadsThemBack) {
  const test::TemporaryFolder folder;
  const auto path = folder / "w.safetensors";
  write_safetensors(path, {{"b", Dtype::kU8, {3}, {7, 8, 9}}, {"a", Dtype::kF16, {1, 1}, {0x00, 0x3c}}}, {{"k", "v"}});
  std::string header = R"({"__metadata__":{"k":"v"},"b":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},)"
                       R"("a":{"dtype":"F16","shape":[1,1],"data_offsets":[3,5]}})";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  EXPECT_EQ(content(path), file_bytes(header, std::string("\x07\x08\x09\x00\x3c", 5)));
  const TensorFile file(path);
  EXPECT_EQ(file.read_fp16_codes("a").values, std::vector<std::uint32_t>{0x3c00});
  EXPECT_EQ(file.metadata().at("k"), "v");
}

TEST(Safetensors, WriterRefusesWrongByteCountsAndRepeatedOrReservedNames) {
  const test::TemporaryFolder folder;
  const auto path = folder / "w.safetensors";
  EXPECT_THROW(write_safetensors(path, {{"a", Dtype::kF16, {1, 1}, {0}}}), std::invalid_argument);
  EXPECT_THROW(write_safetensors(path, {{"a", Dtype::kU8, {1}, {0}}, {"a", Dtype::kU8, {1}, {0}}}),
               std::invalid_argument);
  EXPECT_THROW(write_safetensors(path, {{"__metadata__", Dtype::kU8, {1}, {0}}}), std::invalid_argument);
  EXPECT_THROW(write_safetensors(path, {{"a", Dtype::kU8, {1ull << 63, 2}, {0}}}), std::invalid_argument);
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(AtomicFile, LeavesTheOldFileAndNoTemporaryWhenWritingFails) {
  const test::TemporaryFolder folder;
  const auto directory = folder / "target";
  std::filesystem::create_directories(directory / "inside");
  EXPECT_THROW(write_atomically(directory, "text"), WriteError);   // rename onto a directory that is not empty
  EXPECT_TRUE(std::filesystem::exists(directory / "inside"));
  std::size_t entries = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder / "")) ++entries;
  EXPECT_EQ(entries, 1u);
  EXPECT_THROW(write_atomically(folder / "absent" / "f", "text"), WriteError);
}

TEST(AtomicFile, ReplacesAFileWhole) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("f", "a longer old text");
  write_atomically(path, "new");
  EXPECT_EQ(content(path), "new");
}

TEST(AtomicFile, ReportsAWriteThatFailsHalfWayAndKeepsTheOldFile) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("f", "old");
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
  const rlimit small{1000, limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  EXPECT_THROW(write_atomically(path, std::string(2000, 'x')), WriteError);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  EXPECT_EQ(content(path), "old");
}

}  // namespace
}  // namespace lop::workloads
