// MixPE's gates where the generic campaigns do not go: the widest sums of the longest groups, and corners of the parameters.
#include "sim/cosim/dot_product.hpp"
#include "sim/cosim/rtl_build.hpp"
#include "tests/sim/cosim/lockstep_expectation.hpp"

namespace lop::cosim {
namespace {

/// Values and gates on one group of equal elements; its accumulator.
std::uint32_t widest_group(const std::string& stem, pe::Choices choices, std::uint32_t activation, std::uint32_t weight, std::uint8_t zero_point) {
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
  EXPECT_EQ(widest_group("mixpe_w4a8", {}, 0x80, 15, 0), 0xcb700000u);    // -15 * 2^20
  EXPECT_EQ(widest_group("mixpe_w4a8", {}, 0x80, 0, 15), 0x4b700000u);
  EXPECT_EQ(widest_group("mixpe_w4a8", {{"weight_mode", "int4"}}, 0x80, 8, 15), 0x4b000000u);
}

}  // namespace
}  // namespace lop::cosim
