// BF16 MAC slice: its arithmetic.
#include "models/pe/bf16_mac.hpp"

#include <cmath>

#include "models/formats/fp32.hpp"
#include "models/formats/vector_clones.hpp"

namespace lop::pe {
namespace {

LOP_VECTOR_CLONES void fuse_products(float activation, const float* weights, std::size_t columns, float* accumulators) {
  for (std::size_t c = 0; c < columns; ++c) accumulators[c] = std::fma(activation, weights[c], accumulators[c]);
}

}  // namespace

float Bf16Product::activation(std::uint32_t code) {
  const bool finite = (code & 0x7f80) != 0x7f80;
  return formats::fp32_value(finite ? code << 16 : formats::kFp32Nan);
}

void Bf16Product::step(float activation, const float* weights, std::size_t columns, float* accumulators) {
  fuse_products(activation, weights, columns, accumulators);
}

}  // namespace lop::pe
