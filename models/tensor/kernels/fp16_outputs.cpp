// Without branches, for the vectoriser.
#include "models/tensor/kernels/fp16_outputs.hpp"

#include <cmath>

#include "models/formats/fp32.hpp"
#include "models/formats/vector_clones.hpp"

namespace lop::tensor::kernels {
namespace {

/// As formats::fp16_from_fp32.
inline std::uint32_t fp16_of(std::uint32_t code) {
  const std::uint32_t magnitude = code & 0x7fffffff;
  const std::uint32_t normal = (magnitude - ((127 - 15) << 23) + 0xfff + ((magnitude >> 13) & 1)) >> 13;
  const std::uint32_t small = formats::fp32_code(formats::fp32_value(magnitude) + 0.5f) - 0x3f000000;
  std::uint32_t rounded = magnitude >= 0x38800000 ? normal : small;
  rounded = magnitude >= 0x47800000 ? 0x7c00 : rounded;
  rounded |= (code >> 16) & 0x8000;
  return magnitude > 0x7f800000 ? formats::kFp16Nan : rounded;
}

/// The product has 48 bits and is exact in FP64. From there to FP32 it is cut off and its last bit set where that is
/// inexact, so that rounding to FP16 sees on which side of a tie it lies.
LOP_VECTOR_CLONES void scale_row(const std::uint32_t* accumulators, const std::uint32_t* scales, std::size_t columns,
                                 std::uint32_t* out) {
  for (std::size_t c = 0; c < columns; ++c) {
    const double exact =
        static_cast<double>(formats::fp32_value(accumulators[c])) * static_cast<double>(formats::fp32_value(scales[c]));
    const auto nearest = static_cast<float>(exact);
    const double back = nearest;
    std::uint32_t code = formats::fp32_code(nearest);
    code -= std::abs(back) > std::abs(exact) ? 1 : 0;
    code |= back != exact ? 1 : 0;
    out[c] = fp16_of(code);
  }
}

LOP_VECTOR_CLONES void round_row(const std::uint32_t* accumulators, std::size_t columns, std::uint32_t* out) {
  for (std::size_t c = 0; c < columns; ++c) out[c] = fp16_of(accumulators[c]);
}

LOP_VECTOR_CLONES void replace_nans(std::uint32_t* codes, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    codes[i] = (codes[i] & 0x7fffffff) > 0x7f800000 ? formats::kFp32Nan : codes[i];
  }
}

}  // namespace

void make_canonical(std::uint32_t* accumulators, std::size_t count) { replace_nans(accumulators, count); }

void fp16_of_scaled(const std::uint32_t* accumulators, const std::uint32_t* channel_scales, std::size_t columns,
                    std::uint32_t* out) {
  if (channel_scales == nullptr) return round_row(accumulators, columns, out);
  scale_row(accumulators, channel_scales, columns, out);
}

}  // namespace lop::tensor::kernels
