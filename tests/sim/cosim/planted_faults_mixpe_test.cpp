// The checker checked on MixPE: faults planted in copies of its gates are found.
#include "tests/sim/cosim/planted_fault_expectation.hpp"

namespace lop::cosim {
namespace {

using test::Fault;

struct MixpeFault {
  std::string stem;
  pe::Choices fixed;
  Fault fault;
};

void PrintTo(const MixpeFault& planted, std::ostream* out) { *out << planted.fault.name; }

class MixpePlantedFault : public testing::TestWithParam<MixpeFault> {};

TEST_P(MixpePlantedFault, IsFoundWithItsPlaceAndWaveform) {
  CampaignOptions options;
  options.stem = GetParam().stem;
  options.fixed = GetParam().fixed;
  options.steps = 20'000;
  expect_found(GetParam().fault, options);
}

const pe::Choices kShiftAdd = {{"multiplier", "shift_add"}};

INSTANTIATE_TEST_SUITE_P(
    W4a8, MixpePlantedFault,
    testing::Values(
        MixpeFault{"mixpe_w4a8", kShiftAdd, {"zero_point_added", "pe/mixpe_fixed_group.sv", "sum_q - product_q", "sum_q + product_q"}},
        MixpeFault{"mixpe_w4a8", kShiftAdd, {"row_sum_lacks_the_last", "pe/mixpe_row_sum.sv", "if (valid_i) sum_q <=", "if (valid_i && !end_i) sum_q <="}},
        MixpeFault{"mixpe_w4a8", {{"multiplier", "booth"}}, {"booth_digit_sign", "pe/mixpe_multiplier.sv", "window[2] ? -magnitude", "window[1] ? -magnitude"}},
        MixpeFault{"mixpe_w4a8", kShiftAdd, {"sum_of_18_bits", "pe/mixpe_w4a8_pkg.sv", "sum_width = 19", "sum_width = 18"}},
        MixpeFault{"mixpe_w4a8", kShiftAdd, {"latency_of_the_scale", "pe/mixpe_group_accumulator.sv", ".Width(32), .Cycles(2)", ".Width(32), .Cycles(1)"}}),
    [](const auto& tested) { return tested.param.fault.name; });

}  // namespace
}  // namespace lop::cosim
