// BitMoD's value tables against the published ones, and the facts that its two-term decomposition rests on.
#include "models/formats/bitmod_values.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

namespace {

using namespace lop::formats;

/// All values of a mode except the special one, in rising order.
std::vector<double> basic_values(WeightMode mode) {
  std::set<double> values;
  for (std::uint32_t code = 0; code < 1u << weight_bits(mode); ++code) {
    if (is_float(mode) && code == special_code(mode)) continue;
    values.insert(value_half_units(mode, code, 0) / 2.0);
  }
  return {values.begin(), values.end()};
}

TEST(BitmodValues, Fp4IsThePublishedTable) {
  EXPECT_EQ(basic_values(WeightMode::kFp4),
            (std::vector<double>{-6, -4, -3, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 4, 6}));
}

TEST(BitmodValues, Fp3IsThePublishedTable) {
  EXPECT_EQ(basic_values(WeightMode::kFp3), (std::vector<double>{-4, -2, -1, 0, 1, 2, 4}));
}

TEST(BitmodValues, CodesAreSignMagnitudeWithTheExponentAboveTheMantissa) {
  const double fp4[] = {0, 0.5, 1, 1.5, 2, 3, 4, 6};
  for (std::uint32_t code = 0; code < 8; ++code) {
    EXPECT_EQ(value_half_units(WeightMode::kFp4, code, 0), 2 * fp4[code]);
    if (code == 0) continue;
    EXPECT_EQ(value_half_units(WeightMode::kFp4, 8 + code, 0), -2 * fp4[code]);
  }
  const double fp3[] = {0, 1, 2, 4};
  for (std::uint32_t code = 0; code < 4; ++code) {
    EXPECT_EQ(value_half_units(WeightMode::kFp3, code, 0), 2 * fp3[code]);
    if (code == 0) continue;
    EXPECT_EQ(value_half_units(WeightMode::kFp3, 4 + code, 0), -2 * fp3[code]);
  }
}

TEST(BitmodValues, MinusZeroIsTheSpecialValueInTheReleasedOrder) {
  const double fp4[] = {5, -5, 8, -8};
  const double fp3[] = {3, -3, 6, -6};
  for (int special = 0; special < 4; ++special) {
    EXPECT_EQ(value_half_units(WeightMode::kFp4, 0b1000, special), 2 * fp4[special]);
    EXPECT_EQ(value_half_units(WeightMode::kFp3, 0b100, special), 2 * fp3[special]);
  }
}

TEST(BitmodValues, IntegersAreTwosComplementAndEveryCodeIsLegal) {
  const std::pair<WeightMode, int> modes[] = {{WeightMode::kInt8, 8}, {WeightMode::kInt6, 6}, {WeightMode::kInt5, 5},
                                              {WeightMode::kInt4, 4}, {WeightMode::kInt3, 3}};
  for (const auto& [mode, bits] : modes) {
    EXPECT_EQ(weight_bits(mode), bits);
    for (int value = -(1 << (bits - 1)); value < 1 << (bits - 1); ++value) {
      const std::uint32_t code = static_cast<std::uint32_t>(value < 0 ? value + (1 << bits) : value);
      EXPECT_EQ(value_half_units(mode, code, 3), 2 * value);
    }
  }
}

TEST(BitmodValues, ModesAreNamedInTheOrderOfThePesParameter) {
  const std::string_view names[] = {"int8", "int6", "int5", "int4", "int3", "fp4", "fp3"};
  EXPECT_TRUE(std::equal(kWeightModeNames.begin(), kWeightModeNames.end(), std::begin(names)));
  EXPECT_EQ(kWeightModeNames[static_cast<std::size_t>(WeightMode::kFp3)], "fp3");
}

/// Sum of the leading one of {I3..I0} and, that bit cleared, of the leading one of {I2,I1,I0,F0}, in half units.
int two_terms(int pattern) {
  int sum = 0;
  for (int bit = 4; bit >= 1; --bit) {
    if ((pattern >> bit & 1) == 0) continue;
    sum += 1 << bit;
    pattern &= ~(1 << bit);
    break;
  }
  for (int bit = 3; bit >= 0; --bit) {
    if ((pattern >> bit & 1) != 0) return sum + (1 << bit);
  }
  return sum;
}

TEST(BitmodValues, TwoTermsReproduceEveryFloatingValue) {
  for (const WeightMode mode : {WeightMode::kFp4, WeightMode::kFp3}) {
    for (std::uint32_t code = 0; code < 1u << weight_bits(mode); ++code) {
      for (int special = 0; special < kSpecialCount; ++special) {
        const int magnitude = std::abs(value_half_units(mode, code, special));
        ASSERT_LT(magnitude, 32);  // {I3..I0, F0}
        EXPECT_EQ(two_terms(magnitude), magnitude);
      }
    }
  }
}

TEST(BitmodValues, BasicFp3NeedsOneTermAndItsSpecialValuesTwo) {
  for (std::uint32_t code = 0; code < 8; ++code) {
    for (int special = 0; special < kSpecialCount; ++special) {
      int magnitude = std::abs(value_half_units(WeightMode::kFp3, code, special));
      int ones = 0;
      for (; magnitude != 0; magnitude &= magnitude - 1) ++ones;
      EXPECT_EQ(ones, code == 0 ? 0 : code == 0b100 ? 2 : 1);
    }
  }
}

}  // namespace
