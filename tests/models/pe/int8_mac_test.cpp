// The INT8 MAC against exact sums of two's complement integers.
#include <gtest/gtest.h>

#include "tests/models/pe/dot_oracle.hpp"

namespace lop::test {
namespace {

std::vector<int> int8_values(const Codes& codes) {
  std::vector<int> values;
  for (const std::uint32_t code : codes) {
    values.push_back(code < 128 ? static_cast<int>(code) : static_cast<int>(code) - 256);
  }
  return values;
}

TEST(Int8Mac, MultipliesAllPairsOfCodesAndSumsExactly) {
  const auto slice = pe::make_slice("int8_mac");
  EXPECT_EQ(slice->lanes(0), 1);
  EXPECT_EQ(slice->modes().size(), 1u);
  expect_exact_dots(*slice, 0, int8_values, int8_values);
}

TEST(Int8Mac, WrapsAroundBeyond32Bits) {
  // 2^31 / 2^14 = 131072 steps of -128 * -128 reach 2^31, one more than INT32 holds.
  const auto slice = pe::make_slice("int8_mac");
  EXPECT_EQ(repeated_dot(*slice, 0, {0x80}, {0x80}, 131071), 2147467264);
  EXPECT_EQ(repeated_dot(*slice, 0, {0x80}, {0x80}, 131072), INT32_MIN);
}

TEST(Int8Mac, AnUnsignedReadingOfTheCodesDiffers) {
  // The oracle checked: without signs it disagrees.
  const auto slice = pe::make_slice("int8_mac");
  const Decoder plain = [](const Codes& codes) { return std::vector<int>(codes.begin(), codes.end()); };
  EXPECT_NE(dot_of(*slice, 0, {0xff}, {0x7f}), exact_dot({0xff}, {0x7f}, plain, plain));
}

}  // namespace
}  // namespace lop::test
