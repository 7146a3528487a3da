// Faults planted in copies of the gates of the integer dot products are found by lock-step.
#include "tests/sim/cosim/planted_fault_campaign.hpp"

namespace lop::cosim {
namespace {

using test::Fault;

struct DotFault {
  std::string stem;
  Fault fault;
};

void PrintTo(const DotFault& tested, std::ostream* out) { PrintTo(tested.fault, out); }

class PlantedDotFault : public testing::TestWithParam<DotFault> {};

TEST_P(PlantedDotFault, IsFoundWithItsPlaceAndWaveform) { expect_found(GetParam().stem, {}, GetParam().fault); }

INSTANTIATE_TEST_SUITE_P(
    Dots, PlantedDotFault,
    testing::Values(DotFault{"bitfusion", {"brick_sign_swapped", "pe/bitfusion_brick.sv", "{x_signed_i & x_i[1], x_i}", "{y_signed_i & x_i[1], x_i}"}},
                    DotFault{"bitfusion", {"brick_of_4_bits", "pe/bitfusion_brick.sv", "assign product_o = 5'(x) * 5'(y);",
                                           "logic signed [3:0] narrow; assign narrow = 4'(x) * 4'(y); assign product_o = 5'(narrow);"}},
                    DotFault{"bitfusion", {"digit_of_the_next_lane", "pe/bitfusion_pkg.sv", "high  = (own / 4) % 2;", "high  = (own / 8) % 2;"}}),
    [](const auto& tested) { return tested.param.fault.name; });

}  // namespace
}  // namespace lop::cosim
