// RMMEC slice: posits and FP4 in one SIMD multiply-accumulate with a quire, values without time.
//
// A step multiplies the lanes of two words, exactly, and adds them to the lanes of
// a 128-bit quire: four of 32 bits (fp4, p4), two of 64 (p8) or one (p16). The
// steps are in rmmec_grid.cpp, the blocks and power domains in rmmec_activity.hpp.
// source  Chaudhari et al., XR-NPE (arXiv 2508.13049): formats and modes alone were readable, so the data path is ours.
#pragma once

#include <array>
#include <cstdint>

#include "models/formats/number_format.hpp"
#include "models/pe/rmmec_activity.hpp"
#include "models/pe/slice.hpp"

namespace lop::pe {

__extension__ typedef __int128 Int128;

/// Exponent of the quire's last place: the square of a mode's smallest number, in fp4 that of p4.
constexpr int quire_last_place(RmmecMode mode) {
  constexpr std::array<int, 4> kLastPlace = {-8, -8, -12, -56};
  return kLastPlace[static_cast<std::size_t>(mode)];
}

/// What leaves a PE: the sum of its lane quires and what it went through.
struct RmmecResult {
  Int128 quire = 0;  // in units of 2^quire_last_place(mode)
  RmmecMode mode = RmmecMode::kFp4;
  bool nar = false;                // a NaR among the operands
  bool overflow = false;           // a lane quire overflowed,
  bool overflow_negative = false;  // and the sign of its true sum the first time
  bool mode_change = false;        // a step in another mode was refused

  static constexpr std::size_t kWords = 5;
  /// The quire, low words first, then {mode[1:0], overflow_negative, mode_change, overflow, nar}.
  void write(std::uint32_t* words) const;
  static RmmecResult read(const std::uint32_t* words);
};

class Rmmec final : public Slice {
 public:
  static constexpr std::string_view kStem = "rmmec";
  static constexpr std::string_view kSource = "XR-NPE, arXiv 2508.13049; the data path is ours";

  explicit Rmmec(const Choices& choices);

  std::string_view stem() const override { return kStem; }
  std::string_view source() const override { return kSource; }
  const std::vector<Parameter>& parameters() const override;
  const Choices& choices() const override { return choices_; }
  const std::vector<std::string>& modes() const override;
  int default_mode() const override { return default_mode_; }
  bool refuses_mode_change() const override { return true; }
  int lanes(int mode) const override { return lanes_of(plan_, static_cast<RmmecMode>(mode)); }
  int steps_per_chunk(int) const override { return 1; }
  std::string activation_format(int mode) const override;
  std::string weight_format(int mode) const override { return activation_format(mode); }
  int activation_bits(int mode) const override;
  int weight_bits(int mode) const override { return activation_bits(mode); }
  int metadata_bits(int) const override { return 0; }
  int group_size() const override { return 0; }
  int accumulator_bits() const override { return 128; }
  int out_bits() const override { return out_format_.bits(); }
  bool has_channel_scale() const override { return false; }
  MetadataUse metadata_use(int) const override { return {}; }
  /// NaN after a NaR; a quire of more than 53 bits is rounded.
  double accumulator_value(int mode, const std::uint32_t* accumulator) const override;
  double out_value(std::uint32_t out_code) const override { return out_format_.decode(out_code); }
  /// Without a NaN (e2m1) a NaR gives +0; an overflow gives the largest finite number of its sign.
  std::uint32_t out_code(const std::uint32_t* accumulator, std::uint32_t channel_scale) const override;
  const std::vector<std::string>& flag_names() const override;
  std::uint32_t flags(const std::uint32_t* accumulator) const override;
  PortWidths port_widths() const override;
  std::uint64_t port_metadata(const Metadata&) const override { return 0; }
  std::unique_ptr<Grid> make_grid(int rows, int columns) const override;

  LanePlan lane_plan() const { return plan_; }
  /// Cycles after a mode write in which the domains settle.
  int wake_cycles() const { return wake_cycles_; }

 private:
  Choices choices_;
  int default_mode_, wake_cycles_;
  LanePlan plan_;
  formats::NumberFormat out_format_;
};

}  // namespace lop::pe
