// Codes above a zero point.
#include "models/quantizers/asymmetric_rule.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/formats/fp32.hpp"
#include "models/quantizers/arithmetic.hpp"

namespace lop::quantizers {
namespace {

/// Of magnitudes below 2^15; what is larger is clamped by the caller.
float rounded_integer(float number, const ElementRounding& rounding, std::uint64_t index) {
  if (rounding.mode == formats::Rounding::kNearestEven) return std::nearbyint(number);
  static const formats::NumberFormat kInteger = formats::number_format("int16");
  return static_cast<float>(kInteger.decode(kInteger.encode_fp32(formats::fp32_code(number), rounding.rule(index))));
}

}  // namespace

template <typename Arithmetic>
AsymmetricRule<Arithmetic>::AsymmetricRule(int bits, const ElementRounding& rounding, ScaleRule scale_rule,
                                           std::vector<float> ratios)
    : bits_(bits), rounding_(rounding), scale_rule_(scale_rule), ratios_(std::move(ratios)) {}

template <typename Arithmetic>
float AsymmetricRule<Arithmetic>::try_codes(const ValueGroup& group, float scale, float zero,
                                            std::uint32_t* codes) const {
  const auto limit = static_cast<float>((1 << bits_) - 1);
  const float divisor = scale == 0 ? 1 : scale;
  float sum = 0;
  for (std::size_t i = 0; i < group.count; ++i) {
    const float integer = rounded_integer(Arithmetic::round(group.values[i] / divisor), rounding_, group.first + i);
    const float code = std::clamp(Arithmetic::round(integer + zero), 0.0f, limit);
    codes[i] = static_cast<std::uint32_t>(code);
    const float difference = Arithmetic::round(Arithmetic::round((code - zero) * scale) - group.values[i]);
    sum += Arithmetic::round(difference * difference);
  }
  return Arithmetic::error(sum, group.count);
}

template <typename Arithmetic>
GroupMetadata AsymmetricRule<Arithmetic>::quantize(const ValueGroup& group) const {
  const auto [lowest, highest] = std::minmax_element(group.values, group.values + group.count);
  float minimum = *lowest, maximum = *highest;
  if (minimum == maximum) {
    minimum = std::min(minimum, 0.0f);
    maximum = std::max(maximum, 0.0f);
  }
  const auto limit = static_cast<float>((1 << bits_) - 1);
  std::vector<std::uint32_t> codes(group.count);
  GroupMetadata best;
  float best_error = 0;
  for (std::size_t trial = 0; trial < ratios_.size(); ++trial) {
    const float low = Arithmetic::round(minimum * ratios_[trial]), high = Arithmetic::round(maximum * ratios_[trial]);
    const float scale = scale_rule_.template scale<Arithmetic>(Arithmetic::round(high - low), limit);
    const float zero = scale == 0 ? 0 : std::clamp(std::nearbyint(Arithmetic::round(-low / scale)), 0.0f, limit);
    const float error = try_codes(group, scale, zero, codes.data());
    if (trial != 0 && !(error < best_error)) continue;
    best_error = error;
    best.scale = scale;
    best.zero = static_cast<std::uint8_t>(zero);
    std::copy(codes.begin(), codes.end(), group.codes);
  }
  return best;
}

template <typename Arithmetic>
void AsymmetricRule<Arithmetic>::decode(const std::uint32_t* codes, std::size_t count, const GroupMetadata& metadata,
                                        double scale, double* values) const {
  for (std::size_t i = 0; i < count; ++i) values[i] = (static_cast<double>(codes[i]) - metadata.zero) * scale;
}

template class AsymmetricRule<Fp32Arithmetic>;
template class AsymmetricRule<Fp16Arithmetic>;

}  // namespace lop::quantizers
