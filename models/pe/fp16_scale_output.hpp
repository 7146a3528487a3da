// Output unit of slices with FP32 accumulators and FP16 outputs (rtl/array/fp16_scale_output.sv).
#pragma once

#include <cstdint>

#include "models/formats/float_format.hpp"
#include "models/formats/fp32.hpp"

namespace lop::pe {

/// FP16 code of the product of two FP32 codes, exact before its one rounding.
inline std::uint32_t fp16_of_scaled(std::uint32_t accumulator, std::uint32_t channel_scale) {
  const formats::Unpacked a = formats::unpack(formats::kFp32, accumulator);
  const formats::Unpacked s = formats::unpack(formats::kFp32, channel_scale);
  using formats::FloatClass;
  const bool infinite = a.float_class == FloatClass::kInfinity || s.float_class == FloatClass::kInfinity;
  const bool zero = a.float_class == FloatClass::kZero || s.float_class == FloatClass::kZero;
  if (a.float_class == FloatClass::kNan || s.float_class == FloatClass::kNan || (infinite && zero)) {
    return formats::kFp16Nan;
  }
  const bool negative = a.negative != s.negative;
  if (infinite) return (negative ? formats::kFp16.sign_mask() : 0) | formats::kFp16.infinity_code();
  return formats::pack(formats::kFp16, negative, a.significand * s.significand, a.exponent + s.exponent);
}

}  // namespace lop::pe
