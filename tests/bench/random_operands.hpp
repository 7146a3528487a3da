// Random finite operands for benchmarks.
#pragma once

#include <cstdint>
#include <vector>

#include "models/formats/rounding.hpp"
#include "models/tensor/gemm.hpp"

namespace lop::bench {

/// Finite FP16 codes of exponent fields 8 to 23, as most real activations have.
inline std::vector<std::uint32_t> fp16_codes(std::size_t count, std::uint64_t seed) {
  std::vector<std::uint32_t> codes(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto bits = static_cast<std::uint32_t>(formats::counter_random(seed, i));
    codes[i] = (bits & 0x83ff) | (8 + (bits >> 16) % 16) << 10;
  }
  return codes;
}

inline std::vector<std::uint32_t> uniform_codes(std::size_t count, int bits, std::uint64_t seed) {
  std::vector<std::uint32_t> codes(count);
  for (std::size_t i = 0; i < count; ++i) {
    codes[i] = static_cast<std::uint32_t>(formats::counter_random(seed, i) >> (64 - bits));
  }
  return codes;
}

inline std::vector<pe::Metadata> metadata(std::size_t count, std::uint64_t seed) {
  std::vector<pe::Metadata> all(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t bits = formats::counter_random(seed, i);
    all[i] = {static_cast<std::uint32_t>(bits & 255), static_cast<std::uint8_t>(bits >> 8 & 3), 0};
  }
  return all;
}

inline tensor::GemmOperands gemm(const pe::Slice& slice, int mode, std::size_t m, std::size_t k, std::size_t n) {
  tensor::GemmOperands operands;
  operands.activations = tensor::Matrix<std::uint32_t>(m, k);
  operands.activations.values = fp16_codes(m * k, 1);
  operands.weights = tensor::Matrix<std::uint32_t>(n, k);
  operands.weights.values =
      slice.weight_bits(mode) == 16 ? fp16_codes(n * k, 2) : uniform_codes(n * k, slice.weight_bits(mode), 2);
  const std::size_t groups = tensor::group_count(slice, k);
  operands.metadata = tensor::Matrix<pe::Metadata>(groups > 0 ? n : 0, groups);
  operands.metadata.values = metadata(operands.metadata.rows * groups, 3);
  return operands;
}

}  // namespace lop::bench
