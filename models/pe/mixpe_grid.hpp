// Grid of MixPE PEs, their row sums and column units, for any way to accumulate.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "models/pe/grid_base.hpp"
#include "models/pe/mixpe_slice.hpp"

namespace lop::pe {

/// An Arithmetic has
///   Sum                                   of products, and of a row's activations; Sum{} is where a group starts
///   Sum activation(code, row_metadata)    what the edge makes of a code
///   bool is_number(code)                  false: an infinity or NaN, which makes the group invalid
///   void add_products(activation, const Sum* weights, std::size_t columns, Sum* sums)
///   float group(sum, row_sum, const int* zero_point, row_metadata)
///                                         P - z A in FP32; zero_point null: P
///   kHasRowMetadata                       whether it looks at row_metadata

/// The column unit: the accumulator with a group.
template <typename Arithmetic>
float mixpe_accumulate(const Arithmetic& arithmetic, int mode, const Metadata& metadata, std::uint32_t row_metadata,
                       typename Arithmetic::Sum sum, typename Arithmetic::Sum row_sum, bool invalid,
                       float accumulator) {
  const int zero_point = metadata.zero & 15;
  float group = arithmetic.group(sum, row_sum, mode == kUint4 ? &zero_point : nullptr, row_metadata);
  if (invalid) group = formats::fp32_value(formats::kFp32Nan);
  return accumulator + group * formats::fp32_value(metadata.scale);
}

template <typename Arithmetic>
class MixpeGrid final : public GridBase {
 public:
  using Sum = typename Arithmetic::Sum;

  MixpeGrid(const Arithmetic& arithmetic, int rows, int columns)
      : GridBase(rows, columns),
        arithmetic_(arithmetic),
        weights_(columns_),
        sums_(rows_ * columns_),
        row_sums_(rows_),
        row_invalid_(rows_),
        accumulators_(rows_ * columns_) {}

 protected:
  void accumulate(const Step& step, bool first, bool, bool) override {
    if (first) {
      std::fill(sums_.begin(), sums_.end(), Sum{});
      std::fill(row_sums_.begin(), row_sums_.end(), Sum{});
      std::fill(row_invalid_.begin(), row_invalid_.end(), 0);
    }
    for (std::size_t c = 0; c < columns_; ++c) weights_[c] = static_cast<Sum>(mixpe_weight(step.mode, step.weights[c]));
    constexpr Sum kOne{1};
    for (std::size_t r = 0; r < rows_; ++r) {
      const Sum activation = arithmetic_.activation(step.activations[r], row_metadata(step, r));
      if (!arithmetic_.is_number(step.activations[r])) row_invalid_[r] = 1;
      arithmetic_.add_products(activation, weights_.data(), columns_, sums_.data() + r * columns_);
      arithmetic_.add_products(activation, &kOne, 1, &row_sums_[r]);
    }
  }

  void end_group(const Step& step, bool head) override {
    for (std::size_t r = 0; r < rows_; ++r) {
      for (std::size_t c = 0; c < columns_; ++c) {
        const std::size_t i = r * columns_ + c;
        accumulators_[i] = mixpe_accumulate(arithmetic_, step.mode, step.metadata[c], row_metadata(step, r), sums_[i],
                                            row_sums_[r], row_invalid_[r] != 0, head ? 0.0f : accumulators_[i]);
      }
    }
  }

  void latch(std::vector<std::uint32_t>& outputs) const override {
    std::transform(accumulators_.begin(), accumulators_.end(), outputs.begin(), formats::fp32_canonical);
  }

 private:
  static std::uint32_t row_metadata(const Step& step, std::size_t row) {
    return Arithmetic::kHasRowMetadata ? step.row_metadata[row] : 0;
  }

  Arithmetic arithmetic_;
  std::vector<Sum> weights_;               // [columns] of this step
  std::vector<Sum> sums_, row_sums_;       // [rows][columns] P, [rows] A
  std::vector<std::uint8_t> row_invalid_;  // [rows]
  std::vector<float> accumulators_;        // [rows][columns] column units
};

/// Sums of integers on one grid, for an Arithmetic to derive from.
///
/// z A is rounded to FP32, then the difference; both are exact before (rtl/pe/mixpe_fixed_group.sv).
template <typename Integer>
struct MixpeFixedSums {
  using Sum = Integer;

  static void add_products(Sum activation, const Sum* weights, std::size_t columns, Sum* sums) {
    for (std::size_t c = 0; c < columns; ++c) sums[c] += activation * weights[c];
  }
  static float difference(Sum sum, Sum row_sum, const int* zero_point) {
    const float product = zero_point != nullptr ? static_cast<float>(row_sum * *zero_point) : 0.0f;
    return static_cast<float>(sum - static_cast<Sum>(product));
  }
};

}  // namespace lop::pe
