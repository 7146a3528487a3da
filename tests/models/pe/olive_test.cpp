// The OliVe slice against the published outliers and exact sums: every pair of codes, with every kind of partner.
#include <gtest/gtest.h>

#include "tests/models/pe/dot_oracle.hpp"

namespace lop::test {
namespace {

enum Type { kInt4, kFlint4, kInt8 };
constexpr const char* kTypes[] = {"int4", "flint4", "int8"};

// By code; code 1000 is nobody's number.
const std::vector<int> kNormal[] = {{0, 1, 2, 3, 4, 5, 6, 7, 9999, -7, -6, -5, -4, -3, -2, -1},
                                    {0, 1, 2, 3, 16, 8, 4, 6, 9999, -1, -2, -3, -16, -8, -4, -6}};
// source  OliVe's released code, in units of the normal values; codes 000 are unused
const std::vector<int> kOutlier[] = {{0, 12, 16, 24, 32, 48, 64, 96}, {0, 24, 32, 48, 64, 96, 128, 192}};

/// victim_is_zero false: a wrong PE, to see that the comparison notices it.
Decoder pairs_of(Type type, bool victim_is_zero = true) {
  return [=](const Codes& codes) {
    std::vector<int> values;
    for (std::size_t i = 0; i < codes.size(); ++i) {
      if (type == kInt8) {
        values.push_back(codes[i] < 128 ? static_cast<int>(codes[i]) : static_cast<int>(codes[i]) - 256);
        continue;
      }
      const bool victim = codes[i] == 8, outlier = codes[i % 2 == 0 ? i + 1 : i - 1] == 8;
      const int magnitude = kOutlier[type][codes[i] % 8];
      values.push_back(victim    ? (victim_is_zero ? 0 : -8)
                       : outlier ? (codes[i] < 8 ? magnitude : -magnitude)
                                 : kNormal[type][codes[i]]);
    }
    return values;
  };
}

TEST(Olive, MultipliesAllCodesAndSumsOfPairsOfEveryType) {
  const auto slice = pe::make_slice("olive");
  for (const Type type : {kInt4, kFlint4, kInt8}) {
    EXPECT_EQ(slice->modes()[type], kTypes[type]);
    EXPECT_EQ(slice->lanes(type), type == kInt8 ? 1 : 4);
    expect_exact_dots(*slice, type, pairs_of(type), pairs_of(type));
  }
}

TEST(Olive, DecodesEveryPairOfWeightCodesBesideEveryPairOfActivationCodes) {
  const auto slice = pe::make_slice("olive");
  for (const Type type : {kInt4, kFlint4}) {
    for (std::uint32_t a = 0; a < 256; ++a) {
      for (std::uint32_t w = 0; w < 256; ++w) {
        const Codes activations = {a % 16, a / 16, 0, 0}, weights = {w % 16, w / 16, 0, 0};
        ASSERT_EQ(dot_of(*slice, type, activations, weights),
                  exact_dot(activations, weights, pairs_of(type), pairs_of(type)))
            << kTypes[type] << " " << a << " " << w;
      }
    }
  }
}

TEST(Olive, ReadsIdentifiersOutliersAndUnusedCodes) {
  const auto slice = pe::make_slice("olive");
  const auto weights = [&](Type type, const Codes& codes) {
    return std::pair{dot_of(*slice, type, {1, 0, 0, 0}, codes), dot_of(*slice, type, {0, 1, 0, 0}, codes)};
  };
  EXPECT_EQ(weights(kInt4, {15, 8, 0, 0}), std::pair(-96, 0));
  EXPECT_EQ(weights(kInt4, {8, 1, 0, 0}), std::pair(0, 12));
  EXPECT_EQ(weights(kFlint4, {7, 8, 0, 0}), std::pair(192, 0));
  EXPECT_EQ(weights(kFlint4, {8, 9, 0, 0}), std::pair(0, -24));
  EXPECT_EQ(weights(kInt4, {8, 8, 0, 0}), std::pair(0, 0)) << "two identifiers are two zeros";
  EXPECT_EQ(weights(kInt4, {8, 0, 0, 0}), std::pair(0, 0)) << "an outlier's code 0 is unused and zero";
}

TEST(Olive, WrapsAroundBeyond32Bits) {
  // Two products of 192 * 192 a step, 73728: 29127 steps are the first beyond 2^31.
  const auto slice = pe::make_slice("olive");
  const Codes largest = {7, 8, 8, 7};
  EXPECT_EQ(repeated_dot(*slice, kFlint4, largest, largest, 29127), 2147475456);
  EXPECT_EQ(repeated_dot(*slice, kFlint4, largest, largest, 29128), 2147475456 - 2147483648LL - 2147483648LL + 73728);
}

TEST(Olive, AVictimThatIsNotZeroDiffers) {
  // The oracle checked.
  const auto slice = pe::make_slice("olive");
  const Codes activations = {0, 1, 0, 0}, weights = {7, 8, 0, 0};
  EXPECT_NE(dot_of(*slice, kInt4, activations, weights),
            exact_dot(activations, weights, pairs_of(kInt4, false), pairs_of(kInt4, false)));
}

}  // namespace
}  // namespace lop::test
