// Operands and references of traced layers.
#include "sim/system/operands.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "models/formats/float_format.hpp"
#include "models/formats/fp32.hpp"
#include "models/formats/rounding.hpp"
#include "models/quantizers/error_metrics.hpp"

namespace lop::sim {
namespace {

using Codes = tensor::Matrix<std::uint32_t>;

Codes codes(std::size_t rows, std::size_t columns, const std::vector<std::uint32_t>& values) {
  Codes matrix(rows, columns);
  matrix.values = values;
  return matrix;
}

TEST(Reference, IsTheDotProductOfTheStoredValues) {
  // [1 2 -0.5] . [3 0.25 4] = 1.5, [1 2 -0.5] . [-1 65504 2^-24] = 131007 - 2^-25
  const Codes activations = codes(1, 3, {0x3c00, 0x4000, 0xb800});
  const Codes weights = codes(2, 3, {0x4200, 0x3400, 0x4400, 0xbc00, 0x7bff, 0x0001});
  EXPECT_EQ(reference_outputs(activations, weights), (std::vector<double>{1.5, 131007 - 0x1p-25}));
}

TEST(Operands, OfAPeWithoutGroupsAreTheStoredCodes) {
  const auto slice = pe::make_slice("fp16_mac");
  const Codes activations = codes(1, 2, {0x3c00, 0x4000}), weights = codes(1, 2, {0x4200, 0x8001});
  const tensor::GemmOperands operands = make_operands(*slice, 0, activations, weights);
  EXPECT_EQ(operands.activations.values, activations.values);
  EXPECT_EQ(operands.weights.values, weights.values);
  EXPECT_TRUE(operands.metadata.values.empty());
}

TEST(Operands, OfBitmodAreCodesScalesAndAChannelScale) {
  // One group of {12, -6, 1, 0, 0, 0, 0, 2} in fp4: the largest is 6 (or a special 8
  // or 5) times the scale. 12 : -6 : 1 : 2 is 6 : -3 : 0.5 : 1, exact with scale 2
  // and no special value, so the first candidate wins; its only scale code is 255.
  const auto slice = pe::make_slice("bitmod", {{"weight_mode", "fp4"}, {"group_size", "8"}});
  const Codes weights = codes(1, 8, {0x4a00, 0xc600, 0x3c00, 0, 0, 0, 0, 0x4000});
  const tensor::GemmOperands operands =
      make_operands(*slice, slice->default_mode(), codes(1, 8, std::vector<std::uint32_t>(8, 0x3c00)), weights);
  EXPECT_EQ(operands.weights.values, (std::vector<std::uint32_t>{7, 0xd, 1, 0, 0, 0, 0, 2}));
  ASSERT_EQ(operands.metadata.values.size(), 1u);
  EXPECT_EQ(operands.metadata.values[0].scale, 255u);
  EXPECT_EQ(operands.metadata.values[0].special, 0u);
  const float channel_scale = 2.0f / 255.0f;
  std::uint32_t bits;
  std::memcpy(&bits, &channel_scale, sizeof bits);
  EXPECT_EQ(operands.channel_scale, (std::vector<std::uint32_t>{bits}));
}

TEST(Operands, OfBitmodCarryTheSpecialValueOfEachGroup) {
  // {16, 12, -6, 1} is {8, 6, -3, 0.5} times 2: exact only with the
  // special value 8, which is index 2 (EA+); then its negative, EA-.
  const auto slice = pe::make_slice("bitmod", {{"weight_mode", "fp4"}, {"group_size", "4"}});
  const Codes weights = codes(1, 8, {0x4c00, 0x4a00, 0xc600, 0x3c00, 0xcc00, 0xca00, 0x4600, 0xbc00});
  const tensor::GemmOperands operands =
      make_operands(*slice, slice->default_mode(), codes(1, 8, std::vector<std::uint32_t>(8, 0x3c00)), weights);
  EXPECT_EQ(operands.weights.values, (std::vector<std::uint32_t>{8, 7, 0xd, 1, 8, 0xf, 5, 9}));
  ASSERT_EQ(operands.metadata.values.size(), 2u);
  EXPECT_EQ(operands.metadata.values[0].special, 2);
  EXPECT_EQ(operands.metadata.values[1].special, 3);
}

TEST(Operands, OfMixpeHaveFp32ScalesZeroPointsAndExponentsOfActivationGroups) {
  // From -3 to 12 in fifteen steps of 1.
  const auto slice = pe::make_slice("mixpe_w4a16", {{"accumulator", "block_aligned"}, {"group_size", "4"}});
  const tensor::GemmOperands operands =
      make_operands(*slice, 0, codes(1, 4, {0x3c00, 0xc400, 0, 0x0001}), codes(1, 4, {0xc200, 0x4a00, 0, 0x4400}));
  EXPECT_EQ(operands.weights.values, (std::vector<std::uint32_t>{0, 15, 3, 7}));
  ASSERT_EQ(operands.metadata.values.size(), 1u);
  EXPECT_EQ(operands.metadata.values[0].scale, 0x3f800000u);
  EXPECT_EQ(operands.metadata.values[0].zero, 3);
  EXPECT_EQ(operands.row_metadata.values, std::vector<std::uint32_t>{17});
  EXPECT_TRUE(operands.channel_scale.empty());
}

// Posit (8,0) of 0.5, 3, -100 and 0.01: 0x20, 0x68, and the nearest, the largest number 64 with its sign and 1/64 (2^-7 < 0.01).
TEST(Operands, WithoutScalesAreTheNearestToTheNumbersThemselves) {
  const auto slice = pe::make_slice("rmmec", {{"mode", "p8"}});
  const Codes stored = codes(1, 4, {0x3800, 0x4200, 0xd640, 0x211f});
  const int mode = slice->default_mode();
  const tensor::GemmOperands weights = make_weight_operands(*slice, mode, stored, RowScales::kNone);
  const tensor::GemmOperands operands = with_activations(*slice, mode, weights, stored, RowScales::kNone);
  EXPECT_EQ(operands.weights.values, (std::vector<std::uint32_t>{0x20, 0x68, 0x81, 0x01}));
  EXPECT_EQ(operands.activations.values, operands.weights.values);
  EXPECT_TRUE(operands.row_scale.empty() && operands.column_scale.empty());
  EXPECT_EQ(slice->weight_value(mode, 0x81, {}), -64);
  for (const char* stem : {"int8_mac", "bitmod", "bf16_mac", "mxfp_dot", "olive"}) {
    EXPECT_FALSE(can_leave_scales_out(*pe::make_slice(stem), 0)) << stem;
  }
  EXPECT_TRUE(can_leave_scales_out(*pe::make_slice("fp8_mac"), 0));
}

// 31 times 1, -1, then 0, 32: mean 0.5, sigma of n - 1 sqrt(1070 / 63), so the scale is (0.5 + 3 sigma) / 7 = 1.8377; 1 is
// 0.54 of it, 32 is 17.4, next to the outlier 16 (code 2), and the zero beside it becomes its victim.
TEST(Operands, OfOliveHaveOutliersAndVictims) {
  const auto slice = pe::make_slice("olive");
  Codes row(1, 64);
  std::vector<std::uint32_t> expected;
  for (std::size_t k = 0; k < 64; ++k) {
    row(0, k) = k == 62 ? 0 : k == 63 ? 0x5000 : k % 2 == 0 ? 0x3c00 : 0xbc00;
    expected.push_back(k == 62 ? 8 : k == 63 ? 2 : k % 2 == 0 ? 1 : 15);
  }
  const tensor::GemmOperands operands = make_operands(*slice, 0, row, row);
  EXPECT_EQ(operands.activations.values, expected);
  const double scale = (0.5 + 3 * std::sqrt(1070.0 / 63)) / 7;
  EXPECT_FLOAT_EQ(static_cast<float>(operands.row_scale[0]), static_cast<float>(scale));
  EXPECT_EQ(slice->activation_value(0, tensor::whole_code(operands.activations, 0, 63, true, 4), 0), 16);
  EXPECT_EQ(slice->activation_value(0, tensor::whole_code(operands.activations, 0, 62, true, 4), 0), 0);
  // Of weights the scale is searched for: 0.75 of that leaves 62 errors of 0.378 and one of 1.078, less than any other,
  // and 32 is 23.2 of it, next to the outlier 24 (code 3).
  expected[63] = 3;
  EXPECT_EQ(operands.weights.values, expected);
  EXPECT_FLOAT_EQ(static_cast<float>(operands.column_scale[0]), static_cast<float>(0.75 * scale));
}

/// Near N(0, 1/4): the sum of four uniform numbers less their mean.
Codes normal_codes(std::size_t rows, std::size_t columns, std::uint64_t seed) {
  Codes codes(rows, columns);
  for (std::size_t i = 0; i < codes.values.size(); ++i) {
    const std::uint64_t bits = formats::counter_random(seed, i);
    double sum = -2;
    for (int part = 0; part < 4; ++part) sum += static_cast<double>(bits >> (16 * part) & 0xffff) * 0x1p-16;
    codes.values[i] = formats::encode(formats::kFp16, sum);
  }
  return codes;
}

class EveryPe : public testing::TestWithParam<std::string> {};

/// Operands stand for the stored numbers, times the scales, as well as their bits can say
/// it (2 bits with the largest magnitude as scale are little more than signs); outputs
/// for their dot products. A scale of the wrong group, row or column leaves noise alone.
TEST_P(EveryPe, BringsStoredTensorsThroughItsFormatsInEveryMode) {
  constexpr std::size_t kM = 6, kK = 300, kN = 5;
  const Codes activations = normal_codes(kM, kK, 1), weights = normal_codes(kN, kK, 2);
  const auto slice = pe::make_slice(GetParam());
  for (int mode = 0; mode < static_cast<int>(slice->modes().size()); ++mode) {
    const tensor::GemmOperands operands = make_operands(*slice, mode, activations, weights);
    const auto scale = [](const std::vector<double>& scales, std::size_t i) { return scales.empty() ? 1 : scales[i]; };
    const auto group = [&](std::size_t k) {
      return slice->group_size() > 0 ? k / static_cast<std::size_t>(slice->group_size()) : 0;
    };
    const bool paired = slice->codes_are_paired(mode);
    quantizers::ErrorMeter activation_error, weight_error, output_error;
    for (std::size_t k = 0; k < kK; ++k) {
      for (std::size_t m = 0; m < kM; ++m) {
        const std::uint32_t metadata = slice->row_metadata_bits(mode) > 0 ? operands.row_metadata(m, group(k)) : 0;
        const std::uint32_t code =
            tensor::whole_code(operands.activations, m, k, paired, slice->activation_bits(mode));
        const double value = slice->activation_value(mode, code, metadata);
        const double channel = operands.channel_scale.empty() || operands.row_scale.empty()
                                   ? 1
                                   : formats::fp32_value(operands.channel_scale[0]);
        activation_error.add(formats::decode(formats::kFp16, activations(m, k)),
                             value * scale(operands.row_scale, m) * channel);
      }
      for (std::size_t n = 0; n < kN; ++n) {
        const pe::Metadata metadata = slice->group_size() > 0 ? operands.metadata(n, group(k)) : pe::Metadata{};
        const double channel = operands.channel_scale.empty() || !operands.row_scale.empty()
                                   ? 1
                                   : formats::fp32_value(operands.channel_scale[n]);
        const std::uint32_t code = tensor::whole_code(operands.weights, n, k, paired, slice->weight_bits(mode));
        weight_error.add(formats::decode(formats::kFp16, weights(n, k)),
                         slice->weight_value(mode, code, metadata) * scale(operands.column_scale, n) * channel);
      }
    }
    const std::string which = GetParam() + " " + slice->modes()[static_cast<std::size_t>(mode)];
    const bool narrow_activations = slice->activation_bits(mode) < 3, narrow_weights = slice->weight_bits(mode) < 3;
    const bool shared =
        !operands.column_scale.empty() && operands.row_scale.empty() && slice->row_metadata_bits(mode) == 8;
    if (!shared) {   // tensor scales of both sides are one number
      EXPECT_GT(activation_error.sqnr_db(), narrow_activations ? 1 : 8) << which;
      EXPECT_GT(weight_error.sqnr_db(), narrow_weights ? 1 : 8) << which;
    }
    const Codes out = tensor::reference_gemm(*slice, mode, operands);
    const std::vector<double> reference = reference_outputs(activations, weights),
                              values = output_values(*slice, operands, out);
    output_error.add(reference.data(), values.data(), values.size());
    EXPECT_GT(output_error.sqnr_db(), narrow_activations || narrow_weights ? -3 : 5) << which;
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryPe, testing::ValuesIn(pe::stems()),
                         [](const auto& tested) { return tested.param; });

TEST(Outputs, AreDecodedByTheirWidth) {
  EXPECT_EQ(output_values(*pe::make_slice("fp16_mac", {{"accumulator", "fp16"}}), {}, codes(1, 2, {0x3e00, 0xc000})),
            (std::vector<double>{1.5, -2}));
  EXPECT_EQ(output_values(*pe::make_slice("fp16_mac", {{"accumulator", "fp32"}}), {}, codes(1, 1, {0x3fc00000})),
            (std::vector<double>{1.5}));
}

}  // namespace
}  // namespace lop::sim
