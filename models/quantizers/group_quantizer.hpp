// Real weights -> codes and scales per group along the reduction, and a second level of integer scales per channel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "models/quantizers/group_options.hpp"
#include "models/quantizers/group_rule.hpp"
#include "models/tensor/matrix.hpp"

namespace lop::quantizers {

/// n output channels (or tokens), k inputs. Matrices of groups have the shape {n,
/// ceil(k / group_size)}; {n, 1} for a channel or token granularity, {1, 1} for a
/// tensor's, whose one group runs row by row; no columns where there is no element.
struct QuantizedMatrix {
  GroupQuantizeOptions options;
  std::shared_ptr<const GroupRule> rule;
  // {n, k} low bits first; two's complement (int), unsigned (uint), as number_format()
  tensor::Matrix<std::uint32_t> codes;
  tensor::Matrix<std::uint32_t> scale_codes;  // second level, 0 without one
  tensor::Matrix<float> group_scale;          // first level; NaN for a group with an element that is not finite
  tensor::Matrix<float> second_scale;         // of the second plane, 0 where the mode has none
  tensor::Matrix<std::uint8_t> special;       // index of the special value or of the type, 0 where the mode has none
  tensor::Matrix<std::uint8_t> zero;          // zero point, 0 where the mode has none
  std::vector<float> channel_scale;           // {n} 1 without a second level
};

/// Codes are chosen with the first-level scale, rounded to
/// scale_precision; the second level rounds that scale afterwards.
///
/// shapes  weights {n, k}
/// errors  QuantizeError for an illegal option, or a weight that is NaN or infinite (after rounding to FP16 where that
///         arithmetic is chosen) unless those propagate, with its index
/// source  each rule's header; second level: BitMoD, HPCA 2025, after VS-Quant.
///         Ours: a channel of zeros gets channel scale 1 and scale codes 0.
QuantizedMatrix quantize_groups(const tensor::Matrix<float>& weights, const GroupQuantizeOptions& options);

/// The numbers that the codes stand for: with the first-level scale, or scale
/// code x channel scale where there is a second level. Exact for elements of up to 16
/// bits with one scale; planes round the sum of their two products once to double.
///
/// shapes  {n, k}
tensor::Matrix<double> dequantized(const QuantizedMatrix& quantized);

/// Bits of the codes, of each group's scales, special index and
/// zero point, and of the channel scales, over the elements.
double bits_per_element(const QuantizedMatrix& quantized);

}  // namespace lop::quantizers
