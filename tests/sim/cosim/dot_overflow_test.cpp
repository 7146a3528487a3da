// Accumulators of 32 bits overflow in the gates as they do in the values.
#include <gtest/gtest.h>

#include "sim/cosim/dot_product.hpp"
#include "sim/cosim/rtl_build.hpp"

namespace lop::cosim {
namespace {

struct Overflow {
  std::string stem;
  pe::Choices mode;
  std::vector<std::uint32_t> codes;  // of one step, on both sides
  std::size_t steps;
};

void PrintTo(const Overflow& tested, std::ostream* out) { *out << tested.stem; }

class DotOverflow : public testing::TestWithParam<Overflow> {};

TEST_P(DotOverflow, WrapsAroundAlikeInValuesAndGates) {
  const auto slice = pe::make_slice(GetParam().stem, GetParam().mode);
  const auto gates = make_rtl_witness(*slice, {}, find_or_build({slice.get(), {}, false, {}, {}}), 3);
  DotProduct dot;
  for (std::size_t i = 0; i < GetParam().steps; ++i)
    dot.activations.insert(dot.activations.end(), GetParam().codes.begin(), GetParam().codes.end());
  dot.weights = dot.activations;
  const auto accumulator = dot_from_values(*slice, *slice->make_grid(1, 1), slice->default_mode(), dot).accumulator;
  EXPECT_EQ(accumulator, dot_from_gates(*slice, *gates, slice->default_mode(), dot).accumulator);
  EXPECT_LT(static_cast<std::int32_t>(accumulator[0]), 0) << "a sum of squares that did not overflow";
}

INSTANTIATE_TEST_SUITE_P(
    Catalogue, DotOverflow,
    testing::Values(Overflow{"bitfusion", {{"weight_bits", "8"}, {"activation_bits", "8"}}, {0x80}, 131'073},
                    Overflow{"int8_mac", {}, {0x80}, 131'073}, Overflow{"int4_mac", {}, {8}, 33'554'433},
                    Overflow{"ant", {{"weight_type", "pot4"}, {"activation_type", "pot4"}}, {7, 7, 7, 7}, 131'073},
                    Overflow{"olive", {{"weight_type", "flint4"}}, {7, 8, 8, 7}, 29'130}),
    [](const auto& tested) { return tested.param.stem; });

}  // namespace
}  // namespace lop::cosim
