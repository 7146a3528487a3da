// Draws operands for co-simulation.
#include "sim/cosim/operand_source.hpp"

#include <algorithm>
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
  constexpr std::uint32_t kFirstExtreme = 10;
  const std::uint32_t first = extremes_only_ ? kFirstExtreme : 0;
  kind_ = kDraws[first + random_.below(static_cast<std::uint32_t>(kDraws.size()) - first)];
  window_ = static_cast<std::uint32_t>(random_.next());
  activation_format_ = formats::number_format(slice_.activation_format(mode));
  weight_format_ = formats::number_format(slice_.weight_format(mode));
  in_order_ = random_.one_in(2);
}

void RandomOperands::begin_chunk(bool last_of_group) {
  most_negative_ = in_order_ ? last_of_group : random_.one_in(4) ? !most_negative_ : most_negative_;
}

std::uint32_t RandomOperands::float_operand(const formats::FloatFormat& format) {
  const std::uint64_t draw = random_.next();
  const auto bits = static_cast<std::uint32_t>(draw), choice = static_cast<std::uint32_t>(draw >> 32);
  const std::uint32_t sign = bits & format.sign_mask();
  const std::uint32_t magnitudes = format.max_finite_code() + 1;
  const std::uint32_t finite = sign | (bits & ~format.sign_mask()) % magnitudes;
  const auto in_window = [&](std::uint32_t above) {
    // Three neighbouring exponents somewhere in the range, the widest of them below the largest finite one.
    const std::uint32_t binades = magnitudes >> format.mantissa_bits;
    const std::uint32_t code =
        (window_ % (binades > 3 ? binades - 2 : 1) + above) << format.mantissa_bits | (bits & format.mantissa_mask());
    return code < magnitudes ? code : format.max_finite_code();
  };
  switch (kind_) {
    case Kind::kUniform: return finite;
    case Kind::kNarrow: return sign | in_window(choice % 3);
    case Kind::kCorner: {
      const std::uint32_t least_normal = 1u << format.mantissa_bits, one = static_cast<std::uint32_t>(format.bias())
                                                                           << format.mantissa_bits;
      const std::array<std::uint32_t, 12> corners = {
          0,          1,         least_normal - 1, least_normal,   2 * least_normal - 1,
          one,        one - 1,   least_normal / 2, magnitudes - 1, (magnitudes - 1) & ~format.mantissa_mask(),
          0x55555555, 0x2aaaaaaa};
      return choice % 8 == 0 ? finite : sign | corners[(choice >> 3) % corners.size()] % magnitudes;
    }
    case Kind::kWidest: {
      const std::uint32_t widest =
          window_ >> 30 == 0 ? format.max_finite_code() : in_window(1) | format.mantissa_mask();
      return std::min(widest, format.max_finite_code());
    }
    case Kind::kInvalid: {
      const std::uint32_t beyond = format.magnitude_mask() - format.max_finite_code();
      if (beyond == 0 || choice % 256 != 0) return finite;
      return sign | (format.max_finite_code() + 1 + (choice >> 8) % beyond);
    }
  }
  return finite;
}

// The widest sums of narrow codes: most negative activations, and weights of one sign or most negative themselves.
std::uint32_t RandomOperands::activation() { return operand(*activation_format_, true); }

std::uint32_t RandomOperands::operand(const formats::NumberFormat& format, bool most_negative) {
  const auto* floating = std::get_if<formats::FloatFormat>(&format.kind());
  if (floating != nullptr) return float_operand(*floating);
  if (const auto* posit = std::get_if<formats::PositFormat>(&format.kind()))
    return posit_operand(*posit, most_negative);
  return code_operand(format.bits(), most_negative);
}

std::uint32_t RandomOperands::posit_operand(const formats::PositFormat& format, bool most_negative) {
  const std::uint64_t draw = random_.next();
  const auto bits = static_cast<std::uint32_t>(draw), choice = static_cast<std::uint32_t>(draw >> 32);
  const std::uint32_t most = format.maxpos_code();
  std::uint32_t magnitude = bits % (most + 1);  // of any real number
  switch (kind_) {
    case Kind::kUniform: break;
    case Kind::kNarrow: magnitude = most / 4 + 1 + magnitude / 2; break;  // regimes 0 and -1
    case Kind::kCorner: {
      // Where a regime ends, and the codes beside.
      const std::uint32_t power = 1u << (bits >> 8) % static_cast<std::uint32_t>(format.bits - 1);
      const std::array<std::uint32_t, 8> corners = {0, 1, most, most - 1, power, power - 1, power + 1, most ^ power};
      magnitude = std::min(corners[choice % corners.size()], most);
      break;
    }
    case Kind::kWidest: magnitude = most; break;
    case Kind::kInvalid:
      if (choice % 256 == 0) return format.nar_code();
      break;
  }
  const bool negative = kind_ == Kind::kWidest ? most_negative : (choice >> 31) != 0;
  return (negative ? 0u - magnitude : magnitude) & format.mask();
}

