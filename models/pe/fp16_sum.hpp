// FP16 accumulators: an exact product is added with one rounding.
#pragma once

#include "models/formats/float_format.hpp"
#include "models/formats/fp32.hpp"

namespace lop::pe {

/// Exact product plus accumulator in FP64, then one rounding to FP16. FP64 holds the sum exactly wherever its last bits
/// can decide that rounding: an operand that falls out of its 53 bits lies far below half a last place.
///
/// activation, accumulator  values of FP16;  weight  a value of FP16 or a small integer
inline float add_to_fp16(float activation, float weight, float accumulator) {
  const double sum = static_cast<double>(accumulator) + static_cast<double>(activation) * static_cast<double>(weight);
  return formats::fp32_value(formats::fp32_from_fp16(formats::encode(formats::kFp16, sum)));
}

}  // namespace lop::pe
