// The golden blocks of tests/vectors.
#include <gtest/gtest.h>

#include <map>

#include "models/formats/fp32.hpp"
#include "tests/models/formats/golden_rows.hpp"
#include "tests/models/quantizers/block_calls.hpp"

namespace {

using namespace lop;
using namespace lop::test;

using Cells = std::vector<std::string>;

std::vector<float> floats(const Cells& row, std::size_t first, std::size_t count) {
  std::vector<float> values;
  for (std::size_t i = first; i < first + count; ++i) values.push_back(formats::fp32_value(hexadecimal(row.at(i))));
  return values;
}

std::vector<std::uint8_t> codes(const Cells& row, std::size_t first, std::size_t count) {
  std::vector<std::uint8_t> read;
  for (std::size_t i = first; i < first + count; ++i) read.push_back(static_cast<std::uint8_t>(hexadecimal(row.at(i))));
  return read;
}

TEST(BlockGolden, EncodesEveryMxBlock) {
  const std::map<std::string, std::string> names = {{"E4M3", "mxfp8_e4m3"}, {"E5M2", "mxfp8_e5m2"},
                                                    {"E2M3", "mxfp6_e2m3"}, {"E3M2", "mxfp6_e3m2"},
                                                    {"E2M1", "mxfp4"},      {"INT8", "mxint8"}};
  const auto inputs = golden_rows("mx_blocks_input.csv", 100);
  std::map<std::string, int> rows;
  for (const Cells& row : golden_rows("mx_blocks.csv", 600)) {
    const std::size_t block = std::stoul(row.at(0));
    ASSERT_EQ(inputs.at(block).at(0), row.at(0));
    const EncodedBlocks encoded =
        encode(quantizers::block_format(names.at(row.at(1))), floats(inputs.at(block), 1, 32));
    EXPECT_EQ(encoded.scale_codes, codes(row, 2, 1)) << row.at(1) << " block " << block;
    EXPECT_EQ(encoded.codes, codes(row, 3, 32)) << row.at(1) << " block " << block;
    ++rows[row.at(1)];
  }
  for (const auto& [name, count] : rows) EXPECT_EQ(count, 100) << name;
}

TEST(BlockGolden, EncodesEveryNvfp4Block) {
  constexpr std::size_t kBlocksOfATensor = 10;
  const quantizers::BlockFormat format = quantizers::block_format("nvfp4");
  const auto rows = golden_rows("nvfp4_blocks.csv", 100);
  for (std::size_t first = 0; first < rows.size(); first += kBlocksOfATensor) {
    std::vector<float> tensor;
    EncodedBlocks expected;
    for (std::size_t i = first; i < first + kBlocksOfATensor; ++i) {
      const std::vector<float> values = floats(rows[i], 2, 16);
      tensor.insert(tensor.end(), values.begin(), values.end());
      expected.scale_codes.push_back(codes(rows[i], 1, 1).front());
      const std::vector<std::uint8_t> block = codes(rows[i], 18, 16);
      expected.codes.insert(expected.codes.end(), block.begin(), block.end());
    }
    const float scale = quantizers::tensor_scale(format, tensor.data(), tensor.size());
    EXPECT_EQ(formats::fp32_code(scale), hexadecimal(rows[first].at(0))) << "row " << first;
    const EncodedBlocks encoded = encode(format, tensor, {}, scale);
    EXPECT_EQ(encoded.scale_codes, expected.scale_codes) << "row " << first;
    EXPECT_EQ(encoded.codes, expected.codes) << "row " << first;
  }
}

}  // namespace
