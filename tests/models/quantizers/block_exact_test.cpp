// Blocks against exact rationals, bit for bit.
#include <gtest/gtest.h>

#include <limits>

#include "models/formats/fp32.hpp"
#include "tests/models/quantizers/block_calls.hpp"
#include "tests/models/quantizers/block_oracle.hpp"

namespace {

using namespace lop;
using namespace lop::test;
using formats::Rounding;
using quantizers::BlockOptions;
using quantizers::ScaleRounding;

const std::vector<std::string> kMxNames = {"mxfp8_e4m3", "mxfp8_e5m2", "mxfp6_e2m3", "mxfp6_e3m2", "mxfp4", "mxint8",
                                           "mx_e3m0",    "mx_int4",    "bfp1",       "bfp3",       "bfp7"};
constexpr std::size_t kSize = 7;   // of blocks here: six numbers below the maximum

/// Numbers below `peak`, down to 2^-12 of it, with either sign; some of a few bits, where ties are.
std::vector<float> block_below(float peak, std::uint64_t seed) {
  std::vector<float> block = {peak};
  for (std::uint64_t i = 1; i < kSize; ++i) {
    const std::uint64_t bits = formats::counter_random(seed, i);
    const int kept = i % 2 == 0 ? 24 : 4;
    const double fraction = static_cast<double>(bits >> (64 - kept)) * std::ldexp(1.0, -kept);
    const double value = std::ldexp(double{peak} * fraction, -static_cast<int>(bits % 12));
    block.push_back(static_cast<float>((bits >> 8 & 1) != 0 ? -value : value));
  }
  return block;
}

/// Powers of two of every exponent of FP32, subnormals too, and what
/// roundings of the scale tell apart, each with its neighbours.
std::vector<float> peaks() {
  std::vector<float> found = {std::numeric_limits<float>::max(), 0.0f};
  const auto add = [&](double peak) {
    const auto middle = static_cast<float>(peak);
    for (const float near :
         {middle, std::nextafter(middle, 0.0f), std::nextafter(middle, std::numeric_limits<float>::max())}) {
      found.push_back(near);
    }
  };
  for (int exponent = -149; exponent <= 127; ++exponent) {
    add(std::ldexp(1.0, exponent));
    if (exponent % 9 != 0) continue;
    for (const double factor : {1.25, 1.5, 1.75, 1.875, 1.9375, 1.984375, 1.9921875}) add(std::ldexp(factor, exponent));
  }
  return found;
}

void expect_exact(const std::string& name, const BlockOptions& options, const std::vector<float>& maxima) {
  quantizers::BlockFormat format = quantizers::block_format(name);
  format.block_size = kSize;
  const OracleElement element = oracle_element(name);
  std::vector<float> values;
  for (std::size_t b = 0; b < maxima.size(); ++b) {
    const std::vector<float> block = block_below(maxima[b], b);
    values.insert(values.end(), block.begin(), block.end());
  }
  const EncodedBlocks encoded = encode(format, values, options);
  for (std::size_t b = 0; b < maxima.size(); ++b) {
    const auto begin = static_cast<std::ptrdiff_t>(b * kSize);
    const OracleBlock expected =
        oracle_block(element, {values.begin() + begin, values.begin() + begin + kSize}, options);
    ASSERT_EQ(encoded.scale_codes[b], expected.scale_code) << name << ' ' << maxima[b];
    const auto first = encoded.codes.begin() + begin;
    ASSERT_EQ(std::vector<std::uint32_t>(first, first + kSize), expected.codes)
        << name << ' ' << maxima[b];
  }
}

TEST(BlockExact, ScalesEveryMaximumByPowersOfTwo) {
  for (const std::string& name : kMxNames) expect_exact(name, {}, peaks());
}

TEST(BlockExact, FollowsEveryRoundingOfTheScale) {
  for (const std::string& name : kMxNames) {
    for (const auto rounding :
         {ScaleRounding::kCeil, ScaleRounding::kNearest, ScaleRounding::kEven, ScaleRounding::kCover}) {
      BlockOptions options;
      options.scale_rounding = rounding;
      expect_exact(name, options, peaks());
    }
  }
}

TEST(BlockExact, FollowsEveryRoundingOfTheElements) {
  for (const std::string& name : kMxNames) {
    for (const Rounding rounding : {Rounding::kTowardZero, Rounding::kFloor, Rounding::kNearestAway}) {
      BlockOptions options;
      options.element_rounding = rounding;
      expect_exact(name, options, {1e-44f, 1e-38f, 0.1f, 0.999f, 1.0f, 3.999f, 448.0f, 3e38f});
    }
  }
}

/// A block whose numbers lie on the boundaries between its elements, or next to them.
std::vector<float> boundary_block(const Rational& scale, float peak) {
  std::vector<float> block = {peak};
  for (const double boundary : {0.25, 0.75, 1.25, 1.75, 2.5, 3.5, 5.0}) {
    const auto near = static_cast<float>(static_cast<double>(Rational(boundary) * scale));
    for (const float value : {near, std::nextafter(near, 0.0f), std::nextafter(near, INFINITY)}) {
      if (std::abs(value) <= peak) block.push_back(block.size() % 2 == 0 ? value : -value);
    }
  }
  return block;
}

void expect_exact_quotients(const std::string& name, const Shape& shape, const std::vector<float>& tensor_scales) {
  const ValueTable scales(shape);
  std::uint64_t blocks = 0;
  for (const float tensor_scale : tensor_scales) {
    for (std::uint64_t i = 0; i < 24; ++i) {
      // Peaks over the range of scales and beyond both of its ends.
      const std::uint64_t bits = formats::counter_random(5, i);
      const double top = std::ldexp(1 + static_cast<double>(bits >> 40) * 0x1p-24, static_cast<int>(bits % 24) - 13);
      const auto peak = static_cast<float>(std::min(6 * top * double{tensor_scale}, 3e38));
      for (const quantizers::LostBlock lost : {quantizers::LostBlock::kZero, quantizers::LostBlock::kSmallest}) {
        BlockOptions options;
        options.lost_block = lost;
        options.element_rounding = i % 3 == 0 ? Rounding::kTowardZero : Rounding::kNearestEven;
        const std::uint32_t scale_code = oracle_block(scales, tensor_scale, {peak}, options).scale_code;
        const std::vector<float> block = boundary_block(scales.magnitude(scale_code) * Rational(tensor_scale), peak);
        quantizers::BlockFormat format = quantizers::block_format(name);
        format.block_size = block.size();
        const EncodedBlocks encoded = encode(format, block, options, tensor_scale);
        const OracleBlock expected = oracle_block(scales, tensor_scale, block, options);
        ASSERT_EQ(encoded.scale_codes.front(), expected.scale_code) << peak << ' ' << tensor_scale;
        ASSERT_EQ(std::vector<std::uint32_t>(encoded.codes.begin(), encoded.codes.end()), expected.codes)
            << peak << ' ' << tensor_scale;
        ++blocks;
      }
    }
  }
  EXPECT_EQ(blocks, 48 * tensor_scales.size());
}

TEST(BlockExact, DividesByTensorAndBlockScaleOnce) {
  std::vector<float> tensor_scales = {1, 0x1p-149f, 0x1.8p-140f, 0x1p100f, 0x1.fffffep-1f};
  for (std::uint64_t i = 0; i < 25; ++i) {
    const std::uint64_t bits = formats::counter_random(6, i);
    const auto significand = static_cast<double>(bits >> 40 | 1);
    tensor_scales.push_back(static_cast<float>(std::ldexp(significand, static_cast<int>(bits % 60) - 60)));
  }
  expect_exact_quotients("nvfp4", {"ue4m3", 4, 3, Specials::kTopIsNan, false}, tensor_scales);
}

TEST(BlockExact, DividesByAWideBlockScaleAlone) {
  expect_exact_quotients("fp4_ue5m3", {"ue5m3", 5, 3, Specials::kTopIsNan, false}, {1});
}

TEST(BlockExact, RoundsTheBlockScaleOnce) {
  // The maximum lies on a boundary between two scales, or next to it.
  const ValueTable scales({"ue4m3", 4, 3, Specials::kTopIsNan, false});
  quantizers::BlockFormat format = quantizers::block_format("nvfp4");
  for (const float tensor_scale : {1.0f, 0x1.234566p-9f, 0x1.8p-20f, 0x1.aaaaaap3f}) {
    for (std::uint32_t code = 0; code + 1 < scales.finite_codes(); ++code) {
      const Rational boundary = (scales.magnitude(code) + scales.magnitude(code + 1)) / 2 * 6 * Rational(tensor_scale);
      const auto near = static_cast<float>(static_cast<double>(boundary));
      for (const float peak : {near, std::nextafter(near, 0.0f), std::nextafter(near, INFINITY)}) {
        EXPECT_EQ(encode(format, {peak}, {}, tensor_scale).scale_codes.front(),
                  oracle_block(scales, tensor_scale, {peak}, {}).scale_code)
            << code << ' ' << tensor_scale;
      }
    }
  }
}

TEST(BlockExact, RoundsTheTensorScaleOnce) {
  const quantizers::BlockFormat format = quantizers::block_format("nvfp4");
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const float peak = formats::fp32_value(static_cast<std::uint32_t>(formats::counter_random(7, i)) % 0x7f800000);
    const std::uint32_t expected =
        code_of(kFp32Definition, false, Rational(peak) / 2688, Rounding::kNearestEven, false);
    EXPECT_EQ(formats::fp32_code(quantizers::tensor_scale(format, &peak, 1)), std::max(expected, 1u)) << peak;
  }
}

