// Precision of the steps of a quantiser: the host's FP32, or FP16 after every step.
#pragma once

#include <cstddef>

#include "models/formats/fp32.hpp"

namespace lop::quantizers {

struct Fp32Arithmetic {
  static float round(float value) { return value; }
  static float error(float sum_of_squares, std::size_t /*count*/) { return sum_of_squares; }
};

/// Every result rounded to FP16; FP32 holds sums, products and quotients of two FP16
/// numbers closely enough for that to be one rounding (24 >= 2 * 11 + 2). The mean
/// square is summed in FP32 and rounded once, as on the released BitMoD code's machines.
struct Fp16Arithmetic {
  static float round(float value) {
    return formats::fp32_value(formats::fp32_from_fp16(formats::fp16_from_fp32(formats::fp32_code(value))));
  }
  static float error(float sum_of_squares, std::size_t count) {
    return round(sum_of_squares / static_cast<float>(count));
  }
};

}  // namespace lop::quantizers
