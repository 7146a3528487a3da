// The MX slice against rationals: element and scale definitions of the OCP specification typed in.
#include <gtest/gtest.h>

#include <map>

#include "tests/models/pe/block_oracle.hpp"

namespace lop::test {
namespace {

constexpr std::uint32_t kNan = 0x7fc00000, kInfinity = 0x7f800000, kOneScale = 0x7f;
enum Mode { kE2M1, kE2M3, kE3M2, kE4M3, kE5M2, kInt8 };

Maybe element(const std::string& mode, std::uint32_t code) {
  if (mode == "int8") return {false, Rational(code < 128 ? static_cast<int>(code) : static_cast<int>(code) - 256) / 64};
  if (mode == "e4m3" && code % 128 == 127) return {true, 0};
  static const std::map<std::string, Definition> kDefinitions = {{"e2m1", {2, 1, 1, false}},
                                                                 {"e2m3", {2, 3, 1, false}},
                                                                 {"e3m2", {3, 2, 3, false}},
                                                                 {"e4m3", {4, 3, 7, false}},
                                                                 {"e5m2", {5, 2, 15, true}}};
  const Number number = number_of(kDefinitions.at(mode), code);
  return {number.infinite || number.nan, number.value()};
}

Maybe e8m0(std::uint32_t code) { return {code == 255, power_of_two(static_cast<int>(code) - 127)}; }

const BlockDefinition kMx{"mxfp_dot", element, e8m0};

/// One output of one block; every element and scale alike, or as given.
std::uint32_t block(Mode mode, std::vector<std::uint32_t> activations, std::vector<std::uint32_t> weights,
                    std::uint32_t a_scale = kOneScale, std::uint32_t w_scale = kOneScale) {
  const auto slice = pe::make_slice("mxfp_dot");
  const std::unique_ptr<pe::Grid> grid = slice->make_grid(1, 1);
  grid->reset();
  const int size = static_cast<int>(activations.size());
  activations.resize(static_cast<std::size_t>(padded(size, 8)));
  weights.resize(activations.size());
  run_output(*slice, *grid, {mode, {size}, {activations}, {weights}, {{{w_scale, 0, 0}}}, {{a_scale}}});
  return grid->accumulators()[0];
}

std::uint32_t value_code(double value) { return fp32_of(Rational(value), value < 0); }

TEST(MxfpDot, RoundsEachBlockOnceAndEachSumOnce) {
  expect_exact_blocks(kMx, {{32}, {32, 32, 32}, {8}, {32, 16}, {5}, {32, 32, 32, 32, 32, 32, 3}}, 150);
}

TEST(MxfpDot, MultipliesAllPairsOfElements) {
  for (const Mode mode : {kE2M1, kE2M3, kE3M2, kE4M3, kE5M2, kInt8}) {
    const auto slice = pe::make_slice("mxfp_dot");
    const std::string& name = slice->modes()[static_cast<std::size_t>(mode)];
    for (std::uint32_t a = 0; a >> slice->activation_bits(mode) == 0; ++a) {
      for (std::uint32_t w = 0; w >> slice->weight_bits(mode) == 0; ++w) {
        const Maybe x = element(name, a), y = element(name, w);
        const Rational product = x.value * y.value;
        ASSERT_EQ(block(mode, {a}, {w}), x.invalid || y.invalid ? kNan : fp32_of(product, product < 0))
            << name << " " << a << " " << w;
      }
    }
  }
}

TEST(MxfpDot, HoldsTheWidestSumsOfABlock) {
  // 32 x largest^2: 14, 18, 24, 42, 70 and 21 bits with sign, in units of 2^-2, 2^-6, 2^-8, 2^-18, 2^-32 and 2^-12.
  for (const auto& [mode, code, largest] : {std::tuple{kE2M1, 0x7u, 6.0},
                                            {kE2M3, 0x1fu, 7.5},
                                            {kE3M2, 0x1fu, 28.0},
                                            {kE4M3, 0x7eu, 448.0},
                                            {kE5M2, 0x7bu, 57344.0},
                                            {kInt8, 0x80u, -2.0}}) {
    EXPECT_EQ(block(mode, std::vector<std::uint32_t>(32, code), std::vector<std::uint32_t>(32, code)),
              value_code(32 * largest * largest));
  }
  EXPECT_EQ(block(kE5M2, std::vector<std::uint32_t>(32, 0x7b), std::vector<std::uint32_t>(32, 0xfb)),
            value_code(-32.0 * 57344 * 57344));
}

TEST(MxfpDot, KeepsWhatCancellationUncovers) {
  // Largest and least products of e5m2: 2^31.6 and 2^-32, apart by more bits than FP64 has.
  EXPECT_EQ(block(kE5M2, {0x7b, 0x01, 0x7b}, {0x7b, 0x01, 0xfb}), value_code(0x1p-32));
}

TEST(MxfpDot, UnderflowsGraduallyAndOverflowsToInfinity) {
  EXPECT_EQ(block(kE2M1, {2}, {2}, 0x00, 0x7f), value_code(0x1p-127));
  EXPECT_EQ(block(kE2M1, {2}, {2}, 0x00, 0x69), value_code(0x1p-149));
  EXPECT_EQ(block(kE2M1, {2}, {2}, 0x00, 0x68), 0u) << "half the least subnormal is a tie to even";
  EXPECT_EQ(block(kE2M1, {2}, {3}, 0x00, 0x68), 1u);
  EXPECT_EQ(block(kE2M1, {7}, {7}, 0xfe, 0x7f), kInfinity);
  EXPECT_EQ(block(kE2M1, {7}, {15}, 0xfe, 0xfe), kInfinity | 0x80000000);
  EXPECT_EQ(block(kE2M1, {2}, {2}, 0xfe, 0x7f), value_code(0x1p127));
}

TEST(MxfpDot, AnAccumulatorThatOverflowsStaysInfiniteUntilTheOtherInfinityComes) {
  const auto slice = pe::make_slice("mxfp_dot");
  const std::unique_ptr<pe::Grid> grid = slice->make_grid(1, 1);
  // Blocks of 1.5 x 2^127, finite each, of the signs given; scale 2^127 on one side.
  const auto sum_of = [&](const std::vector<std::uint32_t>& codes) {
    OutputOperands output{kE2M1, {}, {{}}, {{}}, {{}}, {{}}};
    for (const std::uint32_t code : codes) {
      output.group_sizes.push_back(8);
      output.activations[0].insert(output.activations[0].end(), {code, 0, 0, 0, 0, 0, 0, 0});
      output.weights[0].insert(output.weights[0].end(), {2, 0, 0, 0, 0, 0, 0, 0});
      output.metadata[0].push_back({0xfe, 0, 0});
      output.row_metadata[0].push_back(kOneScale);
    }
    grid->reset();
    run_output(*slice, *grid, output);
    return grid->accumulators()[0];
  };
  EXPECT_EQ(sum_of({3}), value_code(0x1.8p127));
  EXPECT_EQ(sum_of({3, 3}), kInfinity);
  EXPECT_EQ(sum_of({3, 3, 11, 11}), kInfinity);
  EXPECT_EQ(sum_of({11, 11, 3}), kInfinity | 0x80000000);
  EXPECT_EQ(sum_of({3, 3, 15}), kNan) << "a block of -6 x 2^127 is an infinity itself";
}

TEST(MxfpDot, AnInfinityOrNanAmongElementsOrScalesIsInvalidWhereverItStands) {
  const auto slice = pe::make_slice("mxfp_dot");
  for (const std::uint32_t bad : {0x7cu, 0xfcu, 0x7du, 0xffu}) {
    EXPECT_EQ(block(kE5M2, {bad}, {0}), kNan);
    EXPECT_EQ(block(kE5M2, {0}, {bad}), kNan);
  }
  EXPECT_EQ(block(kE4M3, {0x7f, 1}, {0, 1}), kNan);
  EXPECT_EQ(block(kE2M1, {0}, {0}, 0xff, kOneScale), kNan);
  EXPECT_EQ(block(kE2M1, {0}, {0}, kOneScale, 0xff), kNan);
  EXPECT_EQ(flags_shown(*slice, &kNan), std::vector<std::string>{"invalid"});
  EXPECT_TRUE(flags_shown(*slice, &kInfinity).empty());
}

TEST(MxfpDot, SaysWhatItsCodesStandFor) {
  const auto slice = pe::make_slice("mxfp_dot");
  EXPECT_EQ(slice->weight_value(kInt8, 0xc0, {0x80, 0, 0}), -2.0);
  EXPECT_EQ(slice->activation_value(kE2M1, 0x3, 0x7e), 0.75);
  EXPECT_TRUE(std::isnan(slice->activation_value(kE5M2, 0x7c, 0x7f)));
  EXPECT_EQ(slice->metadata_use(kE2M1).one, kOneScale);
}

TEST(MxfpDot, AScaleBiasOffByOneDiffers) {
  // The oracle checked.
  const BlockDefinition shifted{"mxfp_dot", element, [](std::uint32_t code) {
                                  return Maybe{code == 255, power_of_two(static_cast<int>(code) - 128)};
                                }};
  const OutputOperands output{
      kE2M1, {8}, {{2, 0, 0, 0, 0, 0, 0, 0}}, {{2, 0, 0, 0, 0, 0, 0, 0}}, {{{kOneScale, 0, 0}}}, {{kOneScale}}};
  EXPECT_EQ(block(kE2M1, {2}, {2}), block_oracle(kMx, "e2m1", output, 0, 0));
  EXPECT_NE(block(kE2M1, {2}, {2}), block_oracle(shifted, "e2m1", output, 0, 0));
}

}  // namespace
}  // namespace lop::test
