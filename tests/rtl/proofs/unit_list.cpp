// The list of proofs: a line a unit.
#include "tests/rtl/float_units.hpp"
#include "tests/rtl/proofs/units.hpp"

namespace lop::proof {

std::vector<Unit> proved_units() {
  std::vector<Unit> units;
  const auto add = [&units](Unit unit) { units.push_back(std::move(unit)); };

  for (const int width : {1, 2, 3, 7, 8, 11, 16}) add(leading_zero_count(width));
  for (const bool arithmetic : {false, true}) {
    for (const auto& [width, amount] : {std::pair{1, 1}, {3, 2}, {5, 3}, {8, 5}, {11, 5}}) {
      add(shift_right_sticky(width, amount, arithmetic));
    }
  }
  for (const formats::FloatFormat& format : cosim::unit_formats()) {
    for (const bool choice : {false, true}) {  // normalised or not, saturating or not
      if (format.bits() <= 16) add(float_unpack(format, choice));
      if (format.bits() <= 8) add(float_round_pack(format, choice));
    }
  }
  for (int es = 0; es <= 3; ++es) {
    for (const int bits : {2, 3, 4, 5, 6, 7, 8, 12, 16}) add(posit_decode({bits, es}));
    for (const int bits : {2, 3, 4, 5, 6, 7, 8}) add(posit_encode({bits, es}));
  }
  add(bitmod_lane_terms());
  for (const auto rounding : {pe::GuardRounding::kTruncate, pe::GuardRounding::kNearestEven}) {
    add(bitmod_align(rounding));
  }
  add(flint_decode());
  add(pot_decode());
  add(olive_pair_decode());
  add(bitfusion_brick());
  add(bitfusion_fuse());
  for (int form = 0; form < 4; ++form) add(mixpe_multiplier(form));
  for (const char* name : {"e4m3", "e5m2", "fp16", "bf16"}) {
    for (const bool strict : {false, true}) add(lmul_operand(name, strict));
  }
  for (const char* name : {"e2m1", "e2m3", "e3m2", "e4m3", "e5m2"}) {
    add(block_float_element(formats::float_format(name)));
  }
  add(fp16_to_fp32());
  add(integer_unpack());
  return units;
}

}  // namespace lop::proof
