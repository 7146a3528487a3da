// Scaled block formats: neighbouring numbers share a scale. MX, NVFP4, FP4 with UE5M3 scales, block floating point.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "models/formats/number_format.hpp"
#include "models/quantizers/refusal.hpp"

namespace lop::quantizers {

/// value = element * 2^element_exponent * block scale * tensor scale; a code of either kind takes a byte. Of
/// block_format(), then perhaps with another block size.
struct BlockFormat {
  std::string name;
  formats::NumberFormat element;  // the most negative code of an integer is not written
  int element_exponent;           // 0, or what makes a fraction of an integer
  std::size_t block_size;
  formats::NumberFormat scale;    // e8m0, ue4m3 or ue5m3
  bool has_tensor_scale;

  bool has_power_of_two_scale() const;
  /// Scale included, of a full block; without the tensor scale.
  double bits_per_element() const;
  /// With its exponent, positive.
  double largest_element() const;
};

/// Of its largest finite number.
std::uint32_t largest_code(const formats::NumberFormat& format);

/// mxfp8_e4m3 mxfp8_e5m2 mxfp6_e2m3 mxfp6_e3m2 mxfp4 mxint8, and mx_ELEMENT for an element of up to 8 bits with a
/// positive number (integers become fractions below 2, as in mxint8): E8M0 scales, blocks of 32. nvfp4: UE4M3, blocks
/// of 16. fp4_ue5m3: UE5M3, blocks of 16. bfp1..bfp7, a sign and so many bits of magnitude mant for
/// mant * 2^(E - bits + 1): shared 8-bit exponents E, coded as E8M0, blocks of 16. Upper or lower case.
///
/// errors  std::invalid_argument listing the known names
/// source  OCP Microscaling Formats 1.0; NVFP4 as NVIDIA's TransformerEngine computes it
BlockFormat block_format(std::string_view name);
bool is_block_format(std::string_view name);
/// What block_format() knows, for messages.
std::string known_block_formats();

/// How a block's largest magnitude becomes a power of two, with `emax` the exponent of the largest element.
enum class ScaleRounding {
  kFloor,    // 2^(floor(log2 amax) - emax), OCP: the largest magnitude may clip
  kCeil,     // 2^(ceil(log2 amax) - emax)
  kNearest,  // amax rounded to a power of two, 1.5 upwards, over 2^emax
  kEven,     // amax rounded to the element's mantissa bits first, a tie upwards where it matters, then as kFloor
  kCover,    // the smallest under which amax does not exceed the largest element
};

/// The power of two of a block of zeros. Others have scale 0.
enum class ZeroBlock { kLowest, kUnit };  // 2^-127, or 2^-emax as if the largest were 1

/// A scale with zero that would be zero though the block is not:
/// zero loses the block, the smallest code keeps what it can.
enum class LostBlock { kZero, kSmallest };

/// Power-of-two exponents are clamped to -127..127. Other scales: amax / largest element / tensor scale, rounded once
/// from the exact quotient to nearest even, at most the largest scale.
struct BlockOptions {
  formats::Rounding element_rounding = formats::Rounding::kNearestEven;
  formats::Overflow element_overflow = formats::Overflow::kSaturate;
  ScaleRounding scale_rounding = ScaleRounding::kFloor;
  ZeroBlock zero_block = ZeroBlock::kLowest;
  LostBlock lost_block = LostBlock::kZero;
  // kPropagate: the scale is NaN and with it the block, whose codes are those of zero
  NotFinite not_finite = NotFinite::kRefuse;
};

/// Largest finite magnitude / (largest scale * largest element), rounded once to FP32; the smallest positive FP32
/// rather than zero; 1 for zeros alone and where the format has no tensor scale.
float tensor_scale(const BlockFormat& format, const float* values, std::size_t count);

/// Blocks along `values`, the last one perhaps shorter. Each element is rounded once from the exact quotient by its
/// scales; a block under scale zero becomes zeros, with signs where the element has them.
///
/// shapes  values {count}, codes {count}, scale_codes {ceil(count / block_size)}
/// errors  QuantizeError for an option that the format has no use for, a tensor scale that is none, stochastic
///         rounding, and under kRefuse a value that is NaN or infinite, with its index
void encode_blocks(const BlockFormat& format, const BlockOptions& options, float tensor_scale, const float* values,
                   std::size_t count, std::uint8_t* codes, std::uint8_t* scale_codes);

/// Rounded once to FP32, nearest even: exact under a power-of-two scale within FP32's range. NaN under a NaN scale.
///
/// shapes  as in encode_blocks
void decode_blocks(const BlockFormat& format, float tensor_scale, const std::uint8_t* codes,
                   const std::uint8_t* scale_codes, std::size_t count, float* values);

}  // namespace lop::quantizers
