// Floating-point MACs: their arithmetic.
#include "models/pe/float_mac.hpp"

#include "models/formats/fp32.hpp"
#include "models/formats/vector_clones.hpp"
#include "models/pe/fp16_sum.hpp"

namespace lop::pe {
namespace {

// The product of the two floats is exact, so the only rounding is that of the sum.
LOP_VECTOR_CLONES void add_products(float activation, const float* weights, std::size_t columns, float* accumulators) {
  for (std::size_t c = 0; c < columns; ++c) accumulators[c] += activation * weights[c];
}

}  // namespace

const std::vector<std::string>& FloatMac::flag_names() {
  static const std::vector<std::string> kNames = {"invalid"};
  return kNames;
}

std::uint32_t FloatMac::flags(std::uint32_t accumulator) const {
  return accumulator == (fp16_accumulator_ ? formats::kFp16Nan : formats::kFp32Nan) ? 1 : 0;
}

void FloatMac::step(float activation, const float* weights, std::size_t columns, float* accumulators) const {
  if (!fp16_accumulator_) {
    add_products(activation, weights, columns, accumulators);
  } else {
    for (std::size_t c = 0; c < columns; ++c) accumulators[c] = add_to_fp16(activation, weights[c], accumulators[c]);
  }
}

std::uint32_t FloatMac::code(float accumulator) const {
  const std::uint32_t code = formats::fp32_canonical(accumulator);
  return fp16_accumulator_ ? formats::fp16_from_fp32(code) : code;
}

float FloatMac::accumulator(std::uint32_t code) const {
  return formats::fp32_value(fp16_accumulator_ ? formats::fp32_from_fp16(code) : code);
}

float fp16_operand(std::uint32_t code) {
  const bool finite = (code & 0x7c00) != 0x7c00;
  return formats::fp32_value(finite ? formats::fp32_from_fp16(code) : formats::kFp32Nan);
}

}  // namespace lop::pe
