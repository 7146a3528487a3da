// Corner cases of scaled blocks, each with the bits that its definition gives by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "models/formats/fp32.hpp"
#include "tests/models/quantizers/block_calls.hpp"

namespace {

using namespace lop;
using namespace lop::quantizers;
using namespace lop::test;
using Bytes = std::vector<std::uint8_t>;

constexpr float kSmallest = std::numeric_limits<float>::denorm_min();

TEST(BlockCorners, AMaximumJustBelowAPowerOfTwoKeepsItsExponent) {
  // The logarithm in FP32 of 7.9999995 is 3.
  const EncodedBlocks encoded = encode(block_format("mxfp4"), {7.9999995f, 1.0f});
  EXPECT_EQ(encoded.scale_codes, Bytes{127});
  EXPECT_EQ(encoded.codes, (Bytes{0x7, 0x2}));
}

TEST(BlockCorners, AMaximumAbove448OfItsBinadeClips) {
  EXPECT_EQ(encode(block_format("mxfp8_e4m3"), {511.0f, 500.0f, 448.0f}).codes, (Bytes{0x7e, 0x7e, 0x7e}));
  BlockOptions options;
  options.scale_rounding = ScaleRounding::kCover;
  const EncodedBlocks covered = encode(block_format("mxfp8_e4m3"), {511.0f, 448.0f}, options);
  EXPECT_EQ(covered.scale_codes, Bytes{128});
  EXPECT_EQ(covered.codes, (Bytes{0x78, 0x76}));  // 256 and 224 under scale 2
}

TEST(BlockCorners, SubnormalMaximaAreExact) {
  // 2^-127 is the smallest scale: 2^-149 of it is 2^-22, below half of E4M3's 2^-9.
  const EncodedBlocks lost = encode(block_format("mxfp8_e4m3"), {kSmallest, -kSmallest});
  EXPECT_EQ(lost.scale_codes, Bytes{0});
  EXPECT_EQ(lost.codes, (Bytes{0x00, 0x80}));
  const EncodedBlocks kept = encode(block_format("mxfp8_e4m3"), {0x1p-127f, 0x1p-136f});
  EXPECT_EQ(kept.scale_codes, Bytes{0});
  EXPECT_EQ(kept.codes, (Bytes{0x38, 0x01}));
  EXPECT_EQ(decode(block_format("mxfp8_e4m3"), kept), (std::vector<float>{0x1p-127f, 0x1p-136f}));
}

TEST(BlockCorners, APositNeverLosesANumberToZero) {
  EXPECT_EQ(encode(block_format("mx_posit8_0"), {0x1p100f, 1e-40f, -kSmallest, 0.0f, -0.0f}).codes,
            (Bytes{0x7f, 0x01, 0xff, 0x00, 0x00}));
}

TEST(BlockCorners, AnElementTooFineForATableIsEncodedNumberByNumber) {
  // 127^2 = 16129 has exponent 13, so a maximum of 2^13 has scale 1; 3^2 and 4^2 meet at 3.5^2.
  const EncodedBlocks encoded = encode(block_format("mx_power_int8"), {8192.0f, 12.25f, 12.249999f, -12.250001f});
  EXPECT_EQ(encoded.scale_codes, Bytes{127});
  EXPECT_EQ(encoded.codes, (Bytes{91, 4, 3, 0xfc}));
}

TEST(BlockCorners, TheLargestFloatScalesByTheLargestExponentNeeded) {
  const float largest = std::numeric_limits<float>::max();
  const EncodedBlocks integers = encode(block_format("mxint8"), {largest, -largest});
  EXPECT_EQ(integers.scale_codes, Bytes{254});
  EXPECT_EQ(integers.codes, (Bytes{0x7f, 0x81}));
  EXPECT_EQ(decode(block_format("mxint8"), integers).front(), 0x1.fcp127f);
  EXPECT_EQ(encode(block_format("mxfp8_e5m2"), {largest}).scale_codes, Bytes{254 - 15});
}

TEST(BlockCorners, ACeilingIsClampedToTheLargestScale) {
  BlockOptions options;
  options.scale_rounding = ScaleRounding::kCeil;
  const EncodedBlocks encoded = encode(block_format("mxint8"), {std::numeric_limits<float>::max()}, options);
  EXPECT_EQ(encoded.scale_codes, Bytes{254});
  EXPECT_EQ(encoded.codes, Bytes{0x7f});
}

TEST(BlockCorners, IntegersNeverTakeTheirMostNegativeCode) {
  EXPECT_EQ(encode(block_format("mxint8"), {-1.9999999f, -1.0f}).codes, (Bytes{0x81, 0xc0}));
  BlockOptions options;
  options.element_rounding = formats::Rounding::kFloor;
  EXPECT_EQ(encode(block_format("mxint8"), {-1.9999999f, -1.0f}, options).codes, (Bytes{0x81, 0xc0}));
  // A reader takes the code that no writer of ours makes.
  EXPECT_EQ(decode(block_format("mxint8"), {{127}, {0x80}}), std::vector<float>{-2.0f});
}

TEST(BlockCorners, ZerosKeepTheirSignsUnderTheSmallestScale) {
  for (const char* name : {"mxfp4", "nvfp4", "fp4_ue5m3"}) {
    const EncodedBlocks encoded = encode(block_format(name), {0.0f, -0.0f, 0.0f});
    EXPECT_EQ(encoded.scale_codes, Bytes{0}) << name;
    EXPECT_EQ(encoded.codes, (Bytes{0x0, 0x8, 0x0})) << name;
    const std::vector<float> decoded = decode(block_format(name), encoded);
    EXPECT_TRUE(decoded[1] == 0 && std::signbit(decoded[1]) && !std::signbit(decoded[0])) << name;
  }
  EXPECT_EQ(encode(block_format("mxint8"), {0.0f, -0.0f}).codes, (Bytes{0x00, 0x00}));
}

TEST(BlockCorners, ZerosCanTakeTheScaleOfOne) {
  BlockOptions options;
  options.zero_block = ZeroBlock::kUnit;
  EXPECT_EQ(encode(block_format("mxfp4"), {0.0f, -0.0f}, options).scale_codes, Bytes{125});
  EXPECT_EQ(encode(block_format("mxfp8_e4m3"), {0.0f}, options).scale_codes, Bytes{119});
  EXPECT_EQ(encode(block_format("mxfp4"), {kSmallest}, options).scale_codes, Bytes{0});
}

TEST(BlockCorners, ABlockWhoseScaleUnderflowsIsLostOrKept) {
  // 0.005 / 6 is below half of UE4M3's smallest, 2^-9.
  const std::vector<float> block = {0.005f, -0.005f, 0.0f};
  const EncodedBlocks lost = encode(block_format("nvfp4"), block);
  EXPECT_EQ(lost.scale_codes, Bytes{0});
  EXPECT_EQ(lost.codes, (Bytes{0x0, 0x8, 0x0}));
  BlockOptions options;
  options.lost_block = LostBlock::kSmallest;
  const EncodedBlocks kept = encode(block_format("nvfp4"), block, options);
  EXPECT_EQ(kept.scale_codes, Bytes{1});
  EXPECT_EQ(kept.codes, (Bytes{0x5, 0xd, 0x0}));  // 2.56 rounds to 3
  EXPECT_EQ(encode(block_format("nvfp4"), {0.0f}, options).scale_codes, Bytes{0});
}

TEST(BlockCorners, WideScalesReachWhereNarrowOnesSaturate) {
  EXPECT_EQ(encode(block_format("nvfp4"), {1e5f}).scale_codes, Bytes{0x7e});
  const EncodedBlocks wide = encode(block_format("fp4_ue5m3"), {6 * 16384.0f, 16384.0f});
  EXPECT_EQ(wide.scale_codes, Bytes{0xe8});
  EXPECT_EQ(wide.codes, (Bytes{0x7, 0x2}));
  EXPECT_EQ(encode(block_format("fp4_ue5m3"), {1e30f}).scale_codes, Bytes{0xfe});  // ff is NaN
}

TEST(BlockCorners, ATensorScaleIsNeverZero) {
  const BlockFormat format = block_format("nvfp4");
  const std::vector<float> zeros(20, -0.0f), tiny(20, kSmallest), ones(20, 1.0f);
  EXPECT_EQ(tensor_scale(format, zeros.data(), zeros.size()), 1.0f);
  EXPECT_EQ(tensor_scale(format, nullptr, 0), 1.0f);
  EXPECT_EQ(tensor_scale(format, tiny.data(), tiny.size()), kSmallest);
  EXPECT_EQ(tensor_scale(format, ones.data(), ones.size()), 1.0f / 2688);
  EXPECT_EQ(tensor_scale(block_format("mxfp4"), ones.data(), ones.size()), 1.0f);
  const std::vector<float> mixed = {NAN, 2688.0f, -INFINITY};
  EXPECT_EQ(tensor_scale(format, mixed.data(), mixed.size()), 1.0f);
}

TEST(BlockCorners, NaNsAndInfinitiesMakeTheirBlockNaN) {
  BlockOptions options;
  options.not_finite = NotFinite::kPropagate;
  const std::vector<std::pair<std::string, std::uint8_t>> nan_scales = {
      {"mxfp8_e5m2", 0xff}, {"mxint8", 0xff}, {"bfp4", 0xff}, {"nvfp4", 0x7f}, {"fp4_ue5m3", 0xff}};
  for (const auto& [name, nan_scale] : nan_scales) {
    for (const float bad : {NAN, -NAN, INFINITY, -INFINITY}) {
      BlockFormat format = block_format(name);
      format.block_size = 2;
      const EncodedBlocks encoded = encode(format, {1.0f, 2.0f, 3.0f, bad, 1.0f}, options);
      EXPECT_EQ(encoded.scale_codes[1], nan_scale) << name;
      EXPECT_EQ(Bytes(encoded.codes.begin() + 2, encoded.codes.begin() + 4), (Bytes{0, 0})) << name;
      const std::vector<float> decoded = decode(format, encoded);
      for (std::size_t i = 0; i < decoded.size(); ++i) {
        EXPECT_EQ(formats::fp32_code(decoded[i]) == formats::kFp32Nan, i == 2 || i == 3) << name << ' ' << i;
      }
    }
  }
}

TEST(BlockCorners, OverflowToInfinityIsAnOption) {
  BlockOptions options;
  options.element_overflow = formats::Overflow::kInfinity;
  EXPECT_EQ(encode(block_format("mxfp8_e5m2"), {-0x1.fp15f, 1.0f}, options).codes, (Bytes{0xfc, 0x3c}));
  EXPECT_EQ(encode(block_format("mxfp8_e4m3"), {500.0f}, options).codes, Bytes{0x7f});
}

TEST(BlockCorners, TheLastBlockMayBeShortAndARowEmpty) {
  std::vector<float> values(33, 1.0f);
  values.back() = 64.0f;
  const EncodedBlocks encoded = encode(block_format("mxfp4"), values);
  EXPECT_EQ(encoded.scale_codes, (Bytes{125, 131}));
  EXPECT_EQ(encoded.codes.back(), 0x6);
  EXPECT_EQ(decode(block_format("mxfp4"), encoded), values);
  encode_blocks(block_format("mxfp4"), {}, 1, nullptr, 0, nullptr, nullptr);
  decode_blocks(block_format("mxfp4"), 1, nullptr, nullptr, 0, nullptr);
}

TEST(BlockCorners, BlocksOfOneHaveTheirOwnScales) {
  BlockFormat format = block_format("mxfp4");
  format.block_size = 1;
  const EncodedBlocks encoded = encode(format, {1.0f, 1024.0f, -0x1p-120f});
  EXPECT_EQ(encoded.scale_codes, (Bytes{125, 135, 5}));
  EXPECT_EQ(encoded.codes, (Bytes{0x6, 0x6, 0xe}));
}

TEST(BlockCorners, SharedExponentsHaveNoHiddenBit) {
  // bfp3, E = 2: steps of 2^(2 - 3 + 1) = 1; a magnitude that rounds to 8 stays at 7.
  const EncodedBlocks encoded = encode(block_format("bfp3"), {7.9f, -5.5f, 0.5f, -0.4f, 2.5f});
  EXPECT_EQ(encoded.scale_codes, Bytes{129});
  EXPECT_EQ(encoded.codes, (Bytes{0x7, 0xe, 0x0, 0x0, 0x2}));
  EXPECT_EQ(decode(block_format("bfp3"), encoded), (std::vector<float>{7, -6, 0, 0, 2}));
}

TEST(BlockCorners, LongBlocksHaveTheBitsOfTheirNumbersOneByOne) {
  // One number takes the scalar end of each loop, many its vectors; the maximum stands at the head of every pair.
  for (const char* name : {"mxfp8_e4m3", "mxint8", "nvfp4", "bfp5", "mx_posit8_0", "fp4_ue5m3"}) {
    const BlockFormat format = block_format(name);
    std::vector<float> values = {2.0f};
    while (values.size() < format.block_size) {
      const auto bits = static_cast<std::uint32_t>(formats::counter_random(1, values.size()));
      values.push_back(formats::fp32_value((bits & 0x83ffffff) | 0x3c000000));
    }
    const EncodedBlocks together = encode(format, values);
    for (std::size_t i = 1; i < values.size(); ++i) {
      const EncodedBlocks pair = encode(format, {2.0f, values[i]});
      EXPECT_EQ(pair.scale_codes, together.scale_codes) << name;
      EXPECT_EQ(pair.codes[1], together.codes[i]) << name << ' ' << i;
    }
  }
}

}  // namespace
