// Normally distributed data.
#pragma once

#include <cmath>
#include <cstdint>

#include "models/formats/float_format.hpp"
#include "models/formats/rounding.hpp"
#include "models/tensor/matrix.hpp"

namespace lop::cli {

/// FP16 codes of N(0,1) by Box and Muller's transform.
inline tensor::Matrix<std::uint32_t> normal_codes(std::size_t rows, std::size_t columns, std::uint64_t seed) {
  constexpr double kTwoPi = 6.283185307179586;
  const auto uniform = [seed](std::uint64_t index) {
    return (static_cast<double>(formats::counter_random(seed, index) >> 11) + 0.5) * 0x1p-53;
  };
  tensor::Matrix<std::uint32_t> codes(rows, columns);
  for (std::size_t i = 0; i < codes.values.size(); ++i) {
    const double radius = std::sqrt(-2 * std::log(uniform(2 * i)));
    codes.values[i] = formats::encode(formats::kFp16, radius * std::cos(kTwoPi * uniform(2 * i + 1)));
  }
  return codes;
}

}  // namespace lop::cli
