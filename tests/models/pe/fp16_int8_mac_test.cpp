// The FP16 x INT8 MAC slice against exact rationals rounded once a step.
#include "tests/models/pe/float_mac_oracle.hpp"

namespace lop::test {
namespace {

Number int8(std::uint32_t code) {
  Number number;
  number.negative = code >= 128;
  number.magnitude = Rational(code >= 128 ? 256 - static_cast<int>(code) : static_cast<int>(code));
  return number;
}

class Fp16Int8Mac : public testing::TestWithParam<bool> {
 protected:
  const bool fp16 = GetParam();
  const std::unique_ptr<pe::Slice> slice = pe::make_slice("fp16_int8_mac", {{"accumulator", fp16 ? "fp16" : "fp32"}});
  const FloatMacOracle oracle{reader(kFp16Definition), int8, fp16 ? kFp16Definition : kFp32Definition};
};

TEST_P(Fp16Int8Mac, RoundsEachSumOnce) { expect_one_rounding_a_step(*slice, oracle); }

TEST_P(Fp16Int8Mac, IsExactToTheLastPlaceForEveryWeightOnTopOfEachCorner) {
  const Codes activations = {0x0000, 0x8000, 0x0001, 0x8003, 0x03ff, 0x0400, 0x13ff,
                             0x3bff, 0x3c00, 0xbc01, 0x3fff, 0x6bff, 0x7bff, 0xfbff};
  const Codes starts =
      fp16 ? Codes{0x0000, 0x8000, 0x0001, 0x03ff, 0x8400, 0x3c00, 0x3c01, 0xd7ff, 0x7bff, 0xfbff, 0x7c00}
           : Codes{0x00000000, 0x80000000, 0x33800000, 0x3f800001, 0xc7ffe000, 0x4affffff, 0x7f7fffff, 0xff800000};
  Codes weights(256);
  for (std::uint32_t code = 0; code < 256; ++code) weights[code] = code;
  expect_steps(*slice, oracle, starts, activations, weights);
}

TEST_P(Fp16Int8Mac, OverflowsToInfinityAndStaysThere) {
  EXPECT_EQ(dot_of(*slice, {0x7bff, 0x7bff}, {0x7f, 0x80}),
            fp16 ? 0x7c00u : oracle.dot({0x7bff, 0x7bff}, {0x7f, 0x80}));
  EXPECT_EQ(dot_of(*slice, {0x7bff, 0x4c00}, {0x01, 0x01}) == 0x7c00u, fp16)
      << "65504 + 16 is the tie that rounds away";
}

TEST_P(Fp16Int8Mac, AnInvalidActivationSticksUntilTheNextOutput) {
  expect_invalid_until_the_next_output(*slice, oracle, {0x7c00, 0xfc00, 0x7c01, 0x7fff}, {}, 0x3c00, 0x01);
}

TEST_P(Fp16Int8Mac, TheMostNegativeWeightIsItsOwnNumber) {
  // -128, and not 127 or 0 negated: exact in both accumulators.
  EXPECT_EQ(dot_of(*slice, {0x3c00}, {0x80}), fp16 ? 0xd800u : 0xc3000000u);
}

INSTANTIATE_TEST_SUITE_P(Accumulator, Fp16Int8Mac, testing::Values(false, true),
                         [](const auto& choice) { return std::string(choice.param ? "fp16" : "fp32"); });

}  // namespace
}  // namespace lop::test
