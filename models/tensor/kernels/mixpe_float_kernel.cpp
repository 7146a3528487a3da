// MixPE slices whose sums of a group are floats: products and activations added step by step, then the column unit.
#include <cmath>
#include <cstring>

#include "models/formats/fp32.hpp"
#include "models/formats/vector_clones.hpp"
#include "models/pe/mixpe_w4a16.hpp"
#include "models/tensor/kernels/float_dot.hpp"
#include "models/tensor/kernels/fp16_outputs.hpp"
#include "models/tensor/kernels/grouped_kernel.hpp"

namespace lop::tensor::kernels {
namespace {

std::int32_t lane(float value) { return static_cast<std::int32_t>(formats::fp32_code(value)); }

bool is_finite(std::uint32_t code) { return (code & 0x7c00) != 0x7c00; }

/// accumulator + (P - z A) x scale; no zero points: P. `no_number` is 0, or NaN for a group with an infinity or NaN.
LOP_VECTOR_CLONES void take_group(const float* sums, float row_sum, float no_number, const float* zero_points,
                                  const float* scales, float* accumulators) {
  for (std::size_t c = 0; c < kPanel; ++c) {
    const float product = zero_points != nullptr ? zero_points[c] * row_sum : 0.0f;
    accumulators[c] += (sums[c] - product + no_number) * scales[c];
  }
}

class MixpeFloatKernel final : public GroupedKernel {
 public:
  MixpeFloatKernel(const pe::MixpeW4a16& slice, int mode, const GemmOperands& operands, InstructionSet set)
      : GroupedKernel(slice, group_count(slice, operands.activations.columns)),
        runs_{operands.activations.columns, static_cast<std::size_t>(slice.group_size()), 1},
        dot_(float_dot(Product::kExact,
                       slice.accumulator() == pe::MixpeAccumulator::kFp16 ? SumFormat::kFp16 : SumFormat::kFp32, set)),
        operands_(
            operands,
            [](std::uint32_t code) {
              return lane(is_finite(code) ? formats::fp32_value(formats::fp32_from_fp16(code)) : 0.0f);
            },
            [mode](std::uint32_t code) { return lane(static_cast<float>(pe::mixpe_weight(mode, code))); }),
        scales_(by_group_and_column<float>(
            operands.metadata, [](const pe::Metadata& metadata) { return formats::fp32_value(metadata.scale); })),
        row_sums_(operands.activations.rows, runs_.count()),
        no_number_(operands.activations.rows, runs_.count()) {
    if (mode == pe::kUint4) {
      zero_points_ = by_group_and_column<float>(
          operands.metadata, [](const pe::Metadata& metadata) { return static_cast<float>(metadata.zero & 15); });
    }
    const std::vector<std::int32_t> ones(runs_.length * kPanel, lane(1.0f));
    for_each_line(operands.activations.rows, [&](std::size_t r) {
      const std::uint32_t* codes = operands.activations.row(r);
      for (std::size_t g = 0; g < runs_.count(); ++g) {
        std::int32_t sums[kPanel] = {};  // all alike
        dot_(operands_.activations(r, runs_.begin(g)), operands_.k(), 1, ones.data(), runs_.size(g), {}, sums);
        row_sums_(r, g) = formats::fp32_value(static_cast<std::uint32_t>(sums[0]));
        const std::uint32_t* group = codes + runs_.begin(g);
        if (!std::all_of(group, group + runs_.size(g), is_finite)) {
          no_number_(r, g) = formats::fp32_value(formats::kFp32Nan);
        }
      }
    });
  }

  void out_codes(const std::uint32_t* accumulators, const std::uint32_t* channel_scales, std::size_t columns,
                 std::uint32_t* out) const override {
    fp16_of_scaled(accumulators, channel_scales, columns, out);
  }

 private:
  void add_group(std::size_t group, std::size_t row, std::size_t rows, std::size_t panel,
                 std::vector<std::int32_t>& sums, float* totals) const override {
    const std::size_t begin = runs_.begin(group), at = group * (scales_.size() / groups()) + panel * kPanel;
    sums.assign(rows * kPanel, 0);
    dot_(operands_.activations(row, begin), operands_.k(), rows, operands_.weights(panel, begin), runs_.size(group), {},
         sums.data());
    for (std::size_t r = 0; r < rows; ++r) {
      float values[kPanel];
      std::memcpy(values, sums.data() + r * kPanel, sizeof values);
      take_group(values, row_sums_(row + r, group), no_number_(row + r, group),
                 zero_points_.empty() ? nullptr : zero_points_.data() + at, scales_.data() + at, totals + r * kPanel);
    }
  }

  Runs runs_;
  FloatDot dot_;
  FloatOperands operands_;
  std::vector<float> scales_, zero_points_;  // [groups][columns]
  Matrix<float> row_sums_, no_number_;       // [rows][groups]
};

}  // namespace

std::unique_ptr<Kernel> make_mixpe_float_kernel(const pe::Slice& slice, int mode, const GemmOperands& operands,
                                                InstructionSet set) {
  const auto* w4a16 = dynamic_cast<const pe::MixpeW4a16*>(&slice);
  if (w4a16 == nullptr || w4a16->block_aligned()) return nullptr;
  return std::make_unique<MixpeFloatKernel>(*w4a16, mode, operands, set);
}

}  // namespace lop::tensor::kernels
