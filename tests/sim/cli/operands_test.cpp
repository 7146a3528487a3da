// Operands and references of traced layers.
#include "sim/system/operands.hpp"

#include <gtest/gtest.h>

#include <cstring>

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
  // One group of {12, -6, 1, 0, 0, 0, 0, 2} in fp4: the largest is 6 (or a special 8 or 5) times the scale. 12 : -6 : 1 : 2 is
  // 6 : -3 : 0.5 : 1, exact with scale 2 and no special value, so the first candidate wins; its only scale code is 255.
  const auto slice = pe::make_slice("bitmod", {{"weight_mode", "fp4"}, {"group_size", "8"}});
  const Codes weights = codes(1, 8, {0x4a00, 0xc600, 0x3c00, 0, 0, 0, 0, 0x4000});
  const tensor::GemmOperands operands = make_operands(*slice, slice->default_mode(), codes(1, 8, std::vector<std::uint32_t>(8, 0x3c00)), weights);
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
  // {16, 12, -6, 1} is {8, 6, -3, 0.5} times 2: exact only with the special value 8, which is index 2 (EA+); then its negative, EA-.
  const auto slice = pe::make_slice("bitmod", {{"weight_mode", "fp4"}, {"group_size", "4"}});
  const Codes weights = codes(1, 8, {0x4c00, 0x4a00, 0xc600, 0x3c00, 0xcc00, 0xca00, 0x4600, 0xbc00});
  const tensor::GemmOperands operands = make_operands(*slice, slice->default_mode(), codes(1, 8, std::vector<std::uint32_t>(8, 0x3c00)), weights);
  EXPECT_EQ(operands.weights.values, (std::vector<std::uint32_t>{8, 7, 0xd, 1, 8, 0xf, 5, 9}));
  ASSERT_EQ(operands.metadata.values.size(), 2u);
  EXPECT_EQ(operands.metadata.values[0].special, 2);
  EXPECT_EQ(operands.metadata.values[1].special, 3);
}

TEST(Operands, OfMixpeHaveFp32ScalesZeroPointsAndExponentsOfActivationGroups) {
  // From -3 to 12 in fifteen steps of 1.
  const auto slice = pe::make_slice("mixpe_w4a16", {{"accumulator", "block_aligned"}, {"group_size", "4"}});
  const tensor::GemmOperands operands = make_operands(*slice, 0, codes(1, 4, {0x3c00, 0xc400, 0, 0x0001}), codes(1, 4, {0xc200, 0x4a00, 0, 0x4400}));
  EXPECT_EQ(operands.weights.values, (std::vector<std::uint32_t>{0, 15, 3, 7}));
  ASSERT_EQ(operands.metadata.values.size(), 1u);
  EXPECT_EQ(operands.metadata.values[0].scale, 0x3f800000u);
  EXPECT_EQ(operands.metadata.values[0].zero, 3);
  EXPECT_EQ(operands.row_metadata.values, std::vector<std::uint32_t>{17});
  EXPECT_EQ(operands.channel_scale, std::vector<std::uint32_t>{0x3f800000});
}

TEST(Outputs, AreDecodedByTheirWidth) {
  EXPECT_EQ(output_values(*pe::make_slice("fp16_mac", {{"accumulator", "fp16"}}), codes(1, 2, {0x3e00, 0xc000})), (std::vector<double>{1.5, -2}));
  EXPECT_EQ(output_values(*pe::make_slice("fp16_mac", {{"accumulator", "fp32"}}), codes(1, 1, {0x3fc00000})), (std::vector<double>{1.5}));
}

}  // namespace
}  // namespace lop::sim
