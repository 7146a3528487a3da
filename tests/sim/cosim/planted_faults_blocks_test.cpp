// Faults planted in copies of the gates of the scaled-block dot products are found by lock-step.
#include "tests/sim/cosim/planted_fault_expectation.hpp"

namespace lop::cosim {
namespace {

using test::Fault;

struct BlockFault {
  std::string stem;
  pe::Choices fixed;  // one mode, as a waveform of each costs time
  Fault fault;
};

void PrintTo(const BlockFault& tested, std::ostream* out) { PrintTo(tested.fault, out); }

class PlantedBlockFault : public testing::TestWithParam<BlockFault> {};

TEST_P(PlantedBlockFault, IsFoundWithItsPlace) {
  CampaignOptions options;
  options.stem = GetParam().stem;
  options.fixed = GetParam().fixed;
  options.steps = 70'000;
  options.leave_waveform = false;
  expect_found(GetParam().fault, options);
}

INSTANTIATE_TEST_SUITE_P(
    Blocks, PlantedBlockFault,
    testing::Values(
        BlockFault{"mxfp_dot",
                   {{"element", "int8"}},
                   {"e8m0_bias_off_by_one", "pe/mxfp_dot_column.sv", "- 11'sd127", "- 11'sd126"}},
        BlockFault{"mxfp_dot",
                   {{"element", "e5m2"}},
                   {"block_sum_of_69_bits", "pe/mxfp_dot_pkg.sv", "SumWidth    = 70;", "SumWidth    = 69;"}},
        BlockFault{
            "nvfp4_dot", {}, {"block_sum_of_12_bits", "pe/nvfp4_dot_pkg.sv", "SumWidth    = 13;", "SumWidth    = 12;"}},
        BlockFault{
            "nvfp4_dot",
            {},
            {"nan_scale_as_a_number", "pe/nvfp4_dot_decode.sv", "{scale_invalid, scale[7:0]", "{1'b0, scale[7:0]"}},
        BlockFault{"nvfp4_dot",
                   {},
                   {"subnormal_one_binade_low", "pe/block_float_element.sv",
                    "assign above_lowest = exponent - UnpackedExponentWidth'(1);",
                    "assign above_lowest = significand[UnpackedSignificandWidth-1] ? exponent : exponent - "
                    "UnpackedExponentWidth'(1);"}}),
    [](const auto& tested) { return tested.param.fault.name; });

}  // namespace
}  // namespace lop::cosim
