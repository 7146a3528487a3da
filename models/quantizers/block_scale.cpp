// Exponents are read from bits, never from a logarithm, which rounds maxima just below a power of two up to it.
#include "models/quantizers/block_scale.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "models/formats/fp32.hpp"
#include "models/formats/vector_clones.hpp"

namespace lop::quantizers {
namespace {

constexpr int kMantissaBits = 23;
constexpr std::uint32_t kOne = std::uint32_t{1} << kMantissaBits;

/// significand * 2^(exponent - 23), significand in [2^23, 2^24).
struct Normalised {
  int exponent;
  std::uint32_t significand;
};

/// Of a positive FP32 number or an element's value; a double has FP32's subnormals normalised.
Normalised normalised(double value) {
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  const auto mantissa = static_cast<std::uint32_t>(bits >> (52 - kMantissaBits)) & (kOne - 1);
  return {static_cast<int>(bits >> 52) - 1023, kOne | mantissa};
}

/// Of a float its own; of other elements those that the largest one takes.
int mantissa_bits(const formats::NumberFormat& element, std::uint32_t largest_significand) {
  if (const auto* floats = std::get_if<formats::FloatFormat>(&element.kind())) return floats->mantissa_bits;
  int bits = kMantissaBits;
  for (; (largest_significand & 1) == 0; largest_significand >>= 1) --bits;
  return bits;
}

std::uint32_t first_significand_up(const BlockFormat& format, ScaleRounding rounding) {
  const std::uint32_t largest = normalised(format.largest_element()).significand;
  switch (rounding) {
    case ScaleRounding::kFloor: break;
    case ScaleRounding::kCeil: return kOne + 1;
    case ScaleRounding::kNearest: return kOne + kOne / 2;
    case ScaleRounding::kEven: return 2 * kOne - (kOne >> (mantissa_bits(format.element, largest) + 1));
    case ScaleRounding::kCover: return largest + 1;
  }
  return 2 * kOne;
}

LOP_VECTOR_CLONES std::uint32_t largest_finite_code(const float* values, std::size_t count) {
  constexpr std::uint32_t kInfinityCode = 0x7f800000;
  std::uint32_t largest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t magnitude = formats::fp32_code(values[i]) & 0x7fffffff;
    largest = std::max(largest, magnitude < kInfinityCode ? magnitude : 0);
  }
  return largest;
}

}  // namespace

BlockScaleRule::BlockScaleRule(const BlockFormat& format, const BlockOptions& options, float tensor_scale)
    : options_(options),
      codec_(table_codec(format.scale)),
      power_of_two_(format.has_power_of_two_scale()),
      largest_exponent_(normalised(format.largest_element()).exponent),
      first_significand_up_(first_significand_up(format, options.scale_rounding)),
      quotient_divisor_(format.largest_element() * tensor_scale) {}

std::uint8_t BlockScaleRule::exponent_code(float peak) const {
  if (peak == 0 && options_.zero_block == ZeroBlock::kLowest) return 0;
  const Normalised number = peak == 0 ? Normalised{0, 0} : normalised(peak);
  const int exponent = number.exponent + (number.significand >= first_significand_up_ ? 1 : 0) - largest_exponent_;
  return static_cast<std::uint8_t>(std::clamp(exponent, -127, 127) + 127);
}

std::uint8_t BlockScaleRule::quotient_code(float peak) const {
  std::uint8_t code = 0;
  codec_.encoder.encode_quotients(&peak, 1, quotient_divisor_, &code);
  return code == 0 && peak != 0 && options_.lost_block == LostBlock::kSmallest ? 1 : code;
}

float tensor_scale(const BlockFormat& format, const float* values, std::size_t count) {
  if (!format.has_tensor_scale) return 1;
  const float peak = formats::fp32_value(largest_finite_code(values, count));
  if (peak == 0) return 1;
  const auto divisor = static_cast<float>(format.largest_element() * format.scale.decode(largest_code(format.scale)));
  return std::max(peak / divisor, std::numeric_limits<float>::denorm_min());
}

}  // namespace lop::quantizers
