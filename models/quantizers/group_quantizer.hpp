// Real weights -> codes and scales per group along the reduction, with an optional second level of integer scales per channel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/tensor/matrix.hpp"

namespace lop::quantizers {

/// An illegal option or weight given by a user.
class QuantizeError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// kInt8: unsigned integer scale codes of `scale_bits` bits per group and one FP32 scale per channel.
enum class SecondLevel { kNone, kInt8 };

/// Precision of every step up to the choice of codes; kFp16 is the released BitMoD code's.
enum class Arithmetic { kFp32, kFp16 };

struct GroupQuantizeOptions {
  std::string weight_mode = "int8";  // int2..int8 symmetric, uint2..uint8 asymmetric, fp4, fp3
  int group_size = 128;              // elements along k; the last group of a row may be shorter
  SecondLevel second_level = SecondLevel::kNone;
  int scale_bits = 8;                // 1..8
  Arithmetic arithmetic = Arithmetic::kFp32;
  bool plain = false;                // fp4 and fp3 without special values
};

/// n output channels, k inputs, groups = ceil(k / group_size).
struct QuantizedMatrix {
  GroupQuantizeOptions options;
  tensor::Matrix<std::uint32_t> codes;        // {n, k} two's complement (int), unsigned (uint), sign-magnitude (fp)
  tensor::Matrix<std::uint32_t> scale_codes;  // {n, groups} second level, 0 without one
  tensor::Matrix<float> group_scale;          // {n, groups} first level
  tensor::Matrix<std::uint8_t> special;       // {n, groups} special-value index, 0 where the mode has none
  tensor::Matrix<std::uint8_t> zero;          // {n, groups} zero point, 0 where the mode has none
  std::vector<float> channel_scale;           // {n} 1 without a second level
};

/// Codes are chosen with the first-level scale; the second level rounds that scale afterwards.
///
/// shapes  weights {n, k}
/// errors  QuantizeError for an illegal option, or a weight that is NaN or infinite (after rounding to FP16 where that
///         arithmetic is chosen), with its index
/// source  BitMoD, HPCA 2025, released code: every scale is clamped to [1e-5, 1e4].
///         Ours: a uint group of one repeated value takes the range from 0 to that value, since its own range is empty.
///         Ours: a channel of zeros gets channel scale 1 and scale codes 0.
QuantizedMatrix quantize_groups(const tensor::Matrix<float>& weights, const GroupQuantizeOptions& options);

/// Twice the multiple of its group's scale that a stored code stands for.
int code_half_units(const QuantizedMatrix& quantized, std::size_t row, std::size_t column);

/// The number a code stands for: with its first-level scale, or scale code x channel scale where there is a second level. Exact.
double dequantized_value(const QuantizedMatrix& quantized, std::size_t row, std::size_t column);

/// shapes  {n, k}
tensor::Matrix<double> dequantized(const QuantizedMatrix& quantized);

}  // namespace lop::quantizers
