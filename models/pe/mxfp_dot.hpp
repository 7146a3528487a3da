// MX slice: dot products of blocks of 32 elements with an E8M0 scale on each side, values without time.
//
// e2m1, e2m3, e3m2, e4m3, e5m2 and int8 (two's complement x 2^-6) on both sides; exact block sums take 14, 18, 24, 42,
// 70 and 21 bits. source  OCP Microscaling Formats 1.0; precision and order of the dot product are left open there, so
// ours
#pragma once

#include "models/pe/block_dot.hpp"

namespace lop::pe {

class MxfpDot final : public BlockDot {
 public:
  static constexpr std::string_view kStem = "mxfp_dot";
  static constexpr std::string_view kSource = "OCP Microscaling Formats 1.0; the order of sums is ours";

  explicit MxfpDot(const Choices& choices);

  std::string_view stem() const override { return kStem; }
  std::string_view source() const override { return kSource; }
  const std::vector<Parameter>& parameters() const override;
  const std::vector<std::string>& modes() const override { return parameters().front().values; }
  int default_mode() const override { return default_mode_; }
  bool has_channel_scale() const override { return false; }
  std::uint32_t out_code(const std::uint32_t* accumulator, std::uint32_t) const override { return *accumulator; }
  PortWidths port_widths() const override { return {8, 8, kScaleBits, kScaleBits, 1, 32, 32, 1}; }

 private:
  int default_mode_;
};

}  // namespace lop::pe
