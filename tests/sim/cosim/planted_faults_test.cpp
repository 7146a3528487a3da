// The checker checked: faults planted in copies of the gates are found by the lock-step that the real gates pass.
#include "tests/sim/cosim/planted_fault_expectation.hpp"

namespace lop::cosim {
namespace {

using test::Fault;

class PlantedFault : public testing::TestWithParam<Fault> {};

TEST_P(PlantedFault, IsFoundWithItsPlaceAndWaveform) {
  CampaignOptions options;
  options.stem = "bitmod";
  options.fixed = {{"alignment", "bsig_aware"}, {"rounding", "truncate"}, {"scale_bits", "8"}};
  options.steps = 70'000;
  expect_found(GetParam(), options);
}

INSTANTIATE_TEST_SUITE_P(
    Bitmod, PlantedFault,
    testing::Values(
        Fault{"latency_off_by_one", "pe/bitmod_pkg.sv", "ColumnLatency     = 2;", "ColumnLatency     = 3;"},
        Fault{"dropped_guard_bit", "pe/bitmod_align.sv", "assign magnitude = {1'b0, wide[28:15]};",
              "assign magnitude = {1'b0, wide[28:16], 1'b0};"},
        Fault{"swapped_special_value", "pe/bitmod_lane_terms.sv", "special_i[1] ? 5'b10000 : 5'b01010",
              "special_i[1] ? 5'b01010 : 5'b10000"},
        Fault{"sum_of_23_bits", "pe/pe_bitmod.sv", "assign total         = sum + (acc_is_zero ? 24'sd0 : acc_moved);",
              "logic signed [22:0] narrow; assign narrow = 23'(sum + (acc_is_zero ? 24'sd0 : acc_moved)); "
              "assign total = 24'(narrow);"},
        Fault{"empty_term_in_the_maximum", "pe/pe_bitmod.sv", "if (live_q[l] && (exponent_q", "if ((exponent_q"}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace lop::cosim
