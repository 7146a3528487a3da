// Draws operands for co-simulation.
#include "sim/cosim/operand_source.hpp"

#include <array>

#include "models/formats/rounding.hpp"

namespace lop::cosim {

std::uint64_t Random::next() { return formats::counter_random(state_++, 0); }

void OperandSource::begin_output(int mode) {
  mode_ = mode;
  const std::uint32_t draw = random_.below(16);
  class_ = draw < 5    ? OperandClass::kUniform
           : draw < 10 ? OperandClass::kNarrow
           : draw < 13 ? OperandClass::kCorner
           : draw < 15 ? OperandClass::kWidest
                       : OperandClass::kInvalid;
  exponent_window_ = random_.below(29);
}

std::uint32_t OperandSource::fp16_operand() {
  const std::uint32_t bits = static_cast<std::uint32_t>(random_.next());
  const std::uint32_t finite = (bits & 0x8000) | (bits & 0x7fff) % 0x7c00;
  switch (class_) {
    case OperandClass::kUniform: return finite;
    case OperandClass::kNarrow: return (bits & 0x83ff) | (exponent_window_ + ((bits >> 10) & 3) % 3) << 10;
    case OperandClass::kCorner: {
      constexpr std::array<std::uint32_t, 12> kCorners = {0x0000, 0x0001, 0x03ff, 0x0400, 0x07ff, 0x3c00,
                                                          0x3bff, 0x7800, 0x7bff, 0x0200, 0x5555, 0x2aaa};
      const std::uint32_t corner = kCorners[(bits >> 16) % kCorners.size()];
      return (bits & 0x10000000) != 0 ? finite : (bits & 0x8000) | corner;
    }
    case OperandClass::kWidest: return 0x03ff | (exponent_window_ + 1) << 10;
    case OperandClass::kInvalid: return (bits >> 24) == 0 ? (bits & 0x83ff) | 0x7c00 : finite;
  }
  return finite;
}

std::uint32_t OperandSource::activation() { return fp16_operand(); }

std::uint32_t OperandSource::weight() {
  const int width = slice_.weight_bits(mode_);
  if (width == 16) return fp16_operand();
  const std::uint32_t mask = (1u << width) - 1;
  const std::uint32_t sign = 1u << (width - 1);
  const std::uint32_t bits = static_cast<std::uint32_t>(random_.next() >> 20);
  switch (class_) {
    case OperandClass::kCorner: {
      const std::array<std::uint32_t, 8> corners = {0, sign, mask, sign - 1, 1, sign + 1, bits & mask, bits & mask};
      return corners[(bits >> 16) % corners.size()];
    }
    // Runs of all ones, then of the most negative code: the sum of INT8 digits that needs the 24th bit.
    case OperandClass::kWidest: return (bits >> 16) % 64 == 0 ? bits & mask : (extreme_toggle_ ? mask : sign);
    default: return bits & mask;
  }
}

pe::Metadata OperandSource::metadata() {
  pe::Metadata metadata;
  const std::uint32_t bits = static_cast<std::uint32_t>(random_.next() >> 20);
  metadata.scale = (bits & 0xf00) == 0 ? ((bits & 0x1000) != 0 ? 255 : 0) : bits & 255;
  metadata.special = static_cast<std::uint8_t>((bits >> 13) & 3);
  metadata.zero = static_cast<std::uint8_t>((bits >> 16) & 15);
  return metadata;
}

std::uint32_t OperandSource::channel_scale() {
  const std::uint64_t bits = random_.next();
  constexpr std::array<std::uint32_t, 10> kCorners = {0x00000000, 0x80000000, 0x3f800000, 0x00000001, 0x007fffff,
                                                      0x7f7fffff, 0x7f800000, 0x7fc00000, 0xff800000, 0x33800000};
  if ((bits >> 60) == 0) return kCorners[(bits >> 32) % kCorners.size()];
  if ((bits >> 60) < 4) return static_cast<std::uint32_t>(bits);
  // Around the size that brings group sums into the range of FP16, its subnormals and its overflow included.
  return static_cast<std::uint32_t>(bits & 0x807fffff) | (100 + static_cast<std::uint32_t>((bits >> 32) % 40)) << 23;
}

}  // namespace lop::cosim
