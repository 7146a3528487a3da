// The BitMoD slice against an oracle in exact integers, bit for bit.
#include <gtest/gtest.h>

#include "models/pe/slice.hpp"
#include "tests/models/pe/bitmod_oracle.hpp"
#include "tests/models/pe/operands.hpp"

namespace lop::test {
namespace {

constexpr const char* kAlignments[] = {"bsig_aware", "five_input", "post_shift"};
constexpr const char* kRoundings[] = {"truncate", "nearest_even"};
const std::vector<std::vector<int>> kGroupings = {{4}, {16, 4}, {32, 16, 32}, {100, 7}, {128, 128}};
constexpr int kRows = 2, kColumns = 3;

std::unique_ptr<pe::Slice> bitmod(int alignment, int rounding, int scale_bits = 8) {
  return pe::make_slice("bitmod", {{"alignment", kAlignments[alignment]},
                                   {"rounding", kRoundings[rounding]},
                                   {"scale_bits", std::to_string(scale_bits)}});
}

std::uint32_t oracle_accumulator(const OracleRules& rules, const OutputOperands& output, std::size_t row,
                                 std::size_t column) {
  const std::string& mode = kOracleModes[static_cast<std::size_t>(output.mode)];
  BitmodOracle oracle(rules);
  std::size_t k = 0;
  for (std::size_t g = 0; g < output.group_sizes.size(); ++g) {
    const pe::Metadata& metadata = output.metadata[column][g];
    for (int chunk = 0; chunk < output.group_sizes[g]; chunk += 4, k += 4) {
      for (int phase = 0; phase < oracle_terms(mode); ++phase) {
        oracle.step(mode, &output.activations[row][k], &output.weights[column][k], metadata.special, phase);
      }
    }
    oracle.end_group(mode, metadata.scale);
  }
  return oracle.accumulator();
}

struct Counted {
  int outputs = 0, different = 0;
};

/// Every mode, grouping and way to draw; the oracle may be planted with a fault.
Counted compare(const pe::Slice& slice, const OracleRules& rules, std::uint64_t seed, bool expect_equal) {
  Counted counted;
  const std::unique_ptr<pe::Grid> grid = slice.make_grid(kRows, kColumns);
  grid->reset();
  for (int mode = 0; mode < 7; ++mode) {
    for (const Draw way : kDraws) {
      OperandDraw draw(way, ++seed);
      for (const std::vector<int>& grouping : kGroupings) {
        const OutputOperands output = draw_output(slice, mode, kRows, kColumns, grouping, draw);
        run_output(slice, *grid, output);
        for (std::size_t i = 0; i < kRows * kColumns; ++i) {
          const std::uint32_t expected = oracle_accumulator(rules, output, i / kColumns, i % kColumns);
          ++counted.outputs;
          counted.different += grid->accumulators()[i] != expected;
          if (expect_equal) {
            EXPECT_EQ(grid->accumulators()[i], expected)
                << kOracleModes[static_cast<std::size_t>(mode)] << " draw " << static_cast<int>(way) << " groups of "
                << grouping[0] << " output " << i;
          }
        }
      }
    }
  }
  return counted;
}

class BitmodChoices : public testing::TestWithParam<std::tuple<int, int>> {
 protected:
  const int alignment = std::get<0>(GetParam());
  const int rounding = std::get<1>(GetParam());
  const std::unique_ptr<pe::Slice> slice = bitmod(alignment, rounding);
  const OracleRules rules{static_cast<OracleAlignment>(alignment), rounding == 1};
};

TEST_P(BitmodChoices, AccumulatorsAreTheOraclesBits) {
  EXPECT_EQ(compare(*slice, rules, 1000, true).outputs, 7 * 5 * 5 * kRows * kColumns);
}

TEST_P(BitmodChoices, AnOracleWithOneGuardBitFewerDiffers) {
  OracleRules planted = rules;
  planted.guard_bits = 2;
  EXPECT_GT(compare(*slice, planted, 1000, false).different, 20);
}

TEST_P(BitmodChoices, AnOracleOfTheOtherRoundingDiffers) {
  OracleRules planted = rules;
  planted.nearest_even = !rules.nearest_even;
  EXPECT_GT(compare(*slice, planted, 1000, false).different, 20);
}

TEST_P(BitmodChoices, AnOracleOfAnotherAlignmentDiffers) {
  OracleRules planted = rules;
  planted.alignment = static_cast<OracleAlignment>((alignment + 1) % 3);
  EXPECT_GT(compare(*slice, planted, 1000, false).different, 20);
}

std::string choices_name(const testing::TestParamInfo<std::tuple<int, int>>& info) {
  return std::string(kAlignments[std::get<0>(info.param)]) + "_" + kRoundings[std::get<1>(info.param)];
}
INSTANTIATE_TEST_SUITE_P(Gates, BitmodChoices, testing::Combine(testing::Range(0, 3), testing::Range(0, 2)),
                         choices_name);

TEST(BitmodScale, OfEachWidthIsTheLowBitsOfItsCode) {
  for (int scale_bits = 4; scale_bits <= 8; ++scale_bits) {
    OracleRules rules;
    rules.scale_bits = scale_bits;
    compare(*bitmod(0, 0, scale_bits), rules, 2000 + 100 * static_cast<std::uint64_t>(scale_bits), true);
  }
}

TEST(BitmodScale, OneBitNarrowerDiffers) {
  OracleRules planted;
  planted.scale_bits = 7;
  EXPECT_GT(compare(*bitmod(0, 0), planted, 1000, false).different, 20);
}

}  // namespace
}  // namespace lop::test
