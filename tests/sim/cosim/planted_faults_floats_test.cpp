// Faults planted in copies of the gates of the floating-point MACs are found by lock-step.
#include "tests/sim/cosim/planted_fault_expectation.hpp"

namespace lop::cosim {
namespace {

using test::Fault;

struct FloatFault {
  std::string stem;
  Fault fault;
};

void PrintTo(const FloatFault& tested, std::ostream* out) { PrintTo(tested.fault, out); }

class PlantedFloatFault : public testing::TestWithParam<FloatFault> {};

TEST_P(PlantedFloatFault, IsFoundWithItsPlace) {
  CampaignOptions options;
  options.stem = GetParam().stem;
  options.steps = 70'000;
  options.leave_waveform = false;
  expect_found(GetParam().fault, options);
}

INSTANTIATE_TEST_SUITE_P(
    Floats, PlantedFloatFault,
    testing::Values(
        FloatFault{"fp16_mac",
                   {"fp16_product_of_21_bits", "pe/float_mac.sv", "normalised[ProductBits-2:0])",
                    "{normalised[ProductBits-2:1], 1'b0})"}},
        FloatFault{"fp16_mac",
                   {"fp16_subnormal_not_normalised", "array/float_activation_edge.sv", ".Normalise(1'b1)",
                    ".Normalise(1'b1 & (`LOP_PKG::Lanes > 1))"}},
        FloatFault{"fp16_mac", {"fp16_sticky_bit_lost", "common/fp32_add.sv", "y_moved[0] | y_lost", "y_moved[0]"}},
        FloatFault{"bf16_mac",
                   {"bf16_exponents_of_fp32", "pe/float_mac.sv", "ExponentBits = Wide ? 9 : 8",
                    "ExponentBits = 32'(Wide) * 0 + 8"}},
        FloatFault{
            "bf16_mac",
            {"bf16_low_product_without_sticky", "pe/float_mac.sv", "moved[0] | lost", "moved[0] | 1'(lost & 0)"}},
        FloatFault{"bf16_mac", {"bf16_low_product_moved_once_less", "pe/float_mac.sv", "11'sd1 - field", "-field"}},
        FloatFault{"fp8_mac",
                   {"fp8_format_swapped", "pe/fp8_mac_pkg.sv", "float_formats_pkg::E5M2 : float_formats_pkg::E4M3",
                    "float_formats_pkg::E4M3 : float_formats_pkg::E5M2"}},
        FloatFault{"fp8_mac",
                   {"fp8_nan_as_a_number", "common/float_edge.sv", "infinite | nan", "infinite | (nan & 1'b0)"}},
        FloatFault{"fp8_mac", {"fp8_bias_off_by_one", "pe/float_mac.sv", "32'sd128", "32'sd127"}},
        FloatFault{"fp16_int8_mac", {"int8_ones_complement", "common/integer_unpack.sv", "-code_i", "~code_i"}},
        FloatFault{"fp16_int8_mac", {"int8_exponent_off_by_one", "common/integer_unpack.sv", "5'sd14", "5'sd13"}},
        FloatFault{
            "fp16_int8_mac",
            {"fp16_sum_without_the_last_bit", "common/float_accumulate.sv", "assign mantissa = wide[22-:MantissaBits];",
             "assign mantissa = {wide[22-:9], {MantissaBits-9{1'b0}}};"}}),
    [](const auto& tested) { return tested.param.fault.name; });

}  // namespace
}  // namespace lop::cosim
