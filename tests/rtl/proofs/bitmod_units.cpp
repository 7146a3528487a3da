// Tables of the units of the BitMoD PE, from models/pe.
#include "models/pe/bitmod.hpp"
#include "tests/rtl/proofs/units.hpp"

namespace lop::proof {

Unit bitmod_lane_terms() {
  return {"bitmod_lane_terms",
          {},
          {{"mode_i", 3}, {"phase_i", 2}, {"special_i", 2}, {"code_i", 8}},
          {{"sign_o", 1}, {"man_o", 1}, {"exp_o", 2}},
          [](const Words& in) -> std::optional<Words> {
            if (in[0] >= formats::kWeightModeCount) return std::nullopt;  // there is no such mode
            const auto mode = static_cast<formats::WeightMode>(in[0]);
            const auto code = static_cast<std::uint32_t>(in[3]);
            const pe::BitmodTerm term = pe::bitmod_term(mode, code, static_cast<int>(in[2]), static_cast<int>(in[1]));
            return Words{term.negative, term.man, static_cast<std::uint64_t>(term.exp)};
          }};
}

Unit bitmod_align(pe::GuardRounding rounding) {
  const bool nearest_even = rounding == pe::GuardRounding::kNearestEven;
  const auto mode = nearest_even ? formats::Rounding::kNearestEven : formats::Rounding::kTowardZero;
  return {"bitmod_align",
          {{"NearestEven", nearest_even ? "1" : "0"}},
          {{"shift_i", 6}, {"significand_i", 11}, {"sign_i", 1}},
          {{"value_o", 16}},
          [mode](const Words& in) -> std::optional<Words> {
            const std::uint64_t magnitude = formats::shift_right_rounded(in[1] << 3, static_cast<int>(in[0]), mode);
            return Words{in[2] != 0 ? 0 - magnitude : magnitude};
          }};
}

}  // namespace lop::proof
