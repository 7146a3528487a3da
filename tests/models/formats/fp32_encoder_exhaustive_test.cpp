// All 2^32 FP32 codes through the fast encoder.
#include <gtest/gtest.h>

#include <cstring>

#include "models/formats/fp32_encoder.hpp"

namespace {

using namespace lop::formats;

template <typename Code>
std::uint64_t mismatches(const char* name) {
  constexpr std::size_t kBatch = 1 << 16;
  const NumberFormat format = number_format(name);
  const ResultRule rule = format.default_rule();
  const Fp32Encoder encoder(format, rule);
  std::vector<float> values(kBatch);
  std::vector<Code> codes(kBatch);
  std::uint64_t wrong = 0;
  for (std::uint64_t begin = 0; begin < std::uint64_t{1} << 32; begin += kBatch) {
    for (std::uint32_t i = 0; i < kBatch; ++i) {
      const std::uint32_t code = static_cast<std::uint32_t>(begin) + i;
      std::memcpy(&values[i], &code, sizeof code);
    }
    encoder.encode(values.data(), kBatch, codes.data());
    const auto first = static_cast<std::uint32_t>(begin);
    for (std::uint32_t i = 0; i < kBatch; ++i) wrong += codes[i] != format.encode_fp32(first + i, rule);
  }
  return wrong;
}

TEST(Fp32EncoderExhaustive, EncodesE4m3) { EXPECT_EQ(mismatches<std::uint8_t>("e4m3"), 0u); }
TEST(Fp32EncoderExhaustive, EncodesPosit8) { EXPECT_EQ(mismatches<std::uint8_t>("posit8_0"), 0u); }
TEST(Fp32EncoderExhaustive, EncodesInt8) { EXPECT_EQ(mismatches<std::uint8_t>("int8"), 0u); }
TEST(Fp32EncoderExhaustive, EncodesATableOfValues) { EXPECT_EQ(mismatches<std::uint8_t>("fp4_er+"), 0u); }
TEST(Fp32EncoderExhaustive, EncodesFp16) { EXPECT_EQ(mismatches<std::uint16_t>("fp16"), 0u); }
TEST(Fp32EncoderExhaustive, EncodesBf16) { EXPECT_EQ(mismatches<std::uint16_t>("bf16"), 0u); }

}  // namespace
