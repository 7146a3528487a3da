// Sequential dot products in floating point: a product a step, exact or L-Mul's, added with one rounding.
#pragma once

#include <cstdint>
#include <vector>

#include "models/tensor/kernels/packing.hpp"

namespace lop::tensor::kernels {

/// kExact: of FP32 numbers, exact in FP32. kFused: exact, but perhaps beyond FP32. The others: lmul_lanes.hpp.
enum class Product { kExact, kFused, kLmulAdder, kLmulLiteral };
/// What a sum is rounded to; kFp16 and kBf16 hold it in FP32 all the same.
enum class SumFormat { kFp32, kFp16, kBf16 };

/// Constants of an L-Mul product, in the units of its code: `fraction_bits` below the exponent.
struct LmulLimits {
  std::int32_t mantissa_bits = 0, fraction_bits = 0;
  std::int32_t least = 0, largest = 0;  // codes; below `least` a product is +0, above `largest` it is that
  std::int32_t to_fp32 = 0;             // what a code lacks to be FP32's, once moved up to 23 fraction bits
};

/// sums = sums + activations * weights, step by step, for a panel of columns.
///
/// activations  [rows][row_stride] lanes: FP32 bits, or as lmul_lanes.hpp has them
/// weights      [steps][kPanel]
/// sums         [rows][kPanel] FP32 bits
using FloatDot = void (*)(const std::int32_t* activations, std::size_t row_stride, std::size_t rows,
                          const std::int32_t* weights, std::size_t steps, const LmulLimits& limits, std::int32_t* sums);

/// kFused goes with kFp32 alone.
FloatDot float_dot(Product product, SumFormat sum, InstructionSet set);

class FloatOperands {
 public:
  /// activation(code), weight(code): lanes
  template <typename Activation, typename Weight>
  FloatOperands(const GemmOperands& operands, Activation activation, Weight weight)
      : k_(operands.activations.columns),
        activations_(operands.activations.values.size()),
        weights_(panels_of(operands.weights.rows) * k_ * kPanel) {
    for_each_line(operands.activations.rows, [&](std::size_t r) {
      const std::uint32_t* codes = operands.activations.row(r);
      std::transform(codes, codes + k_, activations_.data() + r * k_, activation);
    });
    for_each_line(operands.weights.rows, [&](std::size_t c) {
      const std::uint32_t* codes = operands.weights.row(c);
      std::int32_t* line = weights_.data() + c / kPanel * kPanel * k_ + c % kPanel;
      for (std::size_t k = 0; k < k_; ++k) line[k * kPanel] = weight(codes[k]);
    });
  }

  std::size_t k() const { return k_; }
  const std::int32_t* activations(std::size_t row, std::size_t k) const { return activations_.data() + row * k_ + k; }
  const std::int32_t* weights(std::size_t panel, std::size_t k) const {
    return weights_.data() + (panel * k_ + k) * kPanel;
  }

 private:
  std::size_t k_;
  std::vector<std::int32_t> activations_;  // [rows][k]
  std::vector<std::int32_t> weights_;      // [panels][k][kPanel]
};

}  // namespace lop::tensor::kernels
