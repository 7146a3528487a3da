// Stored parts read back bit by bit are the codes and scales of the quantiser, for every family of modes.
#include "models/quantizers/group_scheme.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <map>

#include "tests/models/quantizers/quantizer_inputs.hpp"

namespace {

using namespace lop::quantizers;
using lop::tensor::Matrix;

std::uint32_t bits_at(const std::vector<std::uint8_t>& bytes, std::size_t first, int count) {
  std::uint32_t code = 0;
  for (int bit = 0; bit < count; ++bit) {
    const std::size_t at = first + static_cast<std::size_t>(bit);
    code |= static_cast<std::uint32_t>(bytes[at / 8] >> (at % 8) & 1) << bit;
  }
  return code;
}

float scale_at(const StoredPart& part, std::size_t index) {
  if (part.type == PartType::kFp32) {
    float value;
    std::memcpy(&value, part.bytes.data() + 4 * index, 4);
    return value;
  }
  if (part.type == PartType::kU8) return static_cast<float>(std::ldexp(1.0, part.bytes[index] - 127));
  const unsigned code = part.bytes[2 * index] | part.bytes[2 * index + 1] << 8;
  const int exponent = static_cast<int>(code >> 10 & 31);
  return static_cast<float>(
      std::ldexp((exponent == 0 ? 0 : 1024) + static_cast<int>(code & 1023), (exponent == 0 ? 1 : exponent) - 25));
}

TEST(GroupScheme, PartsHoldTheCodesAndScales) {
  const Matrix<float> weights = lop::test::heavy_tailed(5, 37, 91);
  for (const std::string& name : lop::test::every_mode()) {
    for (const ScalePrecision precision : {ScalePrecision::kFp32, ScalePrecision::kFp16, ScalePrecision::kE8m0}) {
      GroupQuantizeOptions options = lop::test::mode(name, 16);
      options.scale_precision = precision;
      const QuantizedMatrix expected = quantize_groups(weights, options);
      const StoredMatrix got = make_group_scheme(options)->quantize(weights);
      EXPECT_EQ(got.values.values, dequantized(expected).values);
      std::map<std::string, StoredPart> parts;
      for (const StoredPart& part : got.parts) parts[part.suffix] = part;
      const int bits = expected.rule->code_bits();
      const std::size_t row_bytes = (37 * static_cast<std::size_t>(bits) + 7) / 8;
      ASSERT_EQ(parts.at("codes").shape, (std::vector<std::size_t>{5, row_bytes}));
      for (std::size_t row = 0; row < 5; ++row) {
        for (std::size_t k = 0; k < 37; ++k) {
          ASSERT_EQ(bits_at(parts.at("codes").bytes, 8 * row * row_bytes + k * static_cast<std::size_t>(bits), bits),
                    expected.codes(row, k))
              << name;
        }
      }
      double metadata_bits = 0;
      for (const auto& [suffix, matrix] :
           {std::pair<const char*, const Matrix<float>&>{"group_scale", expected.group_scale},
            {"second_scale", expected.second_scale}}) {
        if (parts.count(suffix) == 0) continue;
        for (std::size_t i = 0; i < matrix.values.size(); ++i) {
          ASSERT_EQ(scale_at(parts[suffix], i), matrix.values[i]) << name;
        }
        metadata_bits += 8.0 * static_cast<double>(parts[suffix].bytes.size());
      }
      EXPECT_EQ(parts.count("second_scale") == 1, name.find("planes") != std::string::npos);
      const bool has_special = name == "fp4" || name == "fp3" || name == "ant4" || name == "ant3" || name == "olive4";
      ASSERT_EQ(parts.count("special") == 1, has_special) << name;
      if (has_special) {
        EXPECT_EQ(parts["special"].bytes, expected.special.values);
        metadata_bits += 15 * (name == "ant3" || name == "olive4" ? 1 : 2);
      }
      if (parts.count("zero") == 1) {
        EXPECT_EQ(parts["zero"].bytes, expected.zero.values);
        metadata_bits += 15 * 4;
      }
      EXPECT_EQ(parts.count("zero") == 1, name == "uint4");
      EXPECT_DOUBLE_EQ(got.bits_per_element, bits + metadata_bits / (5 * 37)) << name;
    }
  }
}

TEST(GroupScheme, ASecondLevelStoresItsCodesAndChannelScales) {
  GroupQuantizeOptions options = lop::test::mode("fp4", 16);
  options.second_level = SecondLevel::kInt8;
  const Matrix<float> weights = lop::test::heavy_tailed(5, 37, 92);
  const StoredMatrix got = make_group_scheme(options)->quantize(weights);
  std::vector<std::string> suffixes;
  for (const StoredPart& part : got.parts) suffixes.push_back(part.suffix);
  EXPECT_EQ(suffixes, (std::vector<std::string>{"codes", "scale_codes", "channel_scale", "special"}));
  EXPECT_DOUBLE_EQ(got.bits_per_element, 4 + (15 * 10 + 5 * 32) / (5 * 37.0));
}

TEST(GroupScheme, AGroupOfNanHasNanScalesOfItsPrecision) {
  for (const ScalePrecision precision : {ScalePrecision::kFp32, ScalePrecision::kFp16, ScalePrecision::kE8m0}) {
    GroupQuantizeOptions options = lop::test::mode("e2m1");
    options.scale_precision = precision;
    options.not_finite = NotFinite::kPropagate;
    const StoredMatrix got = make_group_scheme(options)->quantize(Matrix<float>(1, 4, NAN));
    const StoredPart& scale = got.parts[1];
    switch (precision) {
      case ScalePrecision::kE8m0: EXPECT_EQ(scale.bytes, std::vector<std::uint8_t>{0xff}); break;
      case ScalePrecision::kFp16: EXPECT_EQ(scale.bytes, (std::vector<std::uint8_t>{0x00, 0x7e})); break;
      case ScalePrecision::kFp32: EXPECT_TRUE(std::isnan(scale_at(scale, 0))); break;
    }
  }
}

}  // namespace
