// MixPE's gates where the generic campaigns do not go: the widest sums of the longest groups, corners of parameters.
#include "sim/cosim/dot_product.hpp"
#include "sim/cosim/operand_source.hpp"
#include "sim/cosim/rtl_build.hpp"
#include "tests/sim/cosim/lockstep_expectation.hpp"

namespace lop::cosim {
namespace {

/// Values and gates on one group of equal elements; its accumulator.
std::uint32_t widest_group(const std::string& stem, pe::Choices choices, std::uint32_t activation, std::uint32_t weight,
                           std::uint8_t zero_point) {
  choices["group_size"] = "8192";
  const auto slice = pe::make_slice(stem, choices);
  DotProduct dot;
  dot.activations.assign(8192, activation);
  dot.weights.assign(8192, weight);
  dot.metadata = {{0x3f800000, 0, zero_point}};
  const DotResult values = dot_from_values(*slice, *slice->make_grid(1, 1), slice->default_mode(), dot);
  const auto gates = make_rtl_witness(*slice, {}, find_or_build({slice.get(), {}, false, {}, {}}), 1);
  EXPECT_EQ(dot_from_gates(*slice, *gates, slice->default_mode(), dot).accumulator, values.accumulator);
  return values.accumulator.front();
}

TEST(MixpeGates, HoldTheWidestSumsOfTheLongestGroupsOfW4a8) {
  EXPECT_EQ(widest_group("mixpe_w4a8", {}, 0x80, 15, 0), 0xcb700000u);  // -15 * 2^20
  EXPECT_EQ(widest_group("mixpe_w4a8", {}, 0x80, 0, 15), 0x4b700000u);
  EXPECT_EQ(widest_group("mixpe_w4a8", {{"weight_mode", "int4"}}, 0x80, 8, 15), 0x4b000000u);
}

TEST(MixpeGates, HoldTheWidestSumsOfTheLongestGroupsOfW4a16) {
  const pe::Choices aligned = {{"accumulator", "block_aligned"}, {"guard_bits", "8"}};
  EXPECT_EQ(widest_group("mixpe_w4a16", aligned, 0xfbff, 15, 0), 0xcfefe200u);  // -65504 * 15 * 2^13
  EXPECT_EQ(widest_group("mixpe_w4a16", aligned, 0xfbff, 0, 15), 0x4fefe200u);
  EXPECT_EQ(widest_group("mixpe_w4a16", aligned, 0x7bff, 7, 9), 0xce7fe000u);
}

TEST(MixpeGates, OverflowAnFp16SumAsTheValuesDo) {
  const pe::Choices fp16 = {{"accumulator", "fp16"}};
  EXPECT_EQ(widest_group("mixpe_w4a16", fp16, 0x7bff, 15, 0), 0x7fc00000u);  // Inf - 0 x Inf
  EXPECT_EQ(widest_group("mixpe_w4a16", {{"accumulator", "fp16"}, {"weight_mode", "int4"}}, 0xfbff, 7, 0), 0xff800000u);
}

TEST(MixpeGates, EqualTheModelInBlockAlignedFormsAndAtBothEndsOfTheGuardBits) {
  for (const pe::Choices& fixed : {pe::Choices{{"multiplier", "precomputed_3x"}, {"guard_bits", "0"}},
                                   pe::Choices{{"multiplier", "booth"}, {"guard_bits", "8"}}}) {
    CampaignOptions options;
    options.stem = "mixpe_w4a16";
    options.fixed = fixed;
    options.fixed["accumulator"] = "block_aligned";
    options.steps = 100'000;
    options.complete.clear();
    options.reset_period = 2'000;
    options.bubble_percent = 25;
    expect_equal(run_campaign(options, [](const CampaignRow&) {}));
  }
}

// Every form of the multiplier, and sums of groups up to the longest.
TEST(MixpeGates, EqualTheModelInWeightStationaryArraysOfEveryForm) {
  for (const auto& [multiplier, group_size] :
       {std::pair{"shift_add", "8192"}, {"precomputed_3x", "128"}, {"booth", "128"}, {"inferred", "1"}}) {
    CampaignOptions options;
    options.stem = "mixpe_w4a8";
    options.fixed = {{"multiplier", multiplier}, {"group_size", group_size}};
    options.geometry = {2, 3, 1, 1, sim::Dataflow::kWeightStationary};
    options.cycles = 20'000;
    options.operands = {OperandKind::kRandom, OperandKind::kCorners};
    options.reset_period = 2'000;
    options.bubble_percent = 25;
    expect_equal(run_campaign(options, [](const CampaignRow&) {}));
  }
}

class EveryMixpe : public testing::TestWithParam<std::string> {};

TEST_P(EveryMixpe, TakesAGroupOfOneElementInEveryCycle) {
  const auto slice = pe::make_slice(GetParam(), {{"group_size", "1"}});
  const auto gates = make_rtl_witness(*slice, {}, find_or_build({slice.get(), {}, false, {}, {}}), 1);
  RandomOperands operands(*slice, 5);
  for (int i = 0; i < 200; ++i) {
    DotProduct dot;
    operands.begin_output(slice->default_mode());
    operands.begin_chunk(false);
    for (int k = 0; k < 50; ++k) {
      dot.activations.push_back(operands.activation());
      dot.weights.push_back(operands.weight());
      dot.metadata.push_back(operands.metadata());
    }
    const DotResult values = dot_from_values(*slice, *slice->make_grid(1, 1), slice->default_mode(), dot);
    ASSERT_EQ(dot_from_gates(*slice, *gates, slice->default_mode(), dot).accumulator, values.accumulator) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryMixpe, testing::Values("mixpe_w4a8", "mixpe_w4a16"),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace lop::cosim
