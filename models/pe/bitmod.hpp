// BitMoD slice: bit-serial mixture-of-datatype weights against FP16 activations, values without time.
//
// source  Chen et al., BitMoD, HPCA 2025 (arXiv 2411.11745), section IV; what the paper leaves open is marked "ours"
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "models/formats/bitmod_values.hpp"
#include "models/pe/slice.hpp"

namespace lop::pe {

enum class Alignment { kBsigAware, kFiveInput, kPostShift };
enum class GuardRounding { kTruncate, kNearestEven };

/// One bit of a weight: (-1)^negative * man * 2^exp * 2^bsig.
struct BitmodTerm {
  bool negative = false;
  bool man = false;  // an empty term is a dead lane
  int exp = 0;       // 0..3
  int bsig = 0;      // shared by the lanes of a PE
};

/// Term `phase` of a weight code. Integers: radix-4 Booth digits of rising significance. FP4 and FP3: leading one of
/// {I3..I0} (bsig 1), that bit cleared, then leading one of {I2, I1, I0, F0} (bsig 0); their unit is one half.
///
/// phase  below steps_per_chunk; beyond it a term is empty (FP) or a digit of the sign extension (integers)
BitmodTerm bitmod_term(formats::WeightMode mode, std::uint32_t code, int special, int phase);

/// Group accumulator: 15-bit two's complement significand m and exponent e; the sum so far is m * 2^(e - 28).
struct BitmodGroup {
  std::int32_t m = 0;
  std::int32_t e = 0;
};

inline constexpr int kBitmodLanes = 4;
inline constexpr std::int32_t kBitmodDeadExponent = -128;  // below every live lane, also after adding a term's exponent

/// Position of the leading one plus one, for 0 <= value < 2^24: exact in FP32, whose exponent then tells it.
inline std::int32_t bit_length_24(std::int32_t value) {
  const float exact = static_cast<float>(value);
  std::int32_t code;
  std::memcpy(&code, &exact, sizeof code);
  return std::max((code >> 23) - 126, 0);
}

/// significand << 3 (14 bits) moved right by shift and rounded on that grid.
template <GuardRounding rounding>
inline std::int32_t bitmod_align(std::int32_t significand, std::int32_t shift) {
  const std::int32_t d = std::min(shift, 15);  // 14 bits leave nothing behind, not even a round-up
  if constexpr (rounding == GuardRounding::kTruncate) return (significand << 3) >> d;
  // One place below the grid, so that half of the last place exists for every shift.
  const std::int32_t wide = significand << 4;
  const std::int32_t even = (wide >> (d + 1)) & 1;
  return (wide + (1 << d) - 1 + even) >> (d + 1);
}

/// One term step: four lanes into the group accumulator.
///
/// significand  of each lane, 0..2047; 0 for a dead lane (empty term or zero activation)
/// exponent     activation exponent field (subnormals 1) plus term exponent; kBitmodDeadExponent or less for a dead lane
/// sign         0 or -1 of each lane's product
/// The sum needs 24 bits signed: four INT8 digits of 2 * 2047 << 3 at bsig 6, plus the accumulator. Signed right shifts
/// are arithmetic; the exponent is never lowered. A step without a live lane changes nothing (ours).
template <Alignment alignment, GuardRounding rounding>
inline void bitmod_step(const std::int32_t (&significand)[kBitmodLanes], const std::int32_t (&exponent)[kBitmodLanes],
                        const std::int32_t (&sign)[kBitmodLanes], std::int32_t bsig, std::int32_t& m, std::int32_t& e) {
  const std::int32_t e_lanes = std::max(std::max(exponent[0], exponent[1]), std::max(exponent[2], exponent[3]));
  const bool empty = m == 0;  // a zero accumulator has no exponent

  std::int32_t e_reference = e_lanes;
  if constexpr (alignment == Alignment::kBsigAware) e_reference = std::max(e_lanes, empty ? e_lanes : e - bsig);
  if constexpr (alignment == Alignment::kFiveInput) e_reference = std::max(e_lanes, empty ? e_lanes : e);

  std::int32_t sum = 0;
  for (int l = 0; l < kBitmodLanes; ++l) {
    const std::int32_t aligned = bitmod_align<rounding>(significand[l], e_reference - exponent[l]);
    sum += (aligned ^ sign[l]) - sign[l];
  }
  sum *= 1 << bsig;

  const std::int32_t ahead = empty ? 0 : e - e_reference;  // the accumulator's lead over the reference
  const std::int32_t right = std::min(std::max(-ahead, 0), 31);
  std::int32_t total, e_total = e_reference;
  if constexpr (alignment == Alignment::kPostShift) {
    const std::int32_t lead = std::min(std::max(ahead, 0), 31);
    total = (sum >> lead) + (m >> right);
    e_total += std::max(ahead, 0);
  } else {
    // To the left by at most bsig, and only in bsig_aware.
    total = sum + (m * (1 << std::min(std::max(ahead, 0), 6)) >> right);
  }

  // Arithmetic right shift, 0..9, until -2^14 <= m < 2^14.
  const std::int32_t shift = std::max(bit_length_24(total ^ (total >> 31)) - 14, 0);
  const bool live = e_lanes > 0;
  m = live ? total >> shift : m;
  e = live ? e_total + shift : e;
}

/// The slice: widths, parameters, modes and the two ends of its data path.
class Bitmod final : public Slice {
 public:
  static constexpr std::string_view kStem = "bitmod";

  explicit Bitmod(const Choices& choices);

  std::string_view stem() const override { return kStem; }
  const std::vector<Parameter>& parameters() const override;
  const Choices& choices() const override { return choices_; }
  const std::vector<std::string>& modes() const override;
  int default_mode() const override { return default_mode_; }
  int lanes(int) const override { return kBitmodLanes; }
  int steps_per_chunk(int mode) const override;
  int activation_bits(int) const override { return 16; }
  int weight_bits(int mode) const override { return formats::weight_bits(static_cast<formats::WeightMode>(mode)); }
  /// 8-bit scale and 2-bit special-value index, stored for every mode alike (ours for the integer modes).
  int metadata_bits(int) const override { return 10; }
  int group_size() const override { return group_size_; }
  int accumulator_bits() const override { return 32; }
  int out_bits() const override { return 16; }
  bool has_weight_edge() const override { return true; }
  bool has_channel_scale() const override { return true; }
  MetadataUse metadata_use(int mode) const override;
  std::uint32_t out_code(std::uint32_t accumulator, std::uint32_t channel_scale) const override;
  std::vector<std::string> flags(std::uint32_t accumulator) const override;
  PortWidths port_widths() const override { return {16, 8, 10, 32, 32, 16}; }
  std::uint64_t port_metadata(const Metadata& metadata) const override {
    return (metadata.scale & 0xff) | (metadata.special & 3u) << 8;
  }
  std::unique_ptr<Grid> make_grid(int rows, int columns) const override;

  Alignment alignment() const { return alignment_; }
  GuardRounding rounding() const { return rounding_; }
  int scale_bits() const { return scale_bits_; }

 private:
  Choices choices_;
  int default_mode_, group_size_, scale_bits_;
  Alignment alignment_;
  GuardRounding rounding_;
};

}  // namespace lop::pe
