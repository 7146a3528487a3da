// MixPE slices whose sums of a group are integers: exact dot products, then the column unit's roundings in FP32.
#include <cmath>

#include "models/formats/fp32.hpp"
#include "models/formats/vector_clones.hpp"
#include "models/pe/mixpe_w4a16.hpp"
#include "models/pe/mixpe_w4a8.hpp"
#include "models/tensor/kernels/digit_sums.hpp"
#include "models/tensor/kernels/fp16_outputs.hpp"
#include "models/tensor/kernels/grouped_kernel.hpp"

namespace lop::tensor::kernels {
namespace {

constexpr std::int64_t kSumEnd = std::int64_t{1} << 30;  // so that P, z A and their difference fit 32 bits
constexpr std::int64_t kMostWeight = 15;

/// accumulator + (P - z A) x power x scale, of integers P and A. `power` is the weight of their last place.
LOP_VECTOR_CLONES void take_group(const std::int32_t* sums, std::int32_t row_sum, float power,
                                  const std::int32_t* zero_points, const float* scales, float* accumulators) {
  for (std::size_t c = 0; c < kPanel; ++c) {
    const auto product = static_cast<float>(row_sum * zero_points[c]);
    const float group = static_cast<float>(sums[c] - static_cast<std::int32_t>(product)) * power;
    accumulators[c] += group * scales[c];
  }
}

/// What an activation edge makes of a group of codes.
struct GroupEdge {
  virtual ~GroupEdge() = default;
  virtual std::int64_t value(std::uint32_t code, std::uint32_t row_metadata) const = 0;
  virtual bool is_number(std::uint32_t) const { return true; }
  virtual float power(std::uint32_t) const { return 1; }
};

struct Int8Edge final : GroupEdge {
  std::int64_t value(std::uint32_t code, std::uint32_t) const override { return formats::sign_extend(code, 8); }
};

struct BlockAlignedEdge final : GroupEdge {
  int guard_bits;

  explicit BlockAlignedEdge(int bits) : guard_bits(bits) {}
  std::int64_t value(std::uint32_t code, std::uint32_t row_metadata) const override {
    return pe::mixpe_aligned(code, row_metadata, guard_bits);
  }
  bool is_number(std::uint32_t code) const override { return (code & 0x7c00) != 0x7c00; }
  float power(std::uint32_t row_metadata) const override {
    return std::ldexp(1.0f, pe::mixpe_aligned_last_place(row_metadata, guard_bits));
  }
};

class MixpeKernel final : public GroupedKernel {
 public:
  MixpeKernel(const pe::Slice& slice, int mode, const GemmOperands& operands, const GroupEdge& edge, InstructionSet set)
      : GroupedKernel(slice, group_count(slice, operands.activations.columns)),
        powers_(operands.activations.rows, groups(), 1.0f),
        row_sums_(operands.activations.rows, groups()),
        scales_(by_group_and_column<float>(
            operands.metadata, [](const pe::Metadata& metadata) { return formats::fp32_value(metadata.scale); })),
        zero_points_(by_group_and_column<std::int32_t>(
            operands.metadata,
            [mode](const pe::Metadata& metadata) { return mode == pe::kUint4 ? metadata.zero & 15 : 0; })),
        operands_(operands, static_cast<std::size_t>(slice.group_size()), 1, set,
                  [&](std::size_t line, bool of_weights, std::int64_t* values) {
                    if (!of_weights) return decode_row(operands, edge, line, values);
                    const std::uint32_t* codes = operands.weights.row(line);
                    std::transform(codes, codes + operands.weights.columns, values,
                                   [mode](std::uint32_t code) { return pe::mixpe_weight(mode, code); });
                  }) {}

  void out_codes(const std::uint32_t* accumulators, const std::uint32_t* channel_scales, std::size_t columns,
                 std::uint32_t* out) const override {
    fp16_of_scaled(accumulators, channel_scales, columns, out);
  }

 private:
  void add_group(std::size_t group, std::size_t row, std::size_t rows, std::size_t panel,
                 std::vector<std::int32_t>& sums, float* totals) const override {
    sums.resize(rows * kPanel);
    operands_.sum(row, rows, panel, group, sums.data());
    const std::size_t at = group * (scales_.size() / groups()) + panel * kPanel;
    for (std::size_t r = 0; r < rows; ++r) {
      take_group(sums.data() + r * kPanel, row_sums_(row + r, group), powers_(row + r, group), zero_points_.data() + at,
                 scales_.data() + at, totals + r * kPanel);
    }
  }
  void decode_row(const GemmOperands& operands, const GroupEdge& edge, std::size_t row, std::int64_t* values) {
    const Runs runs{operands.activations.columns, static_cast<std::size_t>(slice().group_size()), 1};
    const std::uint32_t* codes = operands.activations.row(row);
    for (std::size_t g = 0; g < groups(); ++g) {
      const std::uint32_t row_metadata = operands.row_metadata.values.empty() ? 0 : operands.row_metadata(row, g);
      std::int64_t sum = 0;
      float& power = powers_(row, g);
      power = edge.power(row_metadata);
      for (std::size_t k = runs.begin(g); k < runs.begin(g) + runs.size(g); ++k) {
        sum += values[k] = edge.value(codes[k], row_metadata);
        if (!edge.is_number(codes[k])) power = formats::fp32_value(formats::kFp32Nan);  // and so will be the group
      }
      row_sums_(row, g) = static_cast<std::int32_t>(sum);
    }
  }

  Matrix<float> powers_;           // [rows][groups]
  Matrix<std::int32_t> row_sums_;  // [rows][groups]
  std::vector<float> scales_;      // [groups][columns]
  std::vector<std::int32_t> zero_points_;
  DigitOperands operands_;
};

}  // namespace

std::unique_ptr<Kernel> make_mixpe_kernel(const pe::Slice& slice, int mode, const GemmOperands& operands,
                                          InstructionSet set) {
  if (dynamic_cast<const pe::MixpeW4a8*>(&slice) != nullptr) {
    return std::make_unique<MixpeKernel>(slice, mode, operands, Int8Edge{}, set);
  }
  const auto* w4a16 = dynamic_cast<const pe::MixpeW4a16*>(&slice);
  if (w4a16 == nullptr || !w4a16->block_aligned()) return nullptr;
  const std::int64_t most = std::int64_t{2047} << w4a16->guard_bits();
  if (most > INT16_MAX || most * kMostWeight * slice.group_size() >= kSumEnd) return nullptr;
  return std::make_unique<MixpeKernel>(slice, mode, operands, BlockAlignedEdge(w4a16->guard_bits()), set);
}

}  // namespace lop::tensor::kernels
