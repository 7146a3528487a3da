// The FP16 MAC slice against exact rationals rounded once a step.
#include <gtest/gtest.h>

#include "models/pe/slice.hpp"
#include "tests/models/formats/exact_oracle.hpp"
#include "tests/models/pe/operands.hpp"

namespace lop::test {
namespace {

constexpr std::uint32_t kOne = 0x3c00, kLargest = 0x7bff, kLeast = 0x0001;

/// IEEE 754: a zero sum of two negative zeros is negative, every other exact zero is positive.
std::uint32_t oracle_add_product(const Definition& format, std::uint32_t accumulator, std::uint32_t a, std::uint32_t w) {
  const Number sum = number_of(format, accumulator), x = number_of(kFp16Definition, a), y = number_of(kFp16Definition, w);
  if (sum.infinite) return accumulator;
  const bool product_negative = x.negative != y.negative;
  const Rational product = x.value() * y.value();
  const Rational exact = sum.value() + product;
  const bool negative = exact < 0 || (exact == 0 && sum.magnitude == 0 && sum.negative && product_negative);
  return code_of(format, negative, abs(exact), formats::Rounding::kNearestEven, false);
}

class Fp16Mac : public testing::TestWithParam<bool> {
 protected:
  const bool fp16 = GetParam();
  const Definition format = fp16 ? kFp16Definition : kFp32Definition;
  const std::uint32_t nan = fp16 ? 0x7e00 : 0x7fc00000;
  const std::unique_ptr<pe::Slice> slice = pe::make_slice("fp16_mac", {{"accumulator", fp16 ? "fp16" : "fp32"}});

