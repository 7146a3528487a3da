// Scales at the precision they are stored in.
#include "models/quantizers/scale_rule.hpp"

#include <cmath>

#include "models/formats/float_format.hpp"
#include "models/formats/fp32.hpp"

namespace lop::quantizers {
namespace {

float next_power_of_two(float scale) {
  constexpr int kLeast = -127, kMost = 127;
  if (scale == 0) return std::ldexp(1.0f, kLeast);
  int exponent = 0;
  const float fraction = std::frexp(scale, &exponent);  // [1/2, 1)
  if (fraction == 0.5f) --exponent;
  return std::ldexp(1.0f, exponent < kLeast ? kLeast : exponent > kMost ? kMost : exponent);
}

}  // namespace

float ScaleRule::rounded(float scale, bool positive) const {
  constexpr float kLeastFp32 = 0x1p-149f, kLeastFp16 = 0x1p-24f, kMostFp16 = 65504;
  switch (precision) {
    case ScalePrecision::kE8m0: return next_power_of_two(scale);
    case ScalePrecision::kFp16: {
      if (scale > kMostFp16) return kMostFp16;
      const float nearest =
          formats::fp32_value(formats::fp32_from_fp16(formats::fp16_from_fp32(formats::fp32_code(scale))));
      return nearest == 0 && positive ? kLeastFp16 : nearest;
    }
    case ScalePrecision::kFp32: break;
  }
  return scale == 0 && positive ? kLeastFp32 : scale;
}

}  // namespace lop::quantizers
