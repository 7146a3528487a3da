// The NVFP4 slice against rationals: E2M1 and UE4M3 from tables and definitions typed in.
#include <gtest/gtest.h>

#include "tests/models/pe/block_oracle.hpp"

namespace lop::test {
namespace {

constexpr std::uint32_t kNan = 0x7fc00000, kOne = 0x3f800000, kOneScale = 0x38;

Maybe e2m1(const std::string&, std::uint32_t code) {
  const int halves[] = {0, 1, 2, 3, 4, 6, 8, 12};
  return {false, Rational(code < 8 ? halves[code] : -halves[code - 8], 2)};
}

/// E4M3 without a sign; the highest bit of the byte is nobody's.
Maybe ue4m3(std::uint32_t byte) {
  const int code = static_cast<int>(byte % 128), field = code / 8, mantissa = code % 8;
  if (code == 127) return {true, 0};
  return {false, field == 0 ? mantissa * power_of_two(-9) : (8 + mantissa) * power_of_two(field - 10)};
}

const BlockDefinition kNvfp4{"nvfp4_dot", e2m1, ue4m3};

OutputOperands one_block(std::vector<std::uint32_t> activations, std::vector<std::uint32_t> weights,
                         std::uint32_t a_scale, std::uint32_t w_scale) {
  const int size = static_cast<int>(activations.size());
  activations.resize(static_cast<std::size_t>(padded(size, 8)));
  weights.resize(activations.size());
  return {0, {size}, {activations}, {weights}, {{{w_scale, 0, 0}}}, {{a_scale}}};
}

std::uint32_t accumulator_of(const OutputOperands& output) {
  const auto slice = pe::make_slice("nvfp4_dot");
  const std::unique_ptr<pe::Grid> grid = slice->make_grid(1, 1);
  grid->reset();
  run_output(*slice, *grid, output);
  return grid->accumulators()[0];
}

TEST(Nvfp4Dot, AddsExactBlocksWithOneRoundingEach) {
  expect_exact_blocks(kNvfp4, {{16}, {16, 16, 16}, {8}, {16, 5}, {3}, {16, 16, 16, 16, 16, 16, 9}}, 600);
}

TEST(Nvfp4Dot, MultipliesAllPairsOfElementsAndAllPairsOfScales) {
  for (std::uint32_t a = 0; a < 16; ++a) {
    for (std::uint32_t w = 0; w < 16; ++w) {
      const OutputOperands output = one_block({0, 0, 0, a}, {0, 0, 0, w}, kOneScale, kOneScale);
      ASSERT_EQ(accumulator_of(output), block_oracle(kNvfp4, "", output, 0, 0)) << a << " " << w;
    }
  }
  for (std::uint32_t a = 0; a < 256; ++a) {
    for (std::uint32_t w = 0; w < 256; ++w) {
      const OutputOperands output = one_block({7, 13}, {7, 1}, a, w);
      ASSERT_EQ(accumulator_of(output), block_oracle(kNvfp4, "", output, 0, 0)) << a << " " << w;
    }
  }
}

TEST(Nvfp4Dot, HoldsTheWidestBlockWithTheLargestScales) {
  const std::vector<std::uint32_t> most(16, 7), least(16, 15);
  EXPECT_EQ(accumulator_of(one_block(most, most, 0x7e, 0x7e)), fp32_of(Rational(16 * 36) * 448 * 448, false));
  EXPECT_EQ(accumulator_of(one_block(most, least, 0x7e, 0x7e)), fp32_of(Rational(16 * 36) * 448 * 448, true));
  EXPECT_EQ(accumulator_of(one_block({1}, {1}, 0x01, 0x01)), fp32_of(power_of_two(-20), false));
}

TEST(Nvfp4Dot, ANanScaleIsInvalidAndAZeroScaleZero) {
  const auto slice = pe::make_slice("nvfp4_dot");
  EXPECT_EQ(accumulator_of(one_block({0}, {0}, 0x7f, kOneScale)), kNan);
  EXPECT_EQ(accumulator_of(one_block({0}, {0}, kOneScale, 0xff)), kNan);
  EXPECT_EQ(accumulator_of(one_block({7}, {15}, 0, kOneScale)), 0u);
  EXPECT_EQ(flags_shown(*slice, &kNan), std::vector<std::string>{"invalid"});
  EXPECT_TRUE(flags_shown(*slice, &kOne).empty());
}

TEST(Nvfp4Dot, ScalesItsOutputByTheTensorsScales) {
  const auto slice = pe::make_slice("nvfp4_dot");
  const auto finite_product = [](std::uint32_t a, std::uint32_t b) {
    const Number x = number_of(kFp32Definition, a), y = number_of(kFp32Definition, b);
    return code_of(kFp32Definition, x.negative != y.negative, x.magnitude * y.magnitude,
                   formats::Rounding::kNearestEven, false);
  };
  OperandDraw draw(Draw::kUniform, 3);
  for (int i = 0; i < 20000; ++i) {
    const std::uint32_t accumulator = draw.random(), scale = draw.random();
    if ((accumulator >> 23 & 255) == 255 || (scale >> 23 & 255) == 255) continue;
    ASSERT_EQ(slice->out_code(&accumulator, scale), finite_product(accumulator, scale))
        << std::hex << accumulator << " " << scale;
  }
  EXPECT_EQ(slice->out_code(&kNan, kOne), kNan);
}

TEST(Nvfp4Dot, SaysWhatItsCodesStandFor) {
  const auto slice = pe::make_slice("nvfp4_dot");
  EXPECT_EQ(slice->weight_value(0, 0xf, {0x40, 0, 0}), -12.0);
  EXPECT_EQ(slice->activation_value(0, 0x1, 0x01), 0x1p-10);
  EXPECT_TRUE(std::isnan(slice->activation_value(0, 0x1, 0x7f)));
}

TEST(Nvfp4Dot, AScaleBiasOffByOneDiffers) {
  // The oracle checked.
  const BlockDefinition shifted{"nvfp4_dot", e2m1, [](std::uint32_t code) {
                                  return Maybe{ue4m3(code).invalid, ue4m3(code).value * 2};
                                }};
  const OutputOperands output = one_block({2}, {2}, kOneScale, kOneScale);
  EXPECT_EQ(accumulator_of(output), kOne);
  EXPECT_NE(accumulator_of(output), block_oracle(shifted, "", output, 0, 0));
}

}  // namespace
}  // namespace lop::test