  std::uint32_t run(const std::vector<std::uint32_t>& activations, const std::vector<std::uint32_t>& weights) const {
    const std::unique_ptr<pe::Grid> grid = slice->make_grid(1, 1);
    grid->reset();
    run_output(*slice, *grid, {0, {static_cast<int>(activations.size())}, {activations}, {weights}, {{{}}}});
    return grid->accumulators()[0];
  }
  std::uint32_t oracle(const std::vector<std::uint32_t>& activations, const std::vector<std::uint32_t>& weights) const {
    std::uint32_t accumulator = 0;
    for (std::size_t k = 0; k < activations.size(); ++k) accumulator = oracle_add_product(format, accumulator, activations[k], weights[k]);
    return accumulator;
  }
};

TEST_P(Fp16Mac, RoundsEachSumOnce) {
  for (const Draw way : kDraws) {
    OperandDraw draw(way, 7);
    const std::unique_ptr<pe::Grid> grid = slice->make_grid(2, 3);
    grid->reset();
    for (const int length : {1, 2, 5, 33, 130}) {
      const OutputOperands output = draw_output(*slice, 0, 2, 3, {length}, draw);
      run_output(*slice, *grid, output);
      for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_EQ(grid->accumulators()[i], oracle(output.activations[i / 3], output.weights[i % 3])) << "draw " << static_cast<int>(way) << " length " << length;
      }
    }
  }
}

TEST_P(Fp16Mac, IsExactToTheLastPlaceForAllPairsOfCornersOnTopOfEachCorner) {
  const std::vector<std::uint32_t> corners = {0x0000, 0x8000, 0x0001, 0x8001, 0x0002, 0x03ff, 0x0400, 0x8400, 0x0401, 0x13ff, 0x1400, 0x3400,
                                              0x3bff, 0x3c00, 0xbc00, 0x3c01, 0x3fff, 0x6400, 0x6bff, 0x77ff, 0x7800, 0x7bff, 0xfbff};
  for (const std::uint32_t start : corners) {
    for (const std::uint32_t a : corners) {
      for (const std::uint32_t w : corners) {
        const std::vector<std::uint32_t> activations = {start, a}, weights = {kOne, w};
        ASSERT_EQ(run(activations, weights), oracle(activations, weights)) << std::hex << start << " + " << a << " * " << w;
      }
    }
  }
}

TEST_P(Fp16Mac, BreaksATieOnTheLeastBitOfAnExactProduct) {
  // Half of the last place of 1, then half of it with the least product of all on top.
  const std::uint32_t half_place = 0x1000;   // 2^-11
  EXPECT_EQ(run({kOne, half_place}, {kOne, kOne}), oracle({kOne, half_place}, {kOne, kOne}));
  EXPECT_EQ(run({kLeast, kOne, half_place}, {kLeast, kOne, kOne}), oracle({kLeast, kOne, half_place}, {kLeast, kOne, kOne}));
  if (fp16) {
    EXPECT_EQ(run({kOne, half_place}, {kOne, kOne}), 0x3c00u);
    EXPECT_EQ(run({kOne, 0x1001}, {kOne, kOne}), 0x3c01u);
  }
}

TEST_P(Fp16Mac, OverflowsToInfinityAndStaysThere) {
  const std::vector<std::uint32_t> activations(4, kLargest), weights(4, kLargest);
  const std::uint32_t sum = run(activations, weights);
  EXPECT_EQ(sum, oracle(activations, weights));
  EXPECT_EQ(sum == 0x7c00u, fp16);
  if (fp16) {
    EXPECT_EQ(run({kLargest, kLargest, kOne}, {kOne, kOne, kOne}), 0x7c00u);
    EXPECT_EQ(run({0xfbff, 0xfbff, kOne}, {kOne, kOne, kOne}), 0xfc00u);
    EXPECT_EQ(run({kLargest, 0x4c00}, {kOne, kOne}), 0x7c00u) << "65504 + 16 is the tie that rounds away";
    EXPECT_EQ(run({kLargest, 0x4bff}, {kOne, kOne}), 0x7bffu);
    constexpr std::uint32_t kInfinity = 0x7c00;
    EXPECT_TRUE(flags_shown(*slice, &kInfinity).empty());
  }
}

TEST_P(Fp16Mac, NoProductBringsAnInfinityBack) {
  // A product is exact and finite, however large, so Inf - product is Inf and no NaN arises.
  EXPECT_EQ(run({kLargest, kLargest, 0xfbff}, {kOne, kOne, kLargest}), fp16 ? 0x7c00u : oracle({kLargest, kLargest, 0xfbff}, {kOne, kOne, kLargest}));
  EXPECT_EQ(run({kLargest, 0xfbff}, {kLargest, kLargest}), fp16 ? 0x7c00u : 0u);
}

TEST_P(Fp16Mac, AnInvalidOperandOnEitherSideSticksUntilTheNextOutput) {
  for (const std::uint32_t bad : {0x7c00u, 0xfc00u, 0x7c01u, 0x7fffu}) {
    EXPECT_EQ(run({bad, kOne}, {kOne, kOne}), nan);
    EXPECT_EQ(run({kOne, kOne}, {kOne, bad}), nan);
    EXPECT_EQ(run({0x0000, kOne}, {bad, kOne}), nan);
    const std::unique_ptr<pe::Grid> grid = slice->make_grid(2, 2);
    grid->reset();
    run_output(*slice, *grid, {0, {2}, {{bad, kOne}, {kOne, kOne}}, {{kOne, kOne}, {kOne, kOne}}, {{{}}, {{}}}});
    EXPECT_EQ(grid->accumulators()[0], nan);
    EXPECT_EQ(grid->accumulators()[1], nan);
    EXPECT_EQ(grid->accumulators()[2], oracle({kOne, kOne}, {kOne, kOne}));
    run_output(*slice, *grid, {0, {1}, {{kOne}, {kOne}}, {{kOne}, {kOne}}, {{{}}, {{}}}});
    EXPECT_EQ(grid->accumulators()[0], oracle({kOne}, {kOne}));
  }
  EXPECT_EQ(flags_shown(*slice, &nan), std::vector<std::string>{"invalid"});
}

TEST_P(Fp16Mac, AProductThatIsRoundedBeforeTheSumDiffers) {
  // The planted fault. 2^-11 + (1 + 2^-10)^2 lies 2^-20 above the tie, which a product rounded to FP16 falls on.
  const std::uint32_t start = 0x1000, factor = 0x3c01;
  const Rational product = number_of(kFp16Definition, factor).value() * number_of(kFp16Definition, factor).value();
  const std::uint32_t rounded = code_of(kFp16Definition, false, product, formats::Rounding::kNearestEven, false);
  EXPECT_NE(run({start, factor}, {kOne, factor}), oracle({start, rounded}, {kOne, kOne}));
}

INSTANTIATE_TEST_SUITE_P(Accumulator, Fp16Mac, testing::Values(false, true),
                         [](const auto& choice) { return std::string(choice.param ? "fp16" : "fp32"); });

}  // namespace
}  // namespace lop::test
