// One dot product: hand-computed cases, and values against gates.
#include "sim/cosim/dot_product.hpp"

#include <gtest/gtest.h>

#include "sim/cosim/operand_source.hpp"
#include "sim/cosim/rtl_build.hpp"

namespace lop::cosim {
namespace {

DotResult from_values(const pe::Slice& slice, const DotProduct& dot) {
  return dot_from_values(slice, *slice.make_grid(1, 1), slice.default_mode(), dot);
}

TEST(DotProduct, OfOnesWithFp4CodesIsTheirSumTimesTheScale) {
  const auto slice = pe::make_slice("bitmod", {{"weight_mode", "fp4"}});
  DotProduct dot;
  dot.activations = {0x3c00, 0x3c00, 0x3c00, 0x4000};   // 1 1 1 2
  dot.weights = {0x1, 0x5, 0x8, 0xf};                   // 0.5 3 special -6
  dot.metadata = {{3, 2, 0}};                           // EA+ = 8
  const DotResult result = from_values(*slice, dot);
  EXPECT_EQ(result.accumulator.front(), 0xbfc00000u);           // 3 * (0.5 + 3 + 8 - 12) = -1.5
  EXPECT_EQ(result.out, 0xbe00u);
  EXPECT_EQ(result.steps, 2u);
}

TEST(DotProduct, CountsATermAStepAndPadsAShortGroupToFourOnly) {
  const auto slice = pe::make_slice("bitmod", {{"weight_mode", "int8"}, {"group_size", "8"}});
  DotProduct dot;
  dot.activations.assign(13, 0x3c00);
  dot.weights.assign(13, 0x01);
  dot.metadata.assign(2, {1, 0, 0});
  const DotResult result = from_values(*slice, dot);
  EXPECT_EQ(result.accumulator.front(), 0x41500000u);           // 13
  EXPECT_EQ(result.steps, 4u * 4u);                     // 2 chunks and 2 chunks of four terms
}

TEST(DotProduct, RefusesACodeThatIsTooWideAndOperandsOfUnequalLength) {
  const auto slice = pe::make_slice("bitmod", {{"weight_mode", "fp3"}});
  DotProduct dot;
  dot.activations = {0x3c00};
  dot.weights = {0x8};
  EXPECT_THROW(check_dot(*slice, slice->default_mode(), dot), pe::OperandError);
  dot.weights = {0x1, 0x1};
  EXPECT_THROW(check_dot(*slice, slice->default_mode(), dot), pe::OperandError);
}

class EverySliceDot : public testing::TestWithParam<std::string> {};

TEST_P(EverySliceDot, GivesTheSameFromValuesAndFromGates) {
  const auto slice = pe::make_slice(GetParam());
  const auto gates = make_rtl_witness(*slice, {}, find_or_build({slice.get(), {}, false, {}, {}}), 3);
  RandomOperands operands(*slice, 5);
  Random random(6);
  const int mode = slice->default_mode();
  for (int i = 0; i < 300; ++i) {
    DotProduct dot;
    operands.begin_output(mode);
    operands.begin_chunk(false);
    const std::size_t k = 1 + random.below(300);
    for (std::size_t e = 0; e < k; ++e) {
      dot.activations.push_back(operands.activation());
      dot.weights.push_back(operands.weight());
    }
    for (std::size_t g = 0; g < dot_groups(*slice, k); ++g) {
      dot.metadata.push_back(operands.metadata());
      dot.row_metadata.push_back(operands.row_metadata());
    }
    dot.channel_scale = static_cast<std::uint32_t>(random.next());
    const DotResult a = from_values(*slice, dot), b = dot_from_gates(*slice, *gates, mode, dot);
    ASSERT_EQ(a.accumulator, b.accumulator) << i;
    ASSERT_EQ(a.out, b.out) << i;
    ASSERT_EQ(a.steps, b.steps);
    ASSERT_EQ(a.flags, b.flags);
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EverySliceDot, testing::ValuesIn(pe::stems()),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace lop::cosim
