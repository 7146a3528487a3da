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

TEST_P(MixpePlantedFault, IsFoundWithItsPlace) {
  CampaignOptions options;
  options.stem = GetParam().stem;
  options.fixed = GetParam().fixed;
  options.steps = 20'000;
  options.leave_waveform = false;
  expect_found(GetParam().fault, options);
}

const pe::Choices kShiftAdd = {{"multiplier", "shift_add"}};

INSTANTIATE_TEST_SUITE_P(
    W4a8, MixpePlantedFault,
    testing::Values(
        MixpeFault{"mixpe_w4a8",
                   kShiftAdd,
                   {"zero_point_added", "pe/mixpe_fixed_group.sv", "sum_q - product_q", "sum_q + product_q"}},
        MixpeFault{
            "mixpe_w4a8",
            kShiftAdd,
            {"row_sum_lacks_the_last", "array/row_sum.sv", "if (valid_i) sum_q <=", "if (valid_i && !end_i) sum_q <="}},
        MixpeFault{"mixpe_w4a8",
                   {{"multiplier", "booth"}},
                   {"booth_digit_sign", "pe/mixpe_multiplier.sv", "window[2] ? -magnitude", "window[1] ? -magnitude"}},
        MixpeFault{
            "mixpe_w4a8", kShiftAdd, {"sum_of_18_bits", "pe/mixpe_w4a8_pkg.sv", "sum_width = 19", "sum_width = 18"}}),
    [](const auto& tested) { return tested.param.fault.name; });

CampaignOptions two_columns_of(const MixpeFault& planted) {
  CampaignOptions options;
  options.stem = planted.stem;
  options.fixed = planted.fixed;
  options.geometry = {1, 2, 1, 1, sim::Dataflow::kWeightStationary};
  options.cycles = 20'000;
  return options;
}

class MixpeWeightStationaryFault : public testing::TestWithParam<MixpeFault> {};

TEST_P(MixpeWeightStationaryFault, IsFoundWithItsPlace) {
  CampaignOptions options = two_columns_of(GetParam());
  options.leave_waveform = false;
  expect_found(GetParam().fault, options);
}

INSTANTIATE_TEST_SUITE_P(
    W4a8, MixpeWeightStationaryFault,
    testing::Values(
        MixpeFault{"mixpe_w4a8",
                   kShiftAdd,
                   {"ws_row_sum_late_by_a_column", "array/ws_column_end.sv", ".row_operand_i   (row_sum_i)",
                    ".row_operand_i   (row_sum_o)"}},
        MixpeFault{"mixpe_w4a8",
                   kShiftAdd,
                   {"ws_row_sum_of_earlier_folds_lost", "array/row_sum.sv", "first_o ? psum_i", "first_o ? '0"}},
        MixpeFault{"mixpe_w4a8",
                   kShiftAdd,
                   {"ws_groups_before_lost", "array/column_accumulator.sv", "addend = psum_i", "addend = '0"}},
        MixpeFault{
            "mixpe_w4a8",
            kShiftAdd,
            {"ws_group_before_kept", "array/column_accumulator.sv", "addend = psum_i", "addend = accumulators[31:0]"}},
        MixpeFault{"mixpe_w4a8",
                   kShiftAdd,
                   {"ws_sums_of_the_next_vector", "array/ws_array.sv", ".Cycles(Groups ? c : 0)",
                    ".Cycles((Groups && c > 0) ? c - 1 : 0)"}},
        MixpeFault{
            "mixpe_w4a8",
            kShiftAdd,
            {"ws_scale_of_the_next_fold", "array/ws_column_end.sv", ".swap_i   (ctl_i[1])", ".swap_i   (1'b1)"}}),
    [](const auto& tested) { return tested.param.fault.name; });

class MixpeWeightStationaryWaveform : public testing::TestWithParam<MixpeFault> {};

TEST_P(MixpeWeightStationaryWaveform, IsLeft) { expect_found(GetParam().fault, two_columns_of(GetParam())); }

INSTANTIATE_TEST_SUITE_P(W4a8, MixpeWeightStationaryWaveform,
                         testing::Values(MixpeFault{"mixpe_w4a8",
                                                    kShiftAdd,
                                                    {"ws_zero_point_added", "pe/mixpe_fixed_group.sv",
                                                     "sum_q - product_q", "sum_q + product_q"}}),
                         [](const auto& tested) { return tested.param.fault.name; });

const auto shift_add_into = [](const std::string& accumulator) {
  return pe::Choices{{"multiplier", "shift_add"}, {"accumulator", accumulator}};
};

INSTANTIATE_TEST_SUITE_P(W4a16, MixpePlantedFault,
                         testing::Values(MixpeFault{"mixpe_w4a16",
                                                    shift_add_into("block_aligned"),
                                                    {"guard_bit_dropped", "pe/mixpe_w4a16_activation_edge.sv",
                                                     "<< GuardBits) >> shift", "<< (GuardBits-1)) >> shift << 1"}},
                                         MixpeFault{"mixpe_w4a16",
                                                    shift_add_into("block_aligned"),
                                                    {"alignment_to_the_left", "pe/mixpe_w4a16_activation_edge.sv",
                                                     "(metadata_i > field) ?", "(metadata_i != field) ?"}},
                                         MixpeFault{"mixpe_w4a16",
                                                    shift_add_into("fp32"),
                                                    {"invalid_does_not_stick", "pe/mixpe_w4a16_activation_edge.sv",
                                                     "infinite | nan | (invalid_q & ~first)",
                                                     "infinite | nan | (invalid_q & first)"}},
                                         MixpeFault{"mixpe_w4a16",
                                                    shift_add_into("fp16"),
                                                    {"zero_point_in_int4", "pe/mixpe_float_group.sv",
                                                     "has_zero_point_i ? product : '0", "product"}}),
                         [](const auto& tested) { return tested.param.fault.name; });

}  // namespace
}  // namespace lop::cosim
