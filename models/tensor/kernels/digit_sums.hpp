// Exact integer dot products: numbers as signed digits of 16 bits, sums of digit products by weight.
#pragma once

#include <cstdint>
#include <vector>

#include "models/tensor/kernels/packing.hpp"

namespace lop::tensor::kernels {

/// Places of a digit where a number has more than one. Digits are -2^11 to 2^11 then.
inline constexpr int kDigitBits = 12;
inline constexpr int kMostDigits = 5;

/// sums += activations * weights over pairs of neighbouring elements, for a panel of columns, modulo 2^32.
///
/// activations  [rows][row_stride], a row [pairs][digits], of each pair a lane of two halves
/// weights      [pairs][digits][kPanel]
/// sums         [rows][2 digits - 1][kPanel], by the sum of the digits' places
using DigitSums = void (*)(const std::int32_t* activations, std::size_t row_stride, std::size_t rows,
                           const std::int32_t* weights, std::size_t pairs, std::int32_t* sums);

/// digits  1, 2, 3 or kMostDigits
DigitSums digit_sums(int digits, InstructionSet set);

class DigitOperands {
 public:
  /// decode(line, whether of weights, values): the K values of a line, that fit 16 bits or `digits` digits
  template <typename Decode>
  DigitOperands(const GemmOperands& operands, std::size_t run_length, int digits, InstructionSet set, Decode decode)
      : runs_{operands.activations.columns, run_length, 2},
        digits_(static_cast<std::size_t>(digits)),
        row_stride_(runs_.chunks() * digits_),
        sum_(digit_sums(digits, set)),
        activations_(operands.activations.rows * row_stride_),
        weights_(panels_of(operands.weights.rows) * row_stride_ * kPanel) {
    for_each_line(operands.activations.rows, [&](std::size_t r) {
      std::vector<std::int64_t> values(runs_.elements);
      decode(r, false, values.data());
      pack(values, activations_.data() + r * row_stride_, 1);
    });
    for_each_line(operands.weights.rows, [&](std::size_t c) {
      std::vector<std::int64_t> values(runs_.elements);
      decode(c, true, values.data());
      pack(values, weights_.data() + c / kPanel * kPanel * row_stride_ + c % kPanel, kPanel);
    });
  }

  const Runs& runs() const { return runs_; }
  std::size_t sums_per_output() const { return 2 * digits_ - 1; }
  /// shapes  sums {rows, sums_per_output(), kPanel}
  void sum(std::size_t row, std::size_t rows, std::size_t panel, std::size_t run, std::int32_t* sums) const {
    const std::size_t at = runs_.first_chunk(run) * digits_;
    sum_(activations_.data() + row * row_stride_ + at, row_stride_, rows,
         weights_.data() + (panel * row_stride_ + at) * kPanel, runs_.chunks(run), sums);
  }

 private:
  void pack(const std::vector<std::int64_t>& values, std::int32_t* line, std::size_t stride) const;

  Runs runs_;
  std::size_t digits_, row_stride_;
  DigitSums sum_;
  std::vector<std::int32_t> activations_;  // [rows][pairs][digits]
  std::vector<std::int32_t> weights_;      // [panels][pairs][digits][kPanel]
};

}  // namespace lop::tensor::kernels
