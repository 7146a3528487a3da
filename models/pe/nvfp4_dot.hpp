// NVFP4 slice: dot products of blocks of 16 E2M1 elements with a UE4M3 scale on each side, values without time.
//
// A block's sum (13 bits) times both scales has 20 bits and is exact in FP32; the tensors' FP32 scales are the output's
// channel scale, a product rounded once. Bit 7 of a scale is ignored, code 7f is NaN. source  NVFP4 as published code
// computes it; order and precision of the dot product are left open there, so ours
#pragma once

#include "models/formats/fp32.hpp"
#include "models/pe/block_dot.hpp"

namespace lop::pe {

class Nvfp4Dot final : public BlockDot {
 public:
  static constexpr std::string_view kStem = "nvfp4_dot";
  static constexpr std::string_view kSource = "NVFP4 as published code computes it; the order of sums is ours";

  explicit Nvfp4Dot(const Choices& choices);

  std::string_view stem() const override { return kStem; }
  std::string_view source() const override { return kSource; }
  const std::vector<Parameter>& parameters() const override;
  const std::vector<std::string>& modes() const override;
  int default_mode() const override { return 0; }
  bool has_channel_scale() const override { return true; }
  std::uint32_t out_code(const std::uint32_t* accumulator, std::uint32_t channel_scale) const override {
    return formats::fp32_mul(*accumulator, channel_scale);
  }
  PortWidths port_widths() const override { return {4, 4, kScaleBits, kScaleBits, 32, 32, 32, 1}; }
};

}  // namespace lop::pe
