// FP32 numbers as they lie in memory in front of a PE.
#pragma once

#include <algorithm>
#include <cstdint>

#include "models/formats/fp32.hpp"
#include "models/tensor/matrix.hpp"

namespace lop::accuracy {

/// Rows first .. first + rows, rounded to FP16 to nearest even.
inline tensor::Matrix<std::uint32_t> fp16_codes(const tensor::Matrix<float>& values, std::size_t first,
                                                std::size_t rows) {
  tensor::Matrix<std::uint32_t> codes(rows, values.columns);
  std::transform(values.row(first), values.row(first + rows), codes.values.begin(),
                 [](float value) { return formats::fp16_from_fp32(formats::fp32_code(value)); });
  return codes;
}

}  // namespace lop::accuracy
