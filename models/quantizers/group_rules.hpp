// How one group of weights becomes codes, a scale, and a special-value index or zero point.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/quantizers/code_book.hpp"

namespace lop::quantizers {

/// FP32 arithmetic: the host's own.
struct Fp32Arithmetic {
  static float round(float value) { return value; }
  static float error(float sum_of_squares, std::size_t /*count*/) { return sum_of_squares; }
};

/// Every result rounded to FP16; FP32 holds sums, products and quotients of two FP16 numbers closely enough for that to be
/// one rounding (24 >= 2 * 11 + 2). The mean square is summed in FP32 and rounded once, as on the released code's machines.
struct Fp16Arithmetic {
  static float round(float value);
  static float error(float sum_of_squares, std::size_t count) {
    return round(sum_of_squares / static_cast<float>(count));
  }
};

struct GroupMetadata {
  float scale;
  std::uint8_t special = 0;
  std::uint8_t zero = 0;
};

/// Each rule reads `count` >= 1 finite weights, already rounded to its arithmetic, and writes as many codes.

/// scale = absmax / (2^(bits-1) - 1); nearest even; the most negative code stays unused
template <typename Arithmetic>
GroupMetadata quantize_symmetric(const float* weights, std::size_t count, int bits, std::uint32_t* codes);

/// scale = (max - min) / (2^bits - 1), zero point = round(-min / scale)
template <typename Arithmetic>
GroupMetadata quantize_asymmetric(const float* weights, std::size_t count, int bits, std::uint32_t* codes);

/// The candidate code books in order; a later one replaces an earlier one only by a strictly smaller squared error.
///
/// unit  value of 1 in a book, in multiples of the scale returned
template <typename Arithmetic>
GroupMetadata quantize_by_books(const float* weights, std::size_t count, const std::vector<CodeBook>& books, float unit,
                                std::uint32_t* codes);

}  // namespace lop::quantizers
