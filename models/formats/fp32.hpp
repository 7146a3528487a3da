// FP32 arithmetic on stored bits, and FP32 to FP16 and back: nearest even, gradual underflow, canonical NaN.
#pragma once

#include <cstdint>
#include <cstring>

namespace lop::formats {

inline constexpr std::uint32_t kFp32Nan = 0x7fc00000;
inline constexpr std::uint32_t kFp16Nan = 0x7e00;

inline float fp32_value(std::uint32_t code) {
  float value;
  std::memcpy(&value, &code, sizeof value);
  return value;
}

inline std::uint32_t fp32_code(float value) {
  std::uint32_t code;
  std::memcpy(&code, &value, sizeof code);
  return code;
}

/// The host's default NaN and its propagated payloads differ from machine to machine; ours do not.
inline std::uint32_t fp32_canonical(float result) { return result == result ? fp32_code(result) : kFp32Nan; }

inline std::uint32_t fp32_add(std::uint32_t a_code, std::uint32_t b_code) {
  return fp32_canonical(fp32_value(a_code) + fp32_value(b_code));
}

inline std::uint32_t fp32_mul(std::uint32_t a_code, std::uint32_t b_code) {
  return fp32_canonical(fp32_value(a_code) * fp32_value(b_code));
}

/// Exact. Bits of `fp16_code` above 15 are ignored.
inline std::uint32_t fp32_from_fp16(std::uint32_t fp16_code) {
  const std::uint32_t sign = (fp16_code & 0x8000) << 16;
  const std::uint32_t magnitude = fp16_code & 0x7fff;
  if (magnitude > 0x7c00) return kFp32Nan;
  if (magnitude == 0x7c00) return sign | 0x7f800000;
  if (magnitude >= 0x0400) return sign | ((magnitude << 13) + ((127 - 15) << 23));
  // Zero and subnormals: an integer of at most 10 bits times 2^-24.
  return sign | fp32_code(static_cast<float>(magnitude) * 0x1p-24f);
}

/// Rounded once to nearest even, overflow to Inf.
inline std::uint32_t fp16_from_fp32(std::uint32_t code) {
  const std::uint32_t sign = (code >> 16) & 0x8000;
  const std::uint32_t magnitude = code & 0x7fffffff;
  if (magnitude > 0x7f800000) return kFp16Nan;
  if (magnitude >= 0x47800000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) {
    // Half of the last place less one, plus the last place's own bit: carries up on more than half and on odd ties.
    const std::uint32_t odd = (magnitude >> 13) & 1;
    return sign | ((magnitude - ((127 - 15) << 23) + 0xfff + odd) >> 13);
  }
  // Below 2^-14: the last place of 0.5 in FP32 is 2^-24, FP16's own, so the host's addition rounds to it.
  return sign | (fp32_code(fp32_value(magnitude) + 0.5f) - 0x3f000000);
}

}  // namespace lop::formats