std::uint32_t RandomOperands::code_operand(int width, bool most_negative) {
  const std::uint32_t mask = 0xffffffffu >> (32 - width);
  const std::uint32_t sign = 1u << (width - 1);
  const auto bits = static_cast<std::uint32_t>(random_.next() >> 20);
  switch (kind_) {
    case Kind::kCorner: {
      const std::array<std::uint32_t, 8> corners = {0, sign, mask, sign - 1, 1, sign + 1, bits & mask, bits & mask};
      return corners[(bits >> 16) % corners.size()] & mask;
    }
    case Kind::kWidest: return most_negative ? sign : mask;
    default: return bits & mask;
  }
}

/// Around 1 mostly, so that sums of several groups meet; now and then anything, or a corner.
std::uint32_t RandomOperands::fp32_scale() {
  const std::uint64_t bits = random_.next();
  constexpr std::array<std::uint32_t, 10> kCorners = {0x00000000, 0x80000000, 0x3f800000, 0x00000001, 0x007fffff,
                                                      0x7f7fffff, 0x7f800000, 0x7fc00000, 0xff800000, 0x33800000};
  if ((bits >> 56) == 0) return kCorners[(bits >> 32) % kCorners.size()];
  if ((bits >> 60) == 1) return static_cast<std::uint32_t>(bits);
  return static_cast<std::uint32_t>(bits & 0x807fffff) | (118 + static_cast<std::uint32_t>((bits >> 32) % 18)) << 23;
}

std::uint32_t RandomOperands::row_metadata() {
  const int width = slice_.row_metadata_bits(mode_);
  if (width == 0) return 0;
  const auto bits = static_cast<std::uint32_t>(random_.next() >> 20), mask = 0xffffffffu >> (32 - width);
  return kind_ == Kind::kNarrow ? (window_ + bits % 8) & mask : bits & mask;
}

pe::Metadata RandomOperands::metadata() {
  pe::Metadata metadata;
  const int scale_bits =
      std::max(slice_.metadata_use(mode_).scale_bits, 8);  // bits above a narrow scale must not matter
  const auto bits = static_cast<std::uint32_t>(random_.next() >> 20);
  const std::uint32_t scales = 0xffffffffu >> (32 - scale_bits);
  metadata.scale = (bits & 0xf00) == 0 ? ((bits & 0x1000) != 0 ? scales : 0) : bits & scales;
  // Scales of both sides near each other, so that groups meet in the sum.
  if (kind_ == Kind::kNarrow && slice_.row_metadata_bits(mode_) > 0)
    metadata.scale = ((window_ >> 8) + bits % 8) & scales;
  if (scale_bits == 32) metadata.scale = fp32_scale();
  metadata.special = static_cast<std::uint8_t>((bits >> 13) & 3);
  metadata.zero = static_cast<std::uint8_t>((bits >> 16) & 15);
  return metadata;
}

ExhaustiveOperands::ExhaustiveOperands(const pe::Slice& slice, int mode)
    : activation_codes_(1u << slice.activation_bits(mode)),
      weight_codes_(1u << slice.weight_bits(mode)),
      lanes_(static_cast<std::uint32_t>(slice.lanes(mode))),
      one_(slice.metadata_use(mode).one),
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
  metadata.scale = one_;
  // As begin_chunk will choose it for the chunk that follows.
  const bool turns_over = next_activation_ >= activation_codes_;
  const bool goes_on = stands_for_special() && special_ < 3;
  metadata.special = static_cast<std::uint8_t>(turns_over ? (goes_on ? special_ + 1 : 0) : special_);
  return metadata;
}

namespace {

/// Codes of the least and the largest finite number.
std::array<std::uint32_t, 2> extreme_codes(const formats::NumberFormat& format) {
  if (const auto* floating = std::get_if<formats::FloatFormat>(&format.kind())) {
    return {floating->max_finite_code() | floating->sign_mask(), floating->max_finite_code()};
  }
  std::array<std::uint32_t, 2> codes = {0, 0};
  for (std::uint32_t code = 0; code >> format.bits() == 0; ++code) {
    const double value = format.decode(code);
    if (value < format.decode(codes[0])) codes[0] = code;
    if (value > format.decode(codes[1])) codes[1] = code;
  }
  return codes;
}

}  // namespace

LongSums::LongSums(const pe::Slice& slice, int mode)
    : elements_(kSteps / slice.steps_per_chunk(mode) * slice.lanes(mode)) {
  const auto of_activations = extreme_codes(formats::number_format(slice.activation_format(mode)));
  const auto of_weights = extreme_codes(formats::number_format(slice.weight_format(mode)));
  // The least of two's complement is larger than the largest.
  activation_ = of_activations[0];
  weights_ = {of_weights[1], of_weights[0]};
}

}  // namespace lop::cosim
