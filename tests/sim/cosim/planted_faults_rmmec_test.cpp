// Faults planted in the RMMEC's gates are found.
#include "tests/sim/cosim/planted_fault_expectation.hpp"

namespace lop::cosim {
namespace {

using test::Fault;

class PlantedRmmecFault : public testing::TestWithParam<Fault> {};

TEST_P(PlantedRmmecFault, IsFoundWithItsPlace) {
  CampaignOptions options;
  options.stem = "rmmec";
  options.fixed = {{"lane_plan", "linear"}, {"output_format", "posit4_1"}};
  options.steps = 40'000;
  options.leave_waveform = false;
  expect_found(GetParam(), options);
}

INSTANTIATE_TEST_SUITE_P(Rmmec, PlantedRmmecFault,
                         testing::Values(Fault{"regime_boundary_above_the_smallest_posit", "common/posit_encode.sv",
                                               "regime < -Limit", "regime <= -Limit"},
                                         Fault{"tie_of_posit4_away_from_the_even_code", "common/posit_encode.sv",
                                               "guard & (sticky | kept[0])", "guard"},
                                         Fault{"carry_from_quire_lane_1_into_lane_2", "pe/rmmec_quire_add.sv",
                                               "if (!joined[s]) carry", "if (!joined[s] && s != 2) carry"},
                                         Fault{"nar_of_the_last_step_alone", "pe/pe_rmmec.sv",
                                               "(add_nar_q | (nar_q & ~add_begins))", "add_nar_q"},
                                         Fault{"refused_step_keeps_the_quire", "pe/pe_rmmec.sv",
                                               "add_begins | add_refused_q;", "add_begins;"}),
                         [](const auto& tested) { return tested.param.name; });

class PlantedQuireFault : public testing::TestWithParam<Fault> {};

// Random steps never overflow a quire, so they do not find it.
TEST_P(PlantedQuireFault, IsFoundByLongSums) {
  CampaignOptions options;
  options.stem = "rmmec";
  options.fixed = {{"lane_plan", "linear"}, {"output_format", "posit4_1"}};
  options.operands.clear();
  options.complete = {OperandKind::kLongSums};
  expect_found(GetParam(), options);
}

INSTANTIATE_TEST_SUITE_P(Rmmec, PlantedQuireFault,
                         testing::Values(Fault{"steps_after_an_overflow", "pe/pe_rmmec.sv",
                                               "~add_refused_q & (add_begins | ~overflow_q)", "~add_refused_q"}),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace lop::cosim
