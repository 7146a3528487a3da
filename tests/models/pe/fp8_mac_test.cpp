// The FP8 MAC slice against exact rationals rounded once a step: every pair of codes.
#include "tests/models/pe/float_mac_oracle.hpp"

namespace lop::test {
namespace {

/// OCP 8-bit Floating Point 1.0: E4M3 has no infinity, and NaN where exponent and mantissa are all ones.
Number e4m3(std::uint32_t code) {
  Number number = number_of({4, 3, 7, false}, code);
  number.nan = (code & 0x7f) == 0x7f;
  return number;
}

class Fp8Mac : public testing::TestWithParam<bool> {
 protected:
  const bool e5m2 = GetParam();
  const std::unique_ptr<pe::Slice> slice = pe::make_slice("fp8_mac", {{"format", e5m2 ? "e5m2" : "e4m3"}});
  const Reader operand = e5m2 ? reader({5, 2, 15, true}) : Reader(e4m3);
  const FloatMacOracle oracle{operand, operand, kFp32Definition};
};

TEST_P(Fp8Mac, RoundsEachSumOnce) { expect_one_rounding_a_step(*slice, oracle); }

TEST_P(Fp8Mac, IsExactToTheLastPlaceForAllPairsOfCodes) {
  Codes all(256);
  for (std::uint32_t code = 0; code < 256; ++code) all[code] = code;
  // Minus zero; numbers whose last places lie among the products' bits, below and above most of them.
  expect_steps(*slice, oracle, {0x80000000, 0x41234567, 0xb7654321, 0x4f7fffff}, all, all);
}

TEST_P(Fp8Mac, AnInvalidOperandOnEitherSideSticksUntilTheNextOutput) {
  const Codes bad = e5m2 ? Codes{0x7c, 0xfc, 0x7d, 0xff} : Codes{0x7f, 0xff};
  expect_invalid_until_the_next_output(*slice, oracle, bad, bad, 0x38, 0x38);
}

TEST_P(Fp8Mac, TheOtherFormatDiffers) {
  // The oracle checked: read as the other format, it disagrees.
  const Reader other = e5m2 ? Reader(e4m3) : reader({5, 2, 15, true});
  EXPECT_NE(dot_of(*slice, {0x38}, {0x45}), FloatMacOracle(other, other, kFp32Definition).dot({0x38}, {0x45}));
}

INSTANTIATE_TEST_SUITE_P(Format, Fp8Mac, testing::Values(false, true),
                         [](const auto& choice) { return std::string(choice.param ? "e5m2" : "e4m3"); });

}  // namespace
}  // namespace lop::test
