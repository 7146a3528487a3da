// Blocks to codes and back: a scale each, then elements by the table of their format.
#include <algorithm>
#include <cmath>
#include <string>

#include "models/formats/fp32.hpp"
#include "models/formats/vector_clones.hpp"
#include "models/quantizers/block_format.hpp"
#include "models/quantizers/block_scale.hpp"
#include "models/quantizers/refusal.hpp"
#include "models/quantizers/table_codec.hpp"

namespace lop::quantizers {
namespace {

/// Bits of the largest magnitude, which order as the magnitudes do, a NaN above infinity.
LOP_VECTOR_CLONES std::uint32_t peak_code(const float* values, std::size_t count) {
  std::uint32_t peak = 0;
  for (std::size_t i = 0; i < count; ++i) peak = std::max(peak, formats::fp32_code(values[i]) & 0x7fffffff);
  return peak;
}

[[noreturn]] void refuse(const BlockFormat& format, const std::string& what) {
  throw QuantizeError("block format " + format.name + ": " + what);
}

void check_format(const BlockFormat& format, float tensor_scale) {
  if (format.block_size == 0) refuse(format, "block_size is 0; expected at least 1");
  if (!(tensor_scale > 0) || std::isinf(tensor_scale)) {
    refuse(format, "tensor scale " + std::to_string(tensor_scale) + "; expected a finite positive number");
  }
  if (!format.has_tensor_scale && tensor_scale != 1) {
    refuse(format, "tensor scale " + std::to_string(tensor_scale) + "; expected 1, the format has none");
  }
}

void check_options(const BlockFormat& format, const BlockOptions& options) {
  const bool powers = format.has_power_of_two_scale();
  if (options.element_rounding == formats::Rounding::kStochastic) {
    refuse(format, "element_rounding is stochastic; expected a deterministic one");
  }
  if (!powers && options.scale_rounding != ScaleRounding::kFloor) {
    refuse(format, "scale_rounding is for powers of two; expected none for scales in " + format.scale.name());
  }
  if (!powers && options.zero_block != ZeroBlock::kLowest) {
    refuse(format, "zero_block is for powers of two; expected none for scales in " + format.scale.name());
  }
  if (powers && options.lost_block != LostBlock::kZero) {
    refuse(format, "lost_block is for scales that can be zero; expected none for powers of two");
  }
}

[[noreturn]] void refuse_value(const float* values, std::size_t index) {
  while (std::isfinite(values[index])) ++index;
  throw QuantizeError("value [" + std::to_string(index) + "] is " + std::to_string(values[index]) +
                      "; expected a finite number");
}

/// A step up from the most negative code of integers.
void make_symmetric(const formats::NumberFormat& element, std::size_t count, std::uint8_t* codes) {
  const auto* integers = std::get_if<formats::IntFormat>(&element.kind());
  if (integers == nullptr || !integers->is_signed) return;
  const auto lowest = static_cast<std::uint8_t>(1 << (integers->bits - 1));
  for (std::size_t i = 0; i < count; ++i) codes[i] = static_cast<std::uint8_t>(codes[i] + (codes[i] == lowest ? 1 : 0));
}

}  // namespace

void encode_blocks(const BlockFormat& format, const BlockOptions& options, float tensor_scale, const float* values,
                   std::size_t count, std::uint8_t* codes, std::uint8_t* scale_codes) {
  check_format(format, tensor_scale);
  check_options(format, options);
  const BlockScaleRule scales(format, options, tensor_scale);
  const formats::Fp32Encoder& encoder =
      table_codec(format.element, options.element_rounding, options.element_overflow).encoder;
  const double unit = std::ldexp(double{tensor_scale}, format.element_exponent);
  constexpr float kZeros[] = {0.0f, -0.0f};
  std::uint8_t zero_codes[2];
  encoder.encode(kZeros, 2, zero_codes);

  for (std::size_t begin = 0; begin < count; begin += format.block_size) {
    const std::size_t size = std::min(format.block_size, count - begin);
    const float* block = values + begin;
    std::uint8_t& scale_code = scale_codes[begin / format.block_size];
    const float peak = formats::fp32_value(peak_code(block, size));
    if (!std::isfinite(peak)) {
      if (options.not_finite == NotFinite::kRefuse) refuse_value(values, begin);
      scale_code = scales.nan_code();
      std::fill_n(codes + begin, size, zero_codes[0]);
      continue;
    }
    scale_code = scales.code(peak);
    const double divisor = scales.value(scale_code) * unit;
    if (divisor == 0) {
      std::transform(block, block + size, codes + begin,
                     [&](float value) { return zero_codes[std::signbit(value) ? 1 : 0]; });
    } else {
      encoder.encode_quotients(block, size, divisor, codes + begin);
    }
  }
  make_symmetric(format.element, count, codes);
}

void decode_blocks(const BlockFormat& format, float tensor_scale, const std::uint8_t* codes,
                   const std::uint8_t* scale_codes, std::size_t count, float* values) {
  check_format(format, tensor_scale);
  const TableCodec& element = table_codec(format.element);
  const TableCodec& scale = table_codec(format.scale);
  const double unit = std::ldexp(double{tensor_scale}, format.element_exponent);
  for (std::size_t begin = 0; begin < count; begin += format.block_size) {
    // Scales have at most 4 + 24 significant bits and their elements
    // 2, elements under powers of two 31: the double is exact.
    const double factor = scale.value(scale_codes[begin / format.block_size]) * unit;
    const std::size_t end = std::min(begin + format.block_size, count);
    for (std::size_t i = begin; i < end; ++i) {
      values[i] = formats::fp32_value(formats::fp32_canonical(static_cast<float>(element.value(codes[i]) * factor)));
    }
  }
}

}  // namespace lop::quantizers