TEST(BlockExact, RoundsADecodedNumberOnce) {
  for (const char* name : {"mxfp8_e4m3", "mxint8", "bfp7", "nvfp4", "fp4_ue5m3"}) {
    const quantizers::BlockFormat format = quantizers::block_format(name);
    for (std::uint64_t i = 0; i < 3000; ++i) {
      const std::uint64_t bits = formats::counter_random(8, i);
      const auto code = static_cast<std::uint8_t>(bits & format.element.mask());
      const auto scale_code = static_cast<std::uint8_t>(bits >> 8 & format.scale.mask());
      const float tensor_scale = format.has_tensor_scale ? formats::fp32_value((bits >> 32) % 0x7f7fffff + 1) : 1.0f;
      const double element = format.element.decode(code), scale = format.scale.decode(scale_code);
      const float decoded = decode(format, {{scale_code}, {code}}, tensor_scale).front();
      if (std::isnan(element) || std::isnan(scale)) {
        EXPECT_EQ(formats::fp32_code(decoded), formats::kFp32Nan);
        continue;
      }
      const Rational exact =
          Rational(element) * power_of_two(format.element_exponent) * Rational(scale) * Rational(tensor_scale);
      const bool negative = std::signbit(element);
      EXPECT_EQ(formats::fp32_code(decoded),
                code_of(kFp32Definition, negative, abs(exact), Rounding::kNearestEven, false))
          << name << ' ' << +code << ' ' << +scale_code << ' ' << tensor_scale;
    }
  }
}

}  // namespace
