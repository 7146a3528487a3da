// Damaged safetensors files: each is refused with a TensorFileError, none is read outside its bounds.
#include <gtest/gtest.h>

#include <random>

#include "tests/workloads/tensor_bytes.hpp"
#include "workloads/safetensors.hpp"

namespace lop::workloads {
namespace {

using test::file_bytes;

std::string error_of(const std::filesystem::path& path) {
  try {
    const TensorFile file(path);
  } catch (const TensorFileError& error) {
    EXPECT_EQ(error.file(), path);
    return error.what();
  }
  return "no error";
}

std::string error_of_bytes(const std::string& bytes) {
  const test::TemporaryFolder folder;
  return error_of(folder.write("bad.safetensors", bytes));
}

std::string one_tensor(const std::string& fields) { return "{\"t\":{" + fields + "}}"; }

struct Defect {
  const char* name;
  std::string bytes;
  const char* expected;   // part of the message
};

std::vector<Defect> defects() {
  const std::string good = R"("dtype":"U8","shape":[4],"data_offsets":[0,4])";
  const std::string half = R"("dtype":"U8","shape":[2],"data_offsets":)";
  std::string deep = one_tensor(R"("dtype":"U8","shape":[[[[4]]]],"data_offsets":[0,4])");
  return {
      {"empty file", "", "at least 8"},
      {"seven bytes", "\1\2\3\4\5\6\7", "at least 8"},
      {"header length beyond the file", file_bytes(one_tensor(good), "", 5), "truncated"},
      {"header length beyond the cap", std::string("\xff\xff\xff\xff\xff\xff\xff\xff", 8) + "{}",
       "more than the 16777216"},
      {"header not JSON", file_bytes("{\"t\":", ""), "not JSON"},
      {"header a list", file_bytes("[]", ""), "must be a JSON object"},
      {"invalid UTF-8", file_bytes("{\"\xff\":1}", ""), "not JSON"},
      {"text after the header", file_bytes("{} x", ""), "not JSON"},
      {"duplicate tensor", file_bytes("{\"t\":{" + good + "},\"t\":{" + good + "}}", "abcd"), "'t' twice"},
      {"duplicate key", file_bytes(one_tensor(R"("dtype":"U8",)" + good), "abcd"), "'dtype' twice"},
      {"too deep", file_bytes(deep, "abcd"), "nested deeper"},
      {"depth bomb", file_bytes(std::string(1u << 20, '['), ""), "nested deeper"},
      {"tensor not an object", file_bytes(R"({"t":3})", ""), "expected an object"},
      {"metadata not strings", file_bytes(R"({"__metadata__":{"a":1}})", ""), "expected a string for 'a'"},
      {"metadata not an object", file_bytes(R"({"__metadata__":"a"})", ""), "object of strings"},
      {"unknown key", file_bytes(one_tensor(good + R"(,"extra":1)"), "abcd"), "unknown key 'extra'"},
      {"missing dtype", file_bytes(one_tensor(R"("shape":[4],"data_offsets":[0,4])"), "abcd"), "dtype"},
      {"unknown dtype", file_bytes(one_tensor(R"("dtype":"F8","shape":[4],"data_offsets":[0,4])"), "abcd"),
       "'F8' is not one of F64"},
      {"negative extent", file_bytes(one_tensor(R"("dtype":"U8","shape":[-4],"data_offsets":[0,4])"), "abcd"),
       "0 or more in shape"},
      {"fractional extent", file_bytes(one_tensor(R"("dtype":"U8","shape":[4.0],"data_offsets":[0,4])"), "abcd"),
       "0 or more in shape"},
      {"extent beyond 64 bits",
       file_bytes(one_tensor(R"("dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,4])"), "abcd"),
       "0 or more in shape"},
      {"product beyond 64 bits",
       file_bytes(one_tensor(R"("dtype":"F32","shape":[4294967296,4294967297],"data_offsets":[0,4])"), "abcd"),
       "exceeds 64 bits"},
      {"one offset", file_bytes(one_tensor(R"("dtype":"U8","shape":[4],"data_offsets":[0])"), "abcd"),
       "two data_offsets"},
      {"offsets reversed", file_bytes(one_tensor(R"("dtype":"U8","shape":[0],"data_offsets":[4,0])"), "abcd"),
       "do not lie"},
      {"offset beyond the data", file_bytes(one_tensor(good), "abc"), "truncated"},
      {"shape against offsets", file_bytes(one_tensor(R"("dtype":"F16","shape":[4],"data_offsets":[0,4])"), "abcd"),
       "need 8 bytes"},
      {"bytes after the last tensor", file_bytes(one_tensor(good), "abcde"), "end at byte 4 of 5"},
      {"bytes without tensors", file_bytes("{}", "x"), "end at byte 0 of 1"},
      {"hole", file_bytes("{\"a\":{" + half + "[0,2]},\"b\":{" + half + "[3,5]}}", "abcde"), "leaves a hole"},
      {"overlap", file_bytes("{\"a\":{" + half + "[0,2]},\"b\":{" + half + "[1,3]}}", "abc"), "overlaps"},
      {"same bytes twice", file_bytes("{\"a\":{" + half + "[0,2]},\"b\":{" + half + "[0,2]}}", "ab"), "overlaps"},
  };
}

TEST(SafetensorsMalformed, EveryDefectIsNamed) {
  for (const Defect& defect : defects()) {
    const std::string text = error_of_bytes(defect.bytes);
    EXPECT_NE(text.find(defect.expected), std::string::npos) << defect.name << ": " << text;
  }
}

TEST(SafetensorsMalformed, RefusesAMissingFileAndADirectory) {
  const test::TemporaryFolder folder;
  EXPECT_NE(error_of(folder / "absent").find("no such file"), std::string::npos);
  EXPECT_NE(error_of(folder / "").find("no such file"), std::string::npos);
}

TEST(SafetensorsMalformed, ReadsAnEmptyListOfTensors) {
  const test::TemporaryFolder folder;
  EXPECT_TRUE(TensorFile(folder.write("e.safetensors", file_bytes("{}", ""))).names().empty());
}

std::string small_file() {
  return file_bytes(
      R"({"a":{"dtype":"F16","shape":[2,2],"data_offsets":[0,8]},)"
      R"("b":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]}})",
      "0123456789abcdef");
}

TEST(SafetensorsMalformed, TruncationAtEveryByteIsRefused) {
  const test::TemporaryFolder folder;
  const std::string whole = small_file();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(error_of(folder.write("cut.safetensors", whole.substr(0, size))), "no error") << size;
  }
  EXPECT_EQ(error_of(folder.write("cut.safetensors", whole)), "no error");
}

// The mapping's last page hides short reads beyond the file, so the spans themselves are checked.
TEST(SafetensorsMalformed, RandomDamageIsRefusedOrStaysInsideTheFile) {
  const test::TemporaryFolder folder;
  const std::string whole = small_file();
  std::mt19937 random(1);
  int refused = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    std::string bytes = whole;
    const int flips = 1 + static_cast<int>(random() % 4);
    for (int flip = 0; flip < flips; ++flip) {
      bytes[random() % (bytes.size() - 16)] ^= static_cast<char>(1u << random() % 8);
    }
    const auto path = folder.write("damaged.safetensors", bytes);
    try {
      const TensorFile file(path);
      std::size_t sum = 0;
      for (const std::string& name : file.names()) {
        sum += file.tensor(name).bytes.size;
        try {
          file.read_matrix(name);
          file.read_fp16_codes(name, Fp16Source::kF16OrRoundedF32);
        } catch (const TensorFileError&) {
        }
      }
      EXPECT_LE(sum, bytes.size() - 8) << "trial " << trial;
    } catch (const TensorFileError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 1500);
}

}  // namespace
}  // namespace lop::workloads
