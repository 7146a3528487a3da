// BitMoD slice: bit-serial mixture-of-datatype weights against FP16 activations, values without time.
//
// The step itself is in bitmod_rows.inc, edges and column units are in bitmod_grid.cpp.
// source  Chen et al., BitMoD, HPCA 2025 (arXiv 2411.11745), section IV; what the paper leaves open is marked "ours"
#pragma once

#include <algorithm>
#include <cstdint>

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

inline constexpr int kBitmodLanes = 4;
// of a zero activation or an empty term: no sum with it is live
inline constexpr std::int32_t kBitmodDeadExponent = -128;

/// The slice: widths, parameters, modes and the two ends of its data path.
class Bitmod final : public Slice {
 public:
  static constexpr std::string_view kStem = "bitmod";
  static constexpr std::string_view kSource = "BitMoD, HPCA 2025";

  explicit Bitmod(const Choices& choices);

  std::string_view stem() const override { return kStem; }
  std::string_view source() const override { return kSource; }
  const std::vector<Parameter>& parameters() const override;
  const Choices& choices() const override { return choices_; }
  const std::vector<std::string>& modes() const override;
  int default_mode() const override { return default_mode_; }
  int lanes(int) const override { return kBitmodLanes; }
  int steps_per_chunk(int mode) const override;
  std::string activation_format(int) const override { return "fp16"; }
  std::string weight_format(int mode) const override { return modes()[static_cast<std::size_t>(mode)]; }
  int activation_bits(int) const override { return 16; }
  int weight_bits(int mode) const override { return formats::weight_bits(static_cast<formats::WeightMode>(mode)); }
  /// 8-bit scale and 2-bit special-value index, stored for every mode alike (ours for the integer modes).
  int metadata_bits(int) const override { return 10; }
  int group_size() const override { return group_size_; }
  int accumulator_bits() const override { return 32; }
  int out_bits() const override { return 16; }
  bool has_channel_scale() const override { return true; }
  MetadataUse metadata_use(int mode) const override;
  double weight_value(int mode, std::uint32_t code, const Metadata& metadata) const override;
  std::uint32_t out_code(const std::uint32_t* accumulator, std::uint32_t channel_scale) const override;
  const std::vector<std::string>& flag_names() const override;
  std::uint32_t flags(const std::uint32_t* accumulator) const override;
  PortWidths port_widths() const override { return {16, 8, 10, 1, 32, 32, 16, 1}; }
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
