// Draws operands for co-simulation.
#include "sim/cosim/operand_source.hpp"

#include <array>

#include "models/formats/rounding.hpp"

namespace lop::cosim {

std::uint64_t Random::next() { return formats::counter_random(state_++, 0); }

void RandomOperands::begin_output(int mode) {
  mode_ = mode;
  constexpr std::array<Kind, 16> kDraws = {Kind::kUniform, Kind::kUniform, Kind::kUniform, Kind::kUniform,
                                           Kind::kUniform, Kind::kNarrow,  Kind::kNarrow,  Kind::kNarrow,
                                           Kind::kNarrow,  Kind::kNarrow,  Kind::kCorner,  Kind::kCorner,
                                           Kind::kCorner,  Kind::kWidest,  Kind::kWidest,  Kind::kInvalid};
  kind_ = kDraws[random_.below(kDraws.size())];
  exponent_window_ = random_.below(29);
  in_order_ = random_.one_in(2);
}

void RandomOperands::begin_chunk(bool last_of_group) {
  most_negative_ = in_order_ ? last_of_group : random_.one_in(4) ? !most_negative_ : most_negative_;
}

std::uint32_t RandomOperands::fp16_operand() {
  const auto bits = static_cast<std::uint32_t>(random_.next());
  const std::uint32_t finite = (bits & 0x8000) | (bits & 0x7fff) % 0x7c00;
  switch (kind_) {
    case Kind::kUniform: return finite;
    case Kind::kNarrow: return (bits & 0x83ff) | (exponent_window_ + ((bits >> 10) & 3) % 3) << 10;
    case Kind::kCorner: {
      constexpr std::array<std::uint32_t, 12> kCorners = {0x0000, 0x0001, 0x03ff, 0x0400, 0x07ff, 0x3c00,
                                                          0x3bff, 0x7800, 0x7bff, 0x0200, 0x5555, 0x2aaa};
      const std::uint32_t corner = kCorners[(bits >> 16) % kCorners.size()];
      return (bits & 0x10000000) != 0 ? finite : (bits & 0x8000) | corner;
    }
    case Kind::kWidest: return 0x03ff | (exponent_window_ + 1) << 10;
    case Kind::kInvalid: return (bits >> 24) == 0 ? (bits & 0x83ff) | 0x7c00 : finite;
  }
  return finite;
}

// The widest sums of narrow codes: most negative activations, and weights of one sign or most negative themselves.
std::uint32_t RandomOperands::activation() { return operand(slice_.activation_bits(mode_), true); }

std::uint32_t RandomOperands::operand(int width, bool most_negative) {
  if (width == 16) return fp16_operand();
  const std::uint32_t mask = (1u << width) - 1;
  const std::uint32_t sign = 1u << (width - 1);
  const auto bits = static_cast<std::uint32_t>(random_.next() >> 20);
  switch (kind_) {
    case Kind::kCorner: {
      const std::array<std::uint32_t, 8> corners = {0, sign, mask, sign - 1, 1, sign + 1, bits & mask, bits & mask};
      return corners[(bits >> 16) % corners.size()];
    }
    case Kind::kWidest: return most_negative ? sign : mask;
    default: return bits & mask;
  }
}

pe::Metadata RandomOperands::metadata() {
  pe::Metadata metadata;
  const auto bits = static_cast<std::uint32_t>(random_.next() >> 20);
  metadata.scale = (bits & 0xf00) == 0 ? ((bits & 0x1000) != 0 ? 255 : 0) : bits & 255;
  metadata.special = static_cast<std::uint8_t>((bits >> 13) & 3);
  metadata.zero = static_cast<std::uint8_t>((bits >> 16) & 15);
  return metadata;
}

ExhaustiveOperands::ExhaustiveOperands(const pe::Slice& slice, int mode)
    : activation_codes_(1u << slice.activation_bits(mode)),
      weight_codes_(1u << slice.weight_bits(mode)),
      lanes_(static_cast<std::uint32_t>(slice.lanes(mode))),
      has_special_(slice.metadata_use(mode).special) {}

bool ExhaustiveOperands::feasible(const pe::Slice& slice, int mode) {
  const int activation = slice.activation_bits(mode), weight = slice.weight_bits(mode);
  return (activation <= 8 && weight <= 8) || (activation <= 16 && weight <= 4);
}

bool ExhaustiveOperands::stands_for_special() const { return has_special_ && weight_ == weight_codes_ / 2; }

void ExhaustiveOperands::begin_chunk(bool) {
  if (next_activation_ < activation_codes_) {
    pairs_ += lanes_;
    return;
  }
  // Metadata of this chunk's group was drawn before: a new special value counts from the next output on.
  next_activation_ = 0;
  if (stands_for_special() && special_ < 3) {
    ++special_;
  } else {
    special_ = 0;
    ++weight_;
  }
  if (weight_ == weight_codes_) {
    exhausted_ = true;
    weight_ = 0;
    return;
  }
  pairs_ += lanes_;
}

pe::Metadata ExhaustiveOperands::metadata() {
  pe::Metadata metadata;
  metadata.scale = 1;
  // As begin_chunk will choose it for the chunk that follows.
  const bool turns_over = next_activation_ >= activation_codes_;
  const bool goes_on = stands_for_special() && special_ < 3;
  metadata.special = static_cast<std::uint8_t>(turns_over ? (goes_on ? special_ + 1 : 0) : special_);
  return metadata;
}

}  // namespace lop::cosim
