// The exhaustive operands are exhaustive; the random ones reach the corners that matter.
#include "sim/cosim/operand_source.hpp"

#include <gtest/gtest.h>

#include <set>
#include <tuple>
#include <vector>

#include "sim/cosim/array_stimulus.hpp"

namespace lop::cosim {
namespace {

TEST(ExhaustiveOperands, ReachTheGatesWithEveryActivationWeightAndSpecialValueOnce) {
  const auto slice = pe::make_slice("bitmod", {{"weight_mode", "fp4"}});
  StimulusOptions options;
  options.modes = {slice->default_mode()};
  options.operands = OperandKind::kExhaustive;
  options.bubble_percent = 0;
  ArrayStimulus stimulus(*slice, {}, options);
  // [weight][special][activation]
  std::vector<std::uint8_t> seen(16u * 4u * 65536u);
  while (!stimulus.exhausted()) {
    stimulus.advance();
    if (stimulus.reset() || !stimulus.inputs().valid || !stimulus.inputs().step.end_group) continue;
    const pe::Step& step = stimulus.inputs().step;
    for (int l = 0; l < 4; ++l) ++seen[(step.weights[l] * 4u + step.metadata->special) * 65536u + step.activations[l]];
  }
  for (std::uint32_t weight = 0; weight < 16; ++weight) {
    for (std::uint32_t special = 0; special < 4; ++special) {
      const std::uint8_t expected = special == 0 || weight == 8 ? 1 : 0;
      for (std::uint32_t activation = 0; activation < 65536; ++activation) {
        ASSERT_EQ(seen[(weight * 4 + special) * 65536 + activation], expected)
            << weight << " " << special << " " << activation;
      }
    }
  }
}

TEST(ExhaustiveOperands, AreForSixteenByFourAndEightByEightBitsOnly) {
  for (const auto& [mode, feasible] : {std::pair{"fp4", true}, {"int3", true}, {"int5", false}, {"int8", false}}) {
    const auto slice = pe::make_slice("bitmod", {{"weight_mode", mode}});
    EXPECT_EQ(ExhaustiveOperands::feasible(*slice, slice->default_mode()), feasible) << mode;
  }
}

TEST(RandomOperands, DrawTheWitnessOfThe24BitSumAllOnesThenTheMostNegativeCode) {
  const auto slice = pe::make_slice("bitmod", {{"weight_mode", "int8"}});
  StimulusOptions options;
  options.modes = {slice->default_mode()};
  ArrayStimulus stimulus(*slice, {}, options);
  int witnesses = 0;
  bool all_ones_so_far = false;
  for (int cycle = 0; cycle < 200'000; ++cycle) {
    stimulus.advance();
    const sim::ArrayInputs& in = stimulus.inputs();
    if (stimulus.reset() || !in.valid) continue;
    bool widest = true, ones = true, most_negative = true;
    for (int l = 0; l < 4; ++l) {
      widest = widest && (in.step.activations[l] & 0x3ff) == 0x3ff && (in.step.activations[l] & 0x8000) == 0;
      ones = ones && in.step.weights[l] == 0xff;
      most_negative = most_negative && in.step.weights[l] == 0x80;
    }
    if (in.step.end_group && widest && most_negative && all_ones_so_far) ++witnesses;
    all_ones_so_far = widest && ones;
    if (widest && most_negative) all_ones_so_far = true;   // the four terms of the last chunk
  }
  EXPECT_GT(witnesses, 20);
}

TEST(RandomOperands, DrawEveryPositAndKeepNarToTheOutputsThatAreAboutIt) {
  const auto slice = pe::make_slice("rmmec");
  for (const int mode : {1, 2, 3}) {
    const std::uint32_t nar = 1u << (slice->activation_bits(mode) - 1);
    RandomOperands operands(*slice, 4);
    std::set<std::uint32_t> seen;
    int outputs_with_nar = 0;
    for (int output = 0; output < 1000; ++output) {
      operands.begin_output(mode);
      operands.begin_chunk(true);
      bool has_nar = false;
      for (int k = 0; k < 1000; ++k) {
        seen.insert(operands.activation());
        has_nar = operands.weight() == nar || has_nar;
      }
      outputs_with_nar += has_nar ? 1 : 0;
    }
    EXPECT_GT(outputs_with_nar, 20);
    EXPECT_LT(outputs_with_nar, 120);
    EXPECT_GT(seen.size(), 2 * nar - 1 - nar / 128) << "of 65536 codes a million draws may miss some";
  }
}

TEST(LongSums, AreOfTheLargestProductOfEitherSignInEveryLane) {
  const auto slice = pe::make_slice("int8_mac");
  LongSums sums(*slice, 0);
  for (const std::uint32_t weight : {0x80u, 0x7fu}) {   // -128 x -128, -128 x 127
    EXPECT_FALSE(sums.exhausted());
    sums.begin_output(0);
    EXPECT_EQ(sums.group_elements(), 250'000);
    EXPECT_EQ(sums.activation(), 0x80u);
    EXPECT_EQ(sums.weight(), weight);
  }
  sums.begin_output(0);
  EXPECT_TRUE(sums.exhausted());
  const auto rmmec = pe::make_slice("rmmec");
  EXPECT_EQ(LongSums(*rmmec, 1).group_elements(), 4 * 250'000);
  EXPECT_EQ(LongSums(*rmmec, 3).activation(), 0x8001u);   // the least posit is not the NaR
  EXPECT_FALSE(LongSums::feasible(*pe::make_slice("bitmod")));
}

}  // namespace
}  // namespace lop::cosim
