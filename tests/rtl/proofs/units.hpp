// The units that are proved. To add one: a function here that says its ports and values, and a line in unit_list.cpp.
//
// A function restates the widths of the ports from its arguments, and takes each
// value from the value models, which other tests hold to exact rationals. Functions
// of a family's units go into one file. A unit may have 18 input bits at most.
#pragma once

#include "models/formats/float_format.hpp"
#include "models/formats/posit.hpp"
#include "models/pe/bitmod.hpp"
#include "tests/rtl/proofs/unit.hpp"

namespace lop::proof {

Unit leading_zero_count(int width);
Unit shift_right_sticky(int width, int amount_width, bool arithmetic);
Unit float_unpack(const formats::FloatFormat& format, bool normalise);
Unit float_round_pack(const formats::FloatFormat& format, bool saturate);
Unit posit_decode(const formats::PositFormat& format);
Unit posit_encode(const formats::PositFormat& format);
Unit bitmod_lane_terms();
Unit bitmod_align(pe::GuardRounding rounding);
Unit flint_decode();
Unit pot_decode();
Unit olive_pair_decode();
Unit bitfusion_brick();
Unit bitfusion_fuse();
/// form  shift_add, precomputed_3x, booth, inferred
Unit mixpe_multiplier(int form);
Unit lmul_operand(const std::string& format_name, bool strict);
Unit block_float_element(const formats::FloatFormat& format);
Unit fp16_to_fp32();
Unit integer_unpack();

/// All of them, under the parameters that they are proved for.
std::vector<Unit> proved_units();

}  // namespace lop::proof
