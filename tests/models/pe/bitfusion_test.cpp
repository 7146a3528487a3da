// The BitFusion slice against exact sums of two's complement integers.
#include <gtest/gtest.h>

#include "tests/models/pe/dot_oracle.hpp"

namespace lop::test {
namespace {

Decoder twos_complement(int bits) {
  return [bits](const Codes& codes) {
    std::vector<int> values;
    for (const std::uint32_t code : codes) {
      const int unsigned_value = static_cast<int>(code % (1u << bits));
      values.push_back(unsigned_value < 1 << (bits - 1) ? unsigned_value : unsigned_value - (1 << bits));
    }
    return values;
  };
}

constexpr int kSizes[] = {2, 4, 8};

TEST(Bitfusion, MultipliesAllPairsOfCodesInEveryLaneOfEveryMode) {
  const auto slice = pe::make_slice("bitfusion");
  for (int mode = 0; mode < 9; ++mode) {
    const int weights = kSizes[mode / 3], activations = kSizes[mode % 3];
    EXPECT_EQ(slice->weight_bits(mode), weights);
    EXPECT_EQ(slice->activation_bits(mode), activations);
    EXPECT_EQ(slice->lanes(mode), 64 / (weights * activations));
    expect_exact_dots(*slice, mode, twos_complement(activations), twos_complement(weights));
  }
}

TEST(Bitfusion, TakesItsModeFromBothWidths) {
  EXPECT_EQ(pe::make_slice("bitfusion")->default_mode(), 0);
  const auto slice = pe::make_slice("bitfusion", {{"weight_bits", "8"}, {"activation_bits", "4"}});
  EXPECT_EQ(slice->modes()[static_cast<std::size_t>(slice->default_mode())], "w8a4");
}

TEST(Bitfusion, WrapsAroundBeyond32Bits) {
  // 2^31 / 2^14 = 131072 steps of -128 * -128 reach 2^31, one more than INT32 holds.
  const auto slice = pe::make_slice("bitfusion");
  EXPECT_EQ(repeated_dot(*slice, 8, {0x80}, {0x80}, 131071), 2147467264);
  EXPECT_EQ(repeated_dot(*slice, 8, {0x80}, {0x80}, 131072), INT32_MIN);
  EXPECT_EQ(repeated_dot(*slice, 8, {0x80}, {0x80}, 131073), INT32_MIN + 16384);
}

TEST(Bitfusion, AnUnsignedReadingOfTheCodesDiffers) {
  // The oracle checked: without signs it disagrees.
  const auto slice = pe::make_slice("bitfusion");
  const Decoder plain = [](const Codes& codes) { return std::vector<int>(codes.begin(), codes.end()); };
  EXPECT_NE(dot_of(*slice, 8, {0xff}, {0x7f}), exact_dot({0xff}, {0x7f}, plain, plain));
}

}  // namespace
}  // namespace lop::test
