// FP16 MAC slice: FP16 activation times FP16 weight, FP32 or FP16 accumulator, values without time.
//
// The product is exact in FP32 and each sum is rounded once, also into FP16 (ours: no rounding of the product in between).
// Infinities and NaNs on either side are invalid, as for every FP16 operand. source  the baseline of BitMoD, HPCA 2025
#pragma once

#include "models/pe/slice.hpp"

namespace lop::pe {

class Fp16Mac final : public Slice {
 public:
  static constexpr std::string_view kStem = "fp16_mac";

  explicit Fp16Mac(const Choices& choices);

  std::string_view stem() const override { return kStem; }
  const std::vector<Parameter>& parameters() const override;
  const Choices& choices() const override { return choices_; }
  const std::vector<std::string>& modes() const override;
  int default_mode() const override { return 0; }
  int lanes(int) const override { return 1; }
  int steps_per_chunk(int) const override { return 1; }
  int activation_bits(int) const override { return 16; }
  int weight_bits(int) const override { return 16; }
  int metadata_bits(int) const override { return 0; }
  int group_size() const override { return 0; }
  int accumulator_bits() const override { return fp16_accumulator_ ? 16 : 32; }
  int out_bits() const override { return accumulator_bits(); }
  bool has_weight_edge() const override { return false; }
  bool has_channel_scale() const override { return false; }
  MetadataUse metadata_use(int) const override { return {}; }
  std::uint32_t out_code(std::uint32_t accumulator, std::uint32_t) const override { return accumulator; }
  std::vector<std::string> flags(std::uint32_t accumulator) const override;
  PortWidths port_widths() const override { return {16, 16, 1, 1, 32, 32}; }
  std::uint64_t port_metadata(const Metadata&) const override { return 0; }
  std::unique_ptr<Grid> make_grid(int rows, int columns) const override;

 private:
  Choices choices_;
  bool fp16_accumulator_;
};

}  // namespace lop::pe
