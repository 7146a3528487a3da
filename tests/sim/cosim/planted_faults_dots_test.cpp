// Faults planted in copies of the gates of the integer dot products are found by lock-step.
#include "tests/sim/cosim/planted_fault_expectation.hpp"

namespace lop::cosim {
namespace {

using test::Fault;

struct DotFault {
  std::string stem;
  Fault fault;
};

void PrintTo(const DotFault& tested, std::ostream* out) { PrintTo(tested.fault, out); }

class PlantedDotFault : public testing::TestWithParam<DotFault> {};

TEST_P(PlantedDotFault, IsFoundWithItsPlace) {
  CampaignOptions options;
  options.stem = GetParam().stem;
  options.steps = 70'000;
  options.leave_waveform = false;
  expect_found(GetParam().fault, options);
}

INSTANTIATE_TEST_SUITE_P(
    Dots, PlantedDotFault,
    testing::Values(
        DotFault{"bitfusion",
                 {"brick_sign_swapped", "pe/bitfusion_brick.sv", "{x_signed_i & x_i[1], x_i}",
                  "{y_signed_i & x_i[1], x_i}"}},
        DotFault{"bitfusion",
                 {"brick_of_4_bits", "pe/bitfusion_brick.sv", "assign product_o = 5'(x) * 5'(y);",
                  "logic signed [3:0] narrow; assign narrow = 4'(x) * 4'(y); assign product_o = 5'(narrow);"}},
        DotFault{"bitfusion",
                 {"digit_of_the_next_lane", "pe/bitfusion_pkg.sv", "high  = (own / 4) % 2;", "high  = (own / 8) % 2;"}},
        DotFault{"int8_mac",
                 {"weight_without_a_sign", "pe/integer_mac.sv", "activation_i * weight_i",
                  "activation_i * $signed({1'b0, weight_i})"}},
        DotFault{"ant",
                 {"flint_exponent_off_by_one", "pe/flint_decode.sv", "code_i[0] ? 3'd3 : 3'd4;",
                  "code_i[0] ? 3'd2 : 3'd4;"}},
        DotFault{"ant", {"sum_of_15_bits", "pe/pe_ant.sv", ".SumWidth        (16)", ".SumWidth        (15)"}},
        DotFault{"ant",
                 {"low_digit_with_a_sign", "pe/exponent_integer_edge.sv", "{4'd0, code_i[3:0]}",
                  "{3'd0, code_i[3], code_i[3:0]}"}},
        DotFault{
            "olive",
            {"victim_not_zeroed", "pe/olive_pair_decode.sv", "if (code == Identifier) lanes_o[8*l+:8] = 8'd0;", ""}},
        DotFault{
            "olive",
            {"outlier_bias_off_by_one", "pe/olive_pair_decode.sv", "flint_i ? 3'd3 : 3'd2", "flint_i ? 3'd2 : 3'd2"}},
        DotFault{"olive",
                 {"partner_of_the_other_pair", "pe/olive_decode.sv", "word_i[8*p+:8]",
                  "{word_i[8*(1-p)+4+:4], word_i[8*p+:4]}"}}),
    [](const auto& tested) { return tested.param.fault.name; });

}  // namespace
}  // namespace lop::cosim
