// All 2^32 FP32 codes narrowed to FP16.
#include <gtest/gtest.h>

#include "models/formats/float_format.hpp"
#include "models/formats/fp32.hpp"

namespace {

using namespace lop::formats;

TEST(Fp16Conversion, EveryFp32CodeNarrowsRight) {
  std::uint64_t wrong = 0;
  for (std::uint64_t i = 0; i < std::uint64_t{1} << 32; ++i) {
    const auto code = static_cast<std::uint32_t>(i);
    const Unpacked number = unpack(kFp32, code);
    const std::uint32_t sign = number.negative ? 0x8000 : 0;
    const std::uint32_t expected = number.float_class == FloatClass::kNan ? 0x7e00
                                   : number.float_class == FloatClass::kInfinity
                                       ? sign | 0x7c00
                                       : pack(kFp16, number.negative, number.significand, number.exponent);
    wrong += fp16_from_fp32(code) != expected;
  }
  EXPECT_EQ(wrong, 0u);
}

}  // namespace
