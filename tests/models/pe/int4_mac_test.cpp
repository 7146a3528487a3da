// The INT4 MAC against exact sums of two's complement integers.
#include <gtest/gtest.h>

#include "tests/models/pe/dot_oracle.hpp"

namespace lop::test {
namespace {

std::vector<int> int4_values(const Codes& codes) {
  static const int kValues[] = {0, 1, 2, 3, 4, 5, 6, 7, -8, -7, -6, -5, -4, -3, -2, -1};
  std::vector<int> values;
  for (const std::uint32_t code : codes) values.push_back(kValues[code]);
  return values;
}

TEST(Int4Mac, MultipliesAllPairsOfCodesAndSumsExactly) {
  const auto slice = pe::make_slice("int4_mac");
  EXPECT_EQ(slice->lanes(0), 1);
  EXPECT_EQ(slice->modes().size(), 1u);
  expect_exact_dots(*slice, 0, int4_values, int4_values);
}

TEST(Int4Mac, AnUnsignedReadingOfTheCodesDiffers) {
  // The oracle checked: without signs it disagrees.
  const auto slice = pe::make_slice("int4_mac");
  const Decoder plain = [](const Codes& codes) { return std::vector<int>(codes.begin(), codes.end()); };
  EXPECT_NE(dot_of(*slice, 0, {0xf}, {0x7}), exact_dot({0xf}, {0x7}, plain, plain));
}

}  // namespace
}  // namespace lop::test
