// The inline conversions between FP16 and FP32 against the table of formats.
#include <gtest/gtest.h>

#include <random>

#include "models/formats/float_format.hpp"
#include "models/formats/fp32.hpp"

namespace {

using namespace lop::formats;

/// Any code of one format rounded to nearest even into the other.
std::uint32_t converted(const FloatFormat& from, const FloatFormat& to, std::uint32_t code) {
  const Unpacked number = unpack(from, code);
  const std::uint32_t sign = number.negative ? to.sign_mask() : 0;
  if (number.float_class == FloatClass::kNan) return to.nan_code();
  if (number.float_class == FloatClass::kInfinity) return sign | to.infinity_code();
  return pack(to, number.negative, number.significand, number.exponent);
}

void expect_narrowed(std::uint32_t fp32) {
  ASSERT_EQ(fp16_from_fp32(fp32), converted(kFp32, kFp16, fp32)) << std::hex << fp32;
}

TEST(Fp16Conversion, EveryFp16CodeWidensExactlyAndComesBack) {
  for (std::uint32_t code = 0; code < 0x10000; ++code) {
    const std::uint32_t wide = fp32_from_fp16(code);
    ASSERT_EQ(wide, converted(kFp16, kFp32, code)) << std::hex << code;
    ASSERT_EQ(fp16_from_fp32(wide), (code & 0x7fff) > 0x7c00 ? kFp16Nan : code) << std::hex << code;
  }
}

TEST(Fp16Conversion, EveryMidpointAndItsNeighboursNarrowRight) {
  for (std::uint32_t code = 0; code < 0x7c00; ++code) {
    const Unpacked low = unpack(kFp16, code);
    const std::uint32_t midpoint = pack(kFp32, false, 2 * low.significand + 1, low.exponent - 1);
    for (const std::uint32_t sign : {0u, 0x80000000u}) {
      for (const std::uint32_t near : {midpoint - 1, midpoint, midpoint + 1}) expect_narrowed(sign | near);
    }
  }
}

TEST(Fp16Conversion, ASweepOfFp32NarrowsRight) {
  // 509 is prime to 2^32, so every residue of every field is met.
  for (std::uint64_t code = 0; code < std::uint64_t{1} << 32; code += 509) {
    expect_narrowed(static_cast<std::uint32_t>(code));
  }
}

}  // namespace
