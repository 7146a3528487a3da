// The FP16 MAC slice against exact rationals rounded once a step.
#include "tests/models/pe/float_mac_oracle.hpp"

namespace lop::test {
namespace {

constexpr std::uint32_t kOne = 0x3c00, kLargest = 0x7bff, kLeast = 0x0001;

class Fp16Mac : public testing::TestWithParam<bool> {
 protected:
  const bool fp16 = GetParam();
  const std::unique_ptr<pe::Slice> slice = pe::make_slice("fp16_mac", {{"accumulator", fp16 ? "fp16" : "fp32"}});
  const FloatMacOracle oracle{reader(kFp16Definition), reader(kFp16Definition),
                              fp16 ? kFp16Definition : kFp32Definition};

  std::uint32_t run(const Codes& activations, const Codes& weights) const {
    return dot_of(*slice, activations, weights);
  }
};

TEST_P(Fp16Mac, RoundsEachSumOnce) { expect_one_rounding_a_step(*slice, oracle); }

TEST_P(Fp16Mac, IsExactToTheLastPlaceForAllPairsOfCornersOnTopOfEachCorner) {
  const Codes corners = {0x0000, 0x8000, 0x0001, 0x8001, 0x0002, 0x03ff, 0x0400, 0x8400, 0x0401, 0x13ff, 0x1400, 0x3400,
                         0x3bff, 0x3c00, 0xbc00, 0x3c01, 0x3fff, 0x6400, 0x6bff, 0x77ff, 0x7800, 0x7bff, 0xfbff};
  Codes starts;
  for (const std::uint32_t corner : corners) starts.push_back(dot_of(*slice, {corner}, {kOne}));
  starts.push_back(0x7c00);
  expect_steps(*slice, oracle, starts, corners, corners);
}

TEST_P(Fp16Mac, BreaksATieOnTheLeastBitOfAnExactProduct) {
  // Half of the last place of 1, then half of it with the least product of all on top.
  const std::uint32_t half_place = 0x1000;   // 2^-11
  EXPECT_EQ(run({kOne, half_place}, {kOne, kOne}), oracle.dot({kOne, half_place}, {kOne, kOne}));
  EXPECT_EQ(run({kLeast, kOne, half_place}, {kLeast, kOne, kOne}),
            oracle.dot({kLeast, kOne, half_place}, {kLeast, kOne, kOne}));
  if (fp16) {
    EXPECT_EQ(run({kOne, half_place}, {kOne, kOne}), 0x3c00u);
    EXPECT_EQ(run({kOne, 0x1001}, {kOne, kOne}), 0x3c01u);
  }
}

TEST_P(Fp16Mac, OverflowsToInfinityAndStaysThere) {
  const Codes largest(4, kLargest);
  const std::uint32_t sum = run(largest, largest);
  EXPECT_EQ(sum, oracle.dot(largest, largest));
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
  const Codes ups = {kLargest, kLargest, 0xfbff}, ones = {kOne, kOne, kLargest};
  EXPECT_EQ(run(ups, ones), fp16 ? 0x7c00u : oracle.dot(ups, ones));
  EXPECT_EQ(run({kLargest, 0xfbff}, {kLargest, kLargest}), fp16 ? 0x7c00u : 0u);
}

TEST_P(Fp16Mac, AnInvalidOperandOnEitherSideSticksUntilTheNextOutput) {
  const Codes bad = {0x7c00, 0xfc00, 0x7c01, 0x7fff};
  expect_invalid_until_the_next_output(*slice, oracle, bad, bad, kOne, kOne);
}

TEST_P(Fp16Mac, AProductThatIsRoundedBeforeTheSumDiffers) {
  // The planted fault. 2^-11 + (1 + 2^-10)^2 lies 2^-20 above the tie, which a product rounded to FP16 falls on.
  const std::uint32_t start = 0x1000, factor = 0x3c01;
  const Rational product = number_of(kFp16Definition, factor).value() * number_of(kFp16Definition, factor).value();
  const std::uint32_t rounded = code_of(kFp16Definition, false, product, formats::Rounding::kNearestEven, false);
  EXPECT_NE(run({start, factor}, {kOne, factor}), oracle.dot({start, rounded}, {kOne, kOne}));
}

INSTANTIATE_TEST_SUITE_P(Accumulator, Fp16Mac, testing::Values(false, true),
                         [](const auto& choice) { return std::string(choice.param ? "fp16" : "fp32"); });

}  // namespace
}  // namespace lop::test
