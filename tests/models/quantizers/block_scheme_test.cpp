// Block formats as a scheme: stored parts are those of the codec, row by row, and mean what the values say.
#include "models/quantizers/block_scheme.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "tests/models/quantizers/quantizer_inputs.hpp"

namespace {

using namespace lop::quantizers;
using lop::tensor::Matrix;

/// The element codes of a row, from rows of packed codes.
std::vector<std::uint8_t> unpacked(const StoredPart& codes, std::size_t row, std::size_t count, std::size_t bits) {
  std::vector<std::uint8_t> result(count, 0);
  for (std::size_t bit = 0; bit < count * bits; ++bit) {
    const unsigned value = codes.bytes[row * codes.shape[1] + bit / 8] >> (bit % 8) & 1u;
    result[bit / bits] = static_cast<std::uint8_t>(result[bit / bits] | value << (bit % bits));
  }
  return result;
}

TEST(BlockScheme, PartsDecodeToTheValues) {
  const Matrix<float> weights = lop::test::heavy_tailed(5, 45, 95);
  for (const char* name : {"mxfp4", "mxfp8_e4m3", "mxfp6_e2m3", "mxint8", "nvfp4", "fp4_ue5m3", "bfp4"}) {
    const BlockFormat format = block_format(name);
    const StoredMatrix got = make_block_scheme(format, {})->quantize(weights);
    ASSERT_EQ(got.parts.size(), format.has_tensor_scale ? 3u : 2u) << name;
    const StoredPart &codes = got.parts[0], &scales = got.parts[1];
    float scale = 1;
    if (format.has_tensor_scale) std::memcpy(&scale, got.parts[2].bytes.data(), sizeof scale);
    const std::size_t blocks = (45 + format.block_size - 1) / format.block_size,
                      bits = static_cast<std::size_t>(format.element.bits());
    ASSERT_EQ(scales.shape, (std::vector<std::size_t>{5, blocks}));
    for (std::size_t row = 0; row < 5; ++row) {
      std::vector<float> decoded(45);
      decode_blocks(format, scale, unpacked(codes, row, 45, bits).data(), scales.bytes.data() + row * blocks, 45,
                    decoded.data());
      EXPECT_EQ(std::vector<double>(decoded.begin(), decoded.end()),
                std::vector<double>(got.values.row(row), got.values.row(row) + 45))
          << name;
    }
    EXPECT_DOUBLE_EQ(got.bits_per_element,
                     static_cast<double>(bits) +
                         (5.0 * 8 * static_cast<double>(blocks) + (format.has_tensor_scale ? 32 : 0)) / (5 * 45));
  }
}

TEST(BlockScheme, KnownBlocksOfMxfp4) {
  // amax 6 -> scale 2^(2 - 2) = 1, amax 0.75 -> 2^(-1 - 2) = 1/8.
  BlockFormat format = block_format("mxfp4");
  format.block_size = 4;
  const StoredMatrix got =
      make_block_scheme(format, {})->quantize(lop::test::row_of({6, -3, 0.5f, 0, 0.75f, 0.0625f, 0, -0.5f}));
  EXPECT_EQ(got.values.values, (std::vector<double>{6, -3, 0.5, 0, 0.75, 0.0625, 0, -0.5}));
  EXPECT_EQ(got.parts[1].bytes, (std::vector<std::uint8_t>{127, 124}));
  EXPECT_EQ(got.parts[0].bytes, (std::vector<std::uint8_t>{0xd7, 0x01, 0x17, 0xe0}));
}

TEST(BlockScheme, EmptyMatricesAndBadOptions) {
  for (const auto& [rows, columns] : {std::pair<std::size_t, std::size_t>{0, 8}, {3, 0}}) {
    const StoredMatrix got = make_block_scheme(block_format("nvfp4"), {})->quantize(Matrix<float>(rows, columns));
    EXPECT_TRUE(got.values.values.empty());
    EXPECT_EQ(got.bits_per_element, 4);
  }
  BlockOptions options;
  options.lost_block = LostBlock::kSmallest;
  EXPECT_THROW(make_block_scheme(block_format("mxfp4"), options), QuantizeError);
}

}  // namespace
