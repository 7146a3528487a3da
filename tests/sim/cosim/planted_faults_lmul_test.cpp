// Faults planted in L-Mul's gates are found.
#include "tests/sim/cosim/planted_fault_expectation.hpp"

namespace lop::cosim {
namespace {

using test::Fault;

class PlantedLmulFault : public testing::TestWithParam<Fault> {};

TEST_P(PlantedLmulFault, IsFoundWithItsPlace) {
  CampaignOptions options;
  options.stem = "lmul";
  options.fixed = {{"format", "e4m3"},       {"form", "adder"},   {"offset", "paper"},
                   {"accumulator", "fixed"}, {"strict", "false"}, {"pre_offset", "false"}};
  options.steps = 10'000;
  options.leave_waveform = false;
  expect_found(GetParam(), options);
}

INSTANTIATE_TEST_SUITE_P(
    Lmul, PlantedLmulFault,
    testing::Values(Fault{"carry_of_the_mantissas_lost", "pe/lmul_product.sv",
                          "assign sum = $signed(SumWidth'(a_magnitude_i)) + SumWidth'($signed(factor));",
                          "assign sum = {FieldWidth'(a_magnitude_i[MagnitudeWidth-1:MantissaBits]) "
                          "+ FieldWidth'($signed(factor[OffsetWidth-1:MantissaBits])), "
                          "a_magnitude_i[MantissaBits-1:0] + factor[MantissaBits-1:0]};"},
                    Fault{"offset_off_by_one", "pe/lmul_offset.sv", "(Bias << MantissaBits) - Offset",
                          "(Bias << MantissaBits) - Offset + 1"},
                    Fault{"underflow_kept", "pe/lmul_product.sv", "any_zero || underflow", "any_zero || sum < 0"},
                    Fault{"overflow_one_code_late", "pe/lmul_product.sv", "sum > $signed(", "sum > 1 + $signed("},
                    Fault{"subnormal_taken_as_a_number", "pe/lmul_operand.sv",
                          "magnitude_o[MagnitudeWidth-1:MantissaBits] == '0", "magnitude_o == '0"},
                    Fault{"window_one_bit_short", "pe/lmul_add_fixed.sv", "Width'(magnitude_q) : base",
                          "Width'(magnitude_q[Room-2:0]) : base"}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace lop::cosim
