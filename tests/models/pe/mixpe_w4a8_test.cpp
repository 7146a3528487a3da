// The MixPE W4A8 slice against exact integers and rationals.
#include <gtest/gtest.h>

#include "models/pe/slice.hpp"
#include "tests/models/pe/mixpe_oracle.hpp"

namespace lop::test {
namespace {

/// Sum of x (q - z), which the slice takes apart.
std::uint32_t oracle(const OutputOperands& output, std::size_t row, std::size_t column, const MixpeFault& fault) {
  std::uint32_t accumulator = 0;
  std::size_t k = 0;
  for (std::size_t g = 0; g < output.group_sizes.size(); ++g) {
    const pe::Metadata& metadata = output.metadata[column][g];
    const int zero_point = output.mode == 0 ? metadata.zero : 0;
    Integer sum = 0;
    for (int e = 0; e < output.group_sizes[g]; ++e, ++k) {
      const int x = static_cast<std::int8_t>(output.activations[row][k]),
                q = oracle_weight(output.mode, output.weights[column][k]);
      const bool lacks_zero_point = fault.row_sum_lacks_last && e + 1 == output.group_sizes[g];
      sum += x * (lacks_zero_point ? q : q - (fault.zero_point_added ? -zero_point : zero_point));
    }
    accumulator = add_group(accumulator, fp32_of(Rational(sum)), metadata.scale, fault);
  }
  return accumulator;
}

Counted compare(const MixpeFault& fault, bool expect_equal) {
  return compare_mixpe(
      *pe::make_slice("mixpe_w4a8"), 1000, expect_equal, [](OutputOperands&, OperandDraw&) {},
      [&](const OutputOperands& output, std::size_t row, std::size_t column) {
        return oracle(output, row, column, fault);
      });
}

TEST(MixpeW4a8, AccumulatorsAreTheOraclesBits) { EXPECT_EQ(compare({}, true).outputs, 2 * 5 * 4 * 6); }

TEST(MixpeW4a8, AnOracleWithTheZeroPointsSignTurnedDiffers) {
  EXPECT_GT(compare({true, false, false}, false).different, 20);
}

TEST(MixpeW4a8, AnOracleWhoseRowSumLacksTheLastElementDiffers) {
  EXPECT_GT(compare({false, true, false}, false).different, 20);
}

TEST(MixpeW4a8, AnOracleThatFusesScaleAndSumDiffers) { EXPECT_GT(compare({false, false, true}, false).different, 5); }

std::uint32_t of_equal_elements(const pe::Slice& slice, int mode, std::uint32_t activation, std::uint32_t weight,
                                int count, const pe::Metadata& metadata) {
  const std::unique_ptr<pe::Grid> grid = slice.make_grid(1, 1);
  grid->reset();
  const auto size = static_cast<std::size_t>(count);
  run_output(slice, *grid,
             {mode,
              {count},
              {std::vector<std::uint32_t>(size, activation)},
              {std::vector<std::uint32_t>(size, weight)},
              {{metadata}}});
  return grid->accumulators()[0];
}

TEST(MixpeW4a8, MultipliesEveryActivationByEveryWeightLessEveryZeroPoint) {
  const auto slice = pe::make_slice("mixpe_w4a8");
  for (int mode = 0; mode < 2; ++mode) {
    for (int activation = -128; activation < 128; ++activation) {
      for (std::uint32_t weight = 0; weight < 16; ++weight) {
        for (const std::uint8_t zero_point : {0, 1, 8, 15}) {
          const int factor = oracle_weight(mode, weight) - (mode == 0 ? zero_point : 0);
          const std::uint32_t code = static_cast<std::uint32_t>(activation) & 0xff;
          ASSERT_EQ(of_equal_elements(*slice, mode, code, weight, 1, {0x3f800000, 0, zero_point}),
                    fp32_of(Rational(activation * factor)))
              << mode << ' ' << activation << ' ' << weight << ' ' << int{zero_point};
        }
      }
    }
  }
}

TEST(MixpeW4a8, TheLongestGroupsWidestSumsAreExactInFp32) {
  const auto slice = pe::make_slice("mixpe_w4a8", {{"group_size", "8192"}});
  for (const auto& [weight, zero_point] : {std::pair<std::uint32_t, std::uint8_t>{15, 0}, {0, 15}, {14, 0}, {1, 15}}) {
    for (const int activation : {-128, 127, -127}) {
      const int sum = 8192 * activation * (static_cast<int>(weight) - zero_point);
      const std::uint32_t code = static_cast<std::uint32_t>(activation) & 0xff;
      const std::uint32_t found = of_equal_elements(*slice, 0, code, weight, 8192, {0x3f800000, 0, zero_point});
      EXPECT_EQ(number_of(kFp32Definition, found).value(), Rational(sum));
    }
  }
}

TEST(MixpeW4a8, ScalesOverflowAndMakeNansAndTheFlagSaysSo) {
  const auto slice = pe::make_slice("mixpe_w4a8");
  EXPECT_EQ(of_equal_elements(*slice, 0, 0x7f, 15, 128, {0x7f7fffff, 0, 0}), kOracleInfinity);
  EXPECT_EQ(of_equal_elements(*slice, 0, 0x7f, 0, 128, {0x7f7fffff, 0, 15}), kOracleInfinity | 0x80000000);
  const std::uint32_t nan = of_equal_elements(*slice, 0, 0, 15, 128, {0x7f800000, 0, 0});
  EXPECT_EQ(nan, kOracleNan);
  EXPECT_EQ(flags_shown(*slice, &nan), std::vector<std::string>{"invalid"});
  EXPECT_TRUE(flags_shown(*slice, &kOracleInfinity).empty());
}

TEST(MixpeW4a8, TheTokenScaleComesAfterTheAccumulatorWithOneRoundingToFp16) {
  const auto slice = pe::make_slice("mixpe_w4a8");
  OperandDraw draw(Draw::kUniform, 3);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint32_t accumulator = draw_fp32_scale(draw) & 0x9fffffff, scale = draw_fp32_scale(draw) & 0xbfffffff;
    ASSERT_EQ(slice->out_code(&accumulator, scale), fp16_product(accumulator, scale));
  }
}

TEST(MixpeW4a8, SaysWhatACodeStandsFor) {
  const auto slice = pe::make_slice("mixpe_w4a8");
  EXPECT_EQ(slice->weight_value(0, 15, {0x3e800000, 0, 3}), 3.0);
  EXPECT_EQ(slice->weight_value(1, 15, {0x3e800000, 0, 3}), -0.25);
  EXPECT_EQ(slice->activation_value(0, 0x80, 0), -128.0);
  EXPECT_EQ(slice->metadata_bits(0), 36);
  EXPECT_EQ(slice->metadata_bits(1), 32);
}

TEST(MixpeW4a8, RefusesAGroupWhoseSumFp32MayNotHold) {
  for (const char* size : {"8193", "0", "-4", "0128", "1e3"}) {
    try {
      pe::make_slice("mixpe_w4a8", {{"group_size", size}});
      ADD_FAILURE() << size;
    } catch (const pe::OperandError& error) {
      EXPECT_EQ(std::string(error.what()),
                std::string("mixpe_w4a8: group_size: expected one of 128, or a number from 1 to 8192 "
                            "(beyond, a group's sum may not fit an FP32 number exactly), got '") +
                    size + "'");
    }
  }
}

}  // namespace
}  // namespace lop::test
