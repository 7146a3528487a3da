// What blocks of windows need of a feature map, against every window's every element looked at on its own.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "sim/fast/layer_plan.hpp"

namespace lop::sim {
namespace {

struct Needed {
  std::int64_t bits = 0;
  std::set<std::pair<std::int64_t, std::int64_t>> bursts;  // row, number in the row
};

/// Oracle: element k of window m is found by dividing, its bits are counted from the row's first pixel on.
Needed enumerate(const tensor::Convolution& shape, const Packing& packing, const BlockRange& block) {
  const std::int64_t channels = shape.channels / shape.groups;
  std::set<std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t>> spans;  // row, pixel, first, last bit
  for (std::int64_t m = block.first; m < block.last; ++m) {
    const std::int64_t x = m % shape.out_width(), y = m / shape.out_width() % shape.out_height();
    const std::int64_t image = m / shape.out_width() / shape.out_height();
    for (std::int64_t k = block.first_k; k < block.last_k; ++k) {
      const std::int64_t channel = k % channels, tap_x = k / channels % shape.kernel.width;
      const std::int64_t tap_y = k / channels / shape.kernel.width;
      const std::int64_t in_y = y * shape.stride.height + tap_y * shape.dilation.height - shape.padding.height;
      const std::int64_t in_x = x * shape.stride.width + tap_x * shape.dilation.width - shape.padding.width;
      if (in_y < 0 || in_y >= shape.input.height || in_x < 0 || in_x >= shape.input.width) continue;
      const std::int64_t row = image * shape.input.height + in_y;
      const std::int64_t group = packing.group_size > 0 ? channel / packing.group_size : 0;
      const std::int64_t first = channel * packing.code_bits + group * packing.group_bits;
      spans.insert({row, in_x, first, first + packing.code_bits});
      if (packing.group_size == 0) continue;
      const std::int64_t group_end = std::min(channels, (group + 1) * packing.group_size) * packing.code_bits;
      spans.insert({row, in_x, group_end + group * packing.group_bits, group_end + (group + 1) * packing.group_bits});
    }
  }
  const std::int64_t groups = packing.group_size > 0 ? (channels + packing.group_size - 1) / packing.group_size : 0;
  const std::int64_t pixel_bits = channels * packing.code_bits + groups * packing.group_bits;
  Needed needed;
  for (const auto& [row, pixel, first, last] : spans) {
    needed.bits += last - first;
    for (std::int64_t bit = first; bit < last; ++bit) needed.bursts.insert({row, (pixel * pixel_bits + bit) / 512});
  }
  return needed;
}

void expect_needed(const tensor::Convolution& shape, const Packing& packing, const BlockRange& range) {
  const Needed needed = enumerate(shape, packing, range);
  const MapBlock block = FeatureMap(shape, packing).block(range, 1000);
  EXPECT_EQ(block.bits, needed.bits);
  const std::int64_t of_row = (FeatureMap(shape, packing).row_bits() + 511) / 512;
  std::set<std::pair<std::int64_t, std::int64_t>> bursts;
  std::vector<std::int64_t> in_order;
  for (const BurstRegion& region : block.regions) {
    for (std::int64_t row = 0; row < region.rows; ++row) {
      for (std::int64_t i = 0; i < region.length; ++i) in_order.push_back(region.first + row * region.stride + i);
    }
  }
  for (const std::int64_t burst : in_order) bursts.insert({(burst - 1000) / of_row, (burst - 1000) % of_row});
  EXPECT_EQ(bursts, needed.bursts);
  EXPECT_EQ(in_order.size(), bursts.size());  // each once
  EXPECT_TRUE(std::is_sorted(in_order.begin(), in_order.end()));
}

tensor::Convolution convolution(std::int64_t channels, tensor::Plane input, tensor::Plane kernel) {
  tensor::Convolution shape;
  shape.channels = channels;
  shape.input = input;
  shape.kernel = kernel;
  return shape;
}

// Without the padding taken off a column, or with the first position's missing channels kept, this fails.
TEST(FeatureMap, RandomBlocksNeedWhatEnumerationFinds) {
  std::mt19937 random(1);
  const auto from = [&](std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random);
  };
  for (int i = 0; i < 2000; ++i) {
    const auto plane = [&](std::int64_t least, std::int64_t most) {
      return tensor::Plane{from(least, most), from(least, most)};
    };
    const bool grouped = from(0, 3) == 0;
    const Packing packing{from(3, 16), grouped ? from(2, 8) : 0, grouped ? from(1, 9) : 0};
    const std::int64_t unit = grouped ? packing.group_size : 1;
    tensor::Convolution shape = convolution(unit * from(1, 12), plane(1, 9), plane(1, 4));
    shape.groups = from(1, 3);
    shape.channels *= shape.groups;
    shape.batch = from(1, 3);
    shape.stride = plane(1, 5);
    shape.dilation = plane(1, 3);
    shape.padding = plane(0, 3);
    if (shape.out_height() == 0 || shape.out_width() == 0) continue;
    BlockRange range{from(0, shape.m() - 1), 0, from(0, shape.k() / unit - 1) * unit, 0};
    range.last = from(range.first + 1, shape.m());
    range.last_k = from(range.first_k / unit + 1, shape.k() / unit) * unit;
    SCOPED_TRACE("case " + std::to_string(i));
    expect_needed(shape, packing, range);
    expect_needed(shape, packing, {0, shape.m(), 0, shape.k()});
    if (testing::Test::HasFailure()) return;
  }
}

TEST(FeatureMap, AHaloComesWithBothBlocksAndAPixelOnceABlock) {
  // 3 x 3 on 6 x 6 pixels of 32 x 16 bits, a burst each: 4 rows of 4 windows, two of them a block.
  const FeatureMap map(convolution(32, {6, 6}, {3, 3}), {16, 0, 0});
  EXPECT_EQ(map.block({0, 8, 0, 288}, 0).bits, 4 * 6 * 512);
  EXPECT_EQ(map.block({8, 16, 0, 288}, 0).bits, 4 * 6 * 512);
  EXPECT_EQ(map.block({0, 16, 0, 288}, 0).bits, 6 * 6 * 512);
  EXPECT_EQ(map.block({0, 16, 0, 288}, 0).regions.size(), 1u);
}

TEST(FeatureMap, PaddingIsNeverBrought) {
  tensor::Convolution shape = convolution(32, {6, 6}, {3, 3});
  shape.padding = {1, 1};
  const FeatureMap map(shape, {16, 0, 0});
  EXPECT_EQ(map.block({0, 36, 0, 288}, 0).bits, 36 * 512);
  EXPECT_EQ(map.block({0, 6, 0, 96}, 0).bits, 0);  // the kernel's first row lies above the image
}

TEST(FeatureMap, RowsAndPixelsThatTheStrideLeavesOutAreNotBrought) {
  tensor::Convolution shape = convolution(32, {6, 6}, {1, 1});
  shape.stride = {2, 2};
  const MapBlock block = FeatureMap(shape, {16, 0, 0}).block({0, 9, 0, 32}, 0);
  EXPECT_EQ(block.bits, 9 * 512);
  EXPECT_EQ(bursts_of(block.regions), 9);
}

/// Array of 4 x 4, halves of so many bits, FP16.
LayerPlan plan(const tensor::Convolution& shape, std::int64_t weight_half, std::int64_t activation_half,
               const PeFacts& facts = {}) {
  Machine machine;
  machine.array = {1, 1, 4, 4};
  machine.weight = {weight_half, 1, 64};
  machine.activation = {activation_half, 1, 64};
  machine.output = {1 << 20, 1, 64};
  return make_plan(facts, machine, {shape.m(), shape.k(), shape.n(), shape});
}

TEST(FeatureMapPlan, EveryBlockFitsItsHalfAndOneMoreTileABlockDoesNot) {
  tensor::Convolution shape = convolution(8, {19, 13}, {3, 3});
  shape.padding = {1, 1};
  for (std::int64_t half = 128 * (3 * 6 + 2); half < 40000; half += 777) {
    const LayerPlan layer = plan(shape, 1 << 20, half);
    ASSERT_EQ(layer.tiling.slabs, 1);
    const auto most_bits = [&](std::int64_t tiles) {
      std::int64_t most = 0;
      for (std::int64_t first = 0; first < shape.m(); first += 4 * tiles) {
        const std::int64_t last = std::min(shape.m(), first + 4 * tiles);
        most = std::max(most, enumerate(shape, {16, 0, 0}, {first, last, 0, shape.k()}).bits);
      }
      return most;
    };
    EXPECT_LE(most_bits(layer.tiling.row_tiles_per_block), half);
    if (layer.tiling.row_tiles_per_block < layer.tiling.row_tiles) {
      EXPECT_GT(most_bits(layer.tiling.row_tiles_per_block + 1), half);
    }
  }
}

TEST(FeatureMapPlan, ABlockCostsItsWordsAndBursts) {
  // 5 x 5 pixels of 24 bits, 3 x 3 windows: a row is 15 bytes, in a burst of its own.
  PeFacts facts;
  facts.activation_bits = 8;
  const LayerPlan layer = plan(convolution(3, {5, 5}, {3, 3}), 1 << 20, 1 << 20, facts);
  ASSERT_EQ(layer.program.loads.size(), 2u);
  EXPECT_EQ(layer.program.loads[1].bursts, 5);
  EXPECT_EQ(layer.activation_block_words, std::vector<std::int64_t>{(25 * 24 + 63) / 64});
  // in the page behind the weights, before that of the outputs
  EXPECT_EQ(layer.program.regions[layer.program.loads[1].first_region].first, 64);
  EXPECT_EQ(layer.program.regions[layer.program.write_backs[0].first_region].first, 128);
}

TEST(FeatureMapPlan, OutputsOfAConvolutionArePackedAlongARowOfTheImage) {
  // 2 images of 5 x 7 outputs, 5 channels of 16 bits: 560 bits a row, 2 bursts. A tile has 4 pixels and at most 4
  // channels.
  tensor::Convolution shape = convolution(3, {5, 7}, {1, 1});
  shape.batch = 2;
  shape.output_channels = 5;
  const LayerPlan layer = plan(shape, 1 << 20, 1 << 20);
  ASSERT_EQ(layer.tiles.size(), 2u * 18u);
  for (std::size_t i = 0; i < layer.tiles.size(); ++i) {
    const Tile& tile = layer.tiles[i];
    std::set<std::pair<std::int64_t, std::int64_t>> bursts;
    for (std::int64_t pixel = tile.first_row; pixel < tile.first_row + tile.rows; ++pixel) {
      for (std::int64_t channel = tile.first_column; channel < tile.first_column + tile.columns; ++channel) {
        bursts.insert({pixel / 7, (pixel % 7 * 5 + channel) * 16 / 512});
      }
    }
    EXPECT_EQ(layer.program.write_backs[i].bursts, static_cast<std::int64_t>(bursts.size())) << i;
  }
}

TEST(FeatureMapPlan, ABlockOfPaddingAloneBringsOneBurst) {
  tensor::Convolution shape = convolution(32, {6, 6}, {3, 3});
  shape.padding = {1, 1};
  // Halves of 4 lines x 96 elements: slabs of a kernel row.
  const LayerPlan layer = plan(shape, 4 * 96 * 16, 4 * 96 * 16);
  ASSERT_EQ(layer.tiling.slabs, 3);
  EXPECT_EQ(layer.activation_block_words[0], 0);
  EXPECT_EQ(layer.program.loads[1].bursts, 1);
}

TEST(FeatureMapPlan, GroupsWithMetadataThatDoNotLieInAPixelLeaveTheMatrixOfWindowsInDram) {
  PeFacts facts;
  facts.group_size = 16;
  facts.row_metadata_bits = 8;
  const auto bits = [&](std::int64_t channels) {
    return plan(convolution(channels, {4, 4}, {3, 3}), 1 << 20, 1 << 20, facts).activation_block_words.front() * 64;
  };
  EXPECT_EQ(bits(16), 16 * (16 * 16 + 8) + 0);
  EXPECT_EQ(bits(8), (4 * (72 * 16 + 5 * 8) + 63) / 64 * 64);
}

TEST(FeatureMapPlan, AGemmAndAKernelOfOnePixelNeedTheSameCodes) {
  const tensor::Convolution shape = convolution(40, {5, 7}, {1, 1});
  for (const std::int64_t half : {1 << 20, 9 * 640, 4 * 16 * 16}) {
    const LayerPlan map = plan(shape, half, half);
    Machine machine = map.machine;
    const LayerPlan gemm = make_plan({}, machine, {35, 40, 1});
    EXPECT_EQ(map.activation_block_words, gemm.activation_block_words);
  }
}

}  // namespace
}  // namespace lop::sim
