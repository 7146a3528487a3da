// Scaled-block slices: a block's sum by digits, exact, times both scales in FP64, rounded to FP32 once.
#include <cmath>
#include <cstring>

#include "models/formats/fp32.hpp"
#include "models/formats/vector_clones.hpp"
#include "models/pe/block_dot.hpp"
#include "models/tensor/kernels/digit_sums.hpp"
#include "models/tensor/kernels/grouped_kernel.hpp"

namespace lop::tensor::kernels {
namespace {

/// high + low, both exact, to FP64: cut off, and the last bit set where that is inexact, so that the rounding that
/// follows sees on which side of a tie the sum lies.
inline double sum_to_odd(double high, double low) {
  const double sum = high + low, of_low = sum - high;
  const double rest = (high - (sum - of_low)) + (low - of_low);
  std::uint64_t bits, rest_bits;
  std::memcpy(&bits, &sum, sizeof bits);
  std::memcpy(&rest_bits, &rest, sizeof bits);
  const std::uint64_t step = (bits ^ rest_bits) >> 63 != 0 ? ~std::uint64_t{0} : 1;
  bits += rest != 0 && (bits & 1) == 0 ? step : 0;
  double odd;
  std::memcpy(&odd, &bits, sizeof odd);
  return odd;
}

/// accumulator + block. A group's sum of one digit has less than 31 bits, of two 42, of three 70; with the scales'
/// eight more the first two fit 53. A scale is NaN where its block holds what is not finite.
template <int digits>
inline float with_block(const std::int32_t* sums, double scale, float accumulator) {
  double sum;
  if constexpr (digits == 1) {
    sum = sums[0];
  } else if constexpr (digits == 2) {
    sum = sums[0] + 0x1p12 * sums[kPanel] + 0x1p24 * sums[2 * kPanel];
  } else {
    sum = sum_to_odd(0x1p24 * (sums[2 * kPanel] + 0x1p12 * sums[3 * kPanel] + 0x1p24 * sums[4 * kPanel]),
                     sums[0] + 0x1p12 * sums[kPanel]);
  }
  return accumulator + static_cast<float>(sum * scale);
}

LOP_VECTOR_CLONES void add_blocks_1(const std::int32_t* sums, double activation_scale, const double* weight_scales,
                                    float* accumulators) {
  for (std::size_t c = 0; c < kPanel; ++c) {
    accumulators[c] = with_block<1>(sums + c, activation_scale * weight_scales[c], accumulators[c]);
  }
}
LOP_VECTOR_CLONES void add_blocks_2(const std::int32_t* sums, double activation_scale, const double* weight_scales,
                                    float* accumulators) {
  for (std::size_t c = 0; c < kPanel; ++c) {
    accumulators[c] = with_block<2>(sums + c, activation_scale * weight_scales[c], accumulators[c]);
  }
}
LOP_VECTOR_CLONES void add_blocks_3(const std::int32_t* sums, double activation_scale, const double* weight_scales,
                                    float* accumulators) {
  for (std::size_t c = 0; c < kPanel; ++c) {
    accumulators[c] = with_block<3>(sums + c, activation_scale * weight_scales[c], accumulators[c]);
  }
}

int digits_of(const pe::BlockElement& element) {
  std::int64_t most = 0;
  for (const std::int64_t unit : element.units) {
    if (unit != pe::BlockElement::kInvalid) most = std::max(most, std::abs(unit));
  }
  return most <= INT16_MAX ? 1 : most >> (2 * kDigitBits - 1) == 0 ? 2 : 3;
}

class BlockKernel final : public GroupedKernel {
 public:
  BlockKernel(const pe::BlockDot& slice, int mode, const GemmOperands& operands, InstructionSet set)
      : GroupedKernel(slice, group_count(slice, operands.activations.columns)),
        element_(slice.element(mode)),
        digits_(digits_of(element_)),
        row_scales_(operands.activations.rows, groups()),
        column_scales_(by_group_and_column<double>(
            operands.metadata,
            [&](const pe::Metadata& metadata) { return formats::decode(slice.scale_format(), metadata.scale); })),
        operands_(operands, static_cast<std::size_t>(slice.group_size()), digits_, set,
                  [&](std::size_t line, bool of_weights, std::int64_t* values) {
                    decode_line(slice, operands, line, of_weights, values);
                  }) {}

 private:
  void add_group(std::size_t group, std::size_t row, std::size_t rows, std::size_t panel,
                 std::vector<std::int32_t>& sums, float* totals) const override {
    const auto add_blocks = digits_ == 1 ? add_blocks_1 : digits_ == 2 ? add_blocks_2 : add_blocks_3;
    const std::size_t sums_of_row = operands_.sums_per_output() * kPanel;
    sums.resize(rows * sums_of_row);
    operands_.sum(row, rows, panel, group, sums.data());
    const double* scales = column_scales_.data() + group * (column_scales_.size() / groups()) + panel * kPanel;
    for (std::size_t r = 0; r < rows; ++r) {
      add_blocks(sums.data() + r * sums_of_row, row_scales_(row + r, group), scales, totals + r * kPanel);
    }
  }
  void decode_line(const pe::BlockDot& slice, const GemmOperands& operands, std::size_t line, bool of_weights,
                   std::int64_t* values) {
    const std::uint32_t* codes = (of_weights ? operands.weights : operands.activations).row(line);
    const Runs runs{operands.weights.columns, static_cast<std::size_t>(slice.group_size()), 1};
    const double unit = std::ldexp(1.0, 2 * element_.last_place);  // of the products, in the rows' scales
    for (std::size_t g = 0; g < groups(); ++g) {
      double& scale = of_weights ? column_scales_[g * (column_scales_.size() / groups()) + line] : row_scales_(line, g);
      if (!of_weights) scale = formats::decode(slice.scale_format(), operands.row_metadata(line, g)) * unit;
      for (std::size_t k = runs.begin(g); k < runs.begin(g) + runs.size(g); ++k) {
        values[k] = element_.unit(codes[k]);
        if (values[k] != pe::BlockElement::kInvalid) continue;
        values[k] = 0;
        scale = std::nan("");
      }
    }
  }

  const pe::BlockElement& element_;
  int digits_;
  Matrix<double> row_scales_;          // [rows][groups]
  std::vector<double> column_scales_;  // [groups][columns]
  DigitOperands operands_;
};

}  // namespace

std::unique_ptr<Kernel> make_block_kernel(const pe::Slice& slice, int mode, const GemmOperands& operands,
                                          InstructionSet set) {
  const auto* block_dot = dynamic_cast<const pe::BlockDot*>(&slice);
  if (block_dot == nullptr) return nullptr;
  return std::make_unique<BlockKernel>(*block_dot, mode, operands, set);
}

}  // namespace lop::tensor::kernels
