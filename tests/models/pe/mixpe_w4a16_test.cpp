// The MixPE W4A16 slice against exact rationals, rounded where its definition says so.
#include <gtest/gtest.h>

#include <optional>

#include "models/pe/slice.hpp"
#include "tests/models/pe/mixpe_oracle.hpp"

namespace lop::test {
namespace {

struct Rules {
  std::string accumulator;
  int guard_bits = 3;
  MixpeFault fault = {};
  bool row_sum_exact = false, zero_point_not_rounded = false, truncates_after_the_sign = false;   // wrong on purpose
};

int field_of(std::uint32_t code) { return std::max(static_cast<int>(code >> 10 & 31), 1); }

/// Sum plus an exact number, rounded once; an infinity stays.
std::uint32_t add_exact(const Definition& format, std::uint32_t sum, const Rational& addend) {
  const Number number = number_of(format, sum);
  if (number.infinite) return sum;
  const Rational exact = number.value() + addend;
  return code_of(format, exact < 0, abs(exact), formats::Rounding::kNearestEven, false);
}

std::uint32_t widened(const Definition& format, std::uint32_t code) {
  const Number number = number_of(format, code);
  return number.infinite ? kOracleInfinity | (number.negative ? 0x80000000 : 0) : fp32_of(number.value());
}

/// A row's activations and a column's weights of one group; how many of them the row sum takes.
struct Group {
  const std::uint32_t *activations, *weights;
  int size, row_sum_size;
  int mode, zero_point;
  std::uint32_t row_metadata;
};

std::uint32_t float_group(const Rules& rules, const Group& group) {
  const Definition format = rules.accumulator == "fp16" ? kFp16Definition : kFp32Definition;
  std::uint32_t sum = 0, row_sum = 0;
  Rational exact_row_sum = 0;
  for (int k = 0; k < group.size; ++k) {
    const Rational x = number_of(kFp16Definition, group.activations[k]).value();
    sum = add_exact(format, sum, x * oracle_weight(group.mode, group.weights[k]));
    if (k < group.row_sum_size) row_sum = add_exact(format, row_sum, x);
    exact_row_sum += x;
  }
  if (group.mode == 1) return widened(format, sum);
  const std::uint32_t wide_row_sum = rules.row_sum_exact ? fp32_of(exact_row_sum) : widened(format, row_sum);
  const std::uint32_t product = fp32_product(fp32_of(group.zero_point), wide_row_sum);
  return fp32_sum(widened(format, sum), rules.fault.zero_point_added ? product : product ^ 0x80000000);
}

std::uint32_t block_group(const Rules& rules, const Group& group) {
  const auto grid = [&](int field) { return power_of_two(field - 25 - rules.guard_bits); };
  const int group_field = static_cast<int>(group.row_metadata);
  Integer sum = 0, row_sum = 0;
  for (int k = 0; k < group.size; ++k) {
    const Number x = number_of(kFp16Definition, group.activations[k]);
    const Rational magnitude = x.magnitude / grid(std::max(group_field, field_of(group.activations[k])));
    Integer aligned = floor_of(magnitude);
    if (rules.truncates_after_the_sign && x.negative && Rational(aligned) != magnitude) aligned += 1;
    if (x.negative) aligned = -aligned;
    sum += aligned * oracle_weight(group.mode, group.weights[k]);
    if (k < group.row_sum_size) row_sum += aligned;
  }
  const Rational unit = grid(group_field);
  if (group.mode == 1) return fp32_of(Rational(sum) * unit);
  Rational product = Rational(row_sum) * group.zero_point * unit;
  if (!rules.zero_point_not_rounded) product = number_of(kFp32Definition, fp32_of(product)).value();
  return fp32_of(rules.fault.zero_point_added ? Rational(sum) * unit + product : Rational(sum) * unit - product);
}

std::uint32_t oracle(const Rules& rules, const OutputOperands& output, std::size_t row, std::size_t column) {
  std::uint32_t accumulator = 0;
  std::size_t k = 0;
  for (std::size_t g = 0; g < output.group_sizes.size(); ++g) {
    const int size = output.group_sizes[g];
    const pe::Metadata& metadata = output.metadata[column][g];
    const Group group{&output.activations[row][k],
                      &output.weights[column][k],
                      size,
                      rules.fault.row_sum_lacks_last ? size - 1 : size,
                      output.mode,
                      metadata.zero,
                      output.row_metadata.empty() ? 0 : output.row_metadata[row][g]};
    const std::uint32_t value =
        rules.accumulator == "block_aligned" ? block_group(rules, group) : float_group(rules, group);
    accumulator = add_group(accumulator, value, metadata.scale, rules.fault);
    k += static_cast<std::size_t>(size);
  }
  return accumulator;
}

std::unique_ptr<pe::Slice> w4a16(const Rules& rules) {
  return pe::make_slice("mixpe_w4a16",
                        {{"accumulator", rules.accumulator}, {"guard_bits", std::to_string(rules.guard_bits)}});
}

Counted compare(const pe::Slice& slice, const Rules& rules, bool expect_equal) {
  // Exponents of a group as its activations have it, or any.
  const auto draw_row_metadata = [&](OutputOperands& output, OperandDraw& draw) {
    output.row_metadata.clear();
    if (rules.accumulator != "block_aligned") return;
    for (const auto& codes : output.activations) {
      output.row_metadata.emplace_back();
      std::size_t k = 0;
      for (const int size : output.group_sizes) {
        const std::uint32_t derived =
            slice.derived_row_metadata(output.mode, &codes[k], static_cast<std::size_t>(size)).value();
        output.row_metadata.back().push_back(draw.random() % 3 == 0 ? draw.random() % 32 : derived);
        k += static_cast<std::size_t>(size);
      }
    }
  };
  return compare_mixpe(slice, 3000, expect_equal, draw_row_metadata,
                       [&](const OutputOperands& output, std::size_t row, std::size_t column) {
                         return oracle(rules, output, row, column);
                       });
}

class MixpeW4a16 : public testing::TestWithParam<std::string> {
 protected:
  const Rules rules{GetParam()};
  const std::unique_ptr<pe::Slice> slice = w4a16(rules);
  int different(const Rules& planted) const { return compare(*slice, planted, false).different; }
};

TEST_P(MixpeW4a16, AccumulatorsAreTheOraclesBits) { EXPECT_EQ(compare(*slice, rules, true).outputs, 2 * 5 * 4 * 6); }

TEST_P(MixpeW4a16, OraclesWithAFaultInTheGroupsEndDiffer) {
  for (const MixpeFault fault : {MixpeFault{true, false, false}, {false, true, false}, {false, false, true}}) {
    Rules planted = rules;
    planted.fault = fault;
    EXPECT_GT(different(planted), 5);
  }
}

TEST_P(MixpeW4a16, AnInfinityOrNanMakesItsRowsOutputsNanUntilTheNextOutput) {
  for (const std::uint32_t bad : {0x7c00u, 0xfc00u, 0x7c01u, 0xffffu}) {
    const std::unique_ptr<pe::Grid> grid = slice->make_grid(2, 1);
    grid->reset();
    const pe::Metadata metadata{0x3f800000, 0, 3};
    const std::vector<std::uint32_t> ones(4, 0x3c00), weights = {0, 5, 5, 5};
    run_output(
        *slice, *grid,
        {0, {2, 2}, {{bad, 0x3c00, 0x3c00, 0x3c00}, ones}, {weights}, {{metadata, metadata}}, {{15, 15}, {15, 15}}});
    EXPECT_EQ(grid->accumulators()[0], kOracleNan);
    EXPECT_EQ(grid->accumulators()[1], 0x40400000u);   // 5 - 2 * 3 + 10 - 2 * 3
    EXPECT_EQ(flags_shown(*slice, &grid->accumulators()[0]), std::vector<std::string>{"invalid"});
    run_output(*slice, *grid, {0, {4}, {ones, ones}, {weights}, {{metadata}}, {{15}, {15}}});
    EXPECT_EQ(grid->accumulators()[0], 0x40400000u);
  }
}

INSTANTIATE_TEST_SUITE_P(Accumulator, MixpeW4a16, testing::Values("fp32", "fp16", "block_aligned"),
                         [](const auto& tested) { return tested.param; });

TEST(MixpeW4a16Floats, AnOracleWithAnExactRowSumDiffers) {
  for (const char* accumulator : {"fp32", "fp16"}) {
    Rules planted{accumulator};
    planted.row_sum_exact = true;
    EXPECT_GT(compare(*w4a16({accumulator}), planted, false).different, 5) << accumulator;
  }
}

TEST(MixpeW4a16BlockAligned, HasEachNumberOfGuardBits) {
  for (int guard_bits = 0; guard_bits <= 8; ++guard_bits) {
    compare(*w4a16({"block_aligned", guard_bits}), {"block_aligned", guard_bits}, true);
  }
}

TEST(MixpeW4a16BlockAligned, OraclesWithAFaultInTheAlignmentOrTheZeroPointsRoundingDiffer) {
  const Rules rules{"block_aligned", 8};
  Rules narrower = rules, floors = rules, exact_product = rules;
  narrower.guard_bits = 7;
  floors.truncates_after_the_sign = true;
  exact_product.zero_point_not_rounded = true;
  for (const Rules& planted : {narrower, floors}) EXPECT_GT(compare(*w4a16(rules), planted, false).different, 5);
  EXPECT_GT(compare(*w4a16(rules), exact_product, false).different, 0) << "seldom, as z A seldom has more than 24 bits";
}

TEST(MixpeW4a16BlockAligned, DerivesTheLargestExponentOfTheLiveActivations) {
  const auto slice = w4a16({"block_aligned"});
  const auto derived = [&](std::vector<std::uint32_t> codes) {
    return slice->derived_row_metadata(0, codes.data(), codes.size());
  };
  EXPECT_EQ(derived({}), 0u);
  EXPECT_EQ(derived({0x0000, 0x8000}), 0u);
  EXPECT_EQ(derived({0x0000, 0x8001}), 1u);
  EXPECT_EQ(derived({0x3c00, 0xc400, 0x7c00, 0x7fff}), 17u);
  EXPECT_EQ(derived({0xfbff, 0x3c00}), 30u);
  EXPECT_EQ(w4a16({"fp32"})->derived_row_metadata(0, nullptr, 0), std::nullopt);
}

std::uint32_t of_equal_elements(const pe::Slice& slice, int mode, std::uint32_t activation, std::uint32_t weight,
                                int count, std::uint8_t zero_point) {
  const std::unique_ptr<pe::Grid> grid = slice.make_grid(1, 1);
  grid->reset();
  const auto size = static_cast<std::size_t>(count);
  run_output(slice, *grid,
             {mode,
              {count},
              {std::vector<std::uint32_t>(size, activation)},
              {std::vector<std::uint32_t>(size, weight)},
              {{{0x3f800000, 0, zero_point}}},
              {{30}}});
  return grid->accumulators()[0];
}

TEST(MixpeW4a16Floats, MultiplyEveryActivationByEveryWeightExactly) {
  const auto slice = w4a16({"fp32"});
  for (std::uint32_t activation = 0; activation < 0x10000; activation += 7) {
    if ((activation & 0x7c00) == 0x7c00) continue;
    for (std::uint32_t weight = 0; weight < 16; ++weight) {
      for (int mode = 0; mode < 2; ++mode) {
        const Rational product = number_of(kFp16Definition, activation).value() * oracle_weight(mode, weight);
        ASSERT_EQ(number_of(kFp32Definition, of_equal_elements(*slice, mode, activation, weight, 1, 0)).value(),
                  product)
            << activation << ' ' << weight;
      }
    }
  }
}

TEST(MixpeW4a16Floats, AnFp16SumThatOverflowsStaysInfiniteAndAnInfiniteRowSumCountsOnlyWithAZeroPoint) {
  const auto slice = w4a16({"fp16"});
  EXPECT_EQ(of_equal_elements(*slice, 0, 0x7bff, 15, 1, 8), kOracleInfinity);   // one product is beyond FP16 already
  EXPECT_EQ(of_equal_elements(*slice, 0, 0xfbff, 15, 1, 8), kOracleInfinity | 0x80000000);
  EXPECT_EQ(of_equal_elements(*slice, 0, 0x7bff, 15, 2, 8), kOracleNan);        // Inf - 8 Inf
  EXPECT_EQ(of_equal_elements(*slice, 0, 0x7bff, 0, 2, 0), kOracleNan);         // 0 x Inf, as IEEE 754 has it
  EXPECT_EQ(of_equal_elements(*slice, 1, 0x7bff, 0, 2, 8), 0u);
  EXPECT_EQ(of_equal_elements(*w4a16({"fp32"}), 0, 0x7bff, 15, 128, 0), fp32_of(Rational(65504 * 15) * 128));
}

TEST(MixpeW4a16BlockAligned, TheWidestSumOfTheLongestGroupIsRoundedOnce) {
  const auto slice =
      pe::make_slice("mixpe_w4a16", {{"accumulator", "block_aligned"}, {"guard_bits", "8"}, {"group_size", "8192"}});
  EXPECT_EQ(of_equal_elements(*slice, 0, 0xfbff, 15, 8192, 0), fp32_of(Rational(-65504) * 15 * 8192));
  EXPECT_EQ(of_equal_elements(*slice, 1, 0xfbff, 8, 8192, 0), fp32_of(Rational(65504) * 8 * 8192));
}

TEST(MixpeW4a16Parameters, RefuseGuardBitsAndGroupsBeyondWhatIsBuilt) {
  EXPECT_THROW(pe::make_slice("mixpe_w4a16", {{"guard_bits", "9"}}), pe::OperandError);
  EXPECT_THROW(pe::make_slice("mixpe_w4a16", {{"group_size", "8193"}}), pe::OperandError);
}

}  // namespace
}  // namespace lop::test
