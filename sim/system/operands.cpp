// Quantising by what the slice says of itself, so that a new PE needs no line here.
#include "sim/system/operands.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>

#include "models/formats/float_format.hpp"
#include "models/formats/number_format.hpp"
#include "models/quantizers/block_format.hpp"
#include "models/quantizers/group_quantizer.hpp"

namespace lop::sim {
namespace {

using Codes = tensor::Matrix<std::uint32_t>;

constexpr std::string_view kStored = "fp16";

std::uint32_t fp32_bits(float value) {
  std::uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

tensor::Matrix<float> decoded(const Codes& codes) {
  tensor::Matrix<float> values(codes.rows, codes.columns);
  for (std::size_t i = 0; i < codes.values.size(); ++i) {
    values.values[i] = static_cast<float>(formats::decode(formats::kFp16, codes.values[i]));
  }
  return values;
}

/// Floats and posits of more than 8 bits hold the stored numbers
/// as they are; narrower codes are spread over each row's range.
bool needs_scale(const formats::NumberFormat& format) { return format.bits() <= 8; }

Codes encoded(const formats::NumberFormat& format, const Codes& stored) {
  Codes codes(stored.rows, stored.columns);
  for (std::size_t i = 0; i < codes.values.size(); ++i) {
    codes.values[i] = format.encode(formats::decode(formats::kFp16, stored.values[i]));
  }
  return codes;
}

enum class Side { kActivations, kWeights };

/// OliVe's codes: outliers beyond three sigma of the row; of weights the part or multiple of that with the least squared
/// error, 0.75 to 1.5 in steps of 0.02 as in its released code, which a machine has no time for with activations (ours).
void pair_codes(const formats::NumberFormat& normals, Side side, quantizers::GroupQuantizeOptions& options) {
  options.weight_mode = "olive4";
  options.candidates = {normals.name()};
  if (side == Side::kActivations) return;
  options.scale_method = quantizers::ScaleMethod::kLeastMse;
  for (int percent = 75; percent <= 150; percent += 2) options.ratios.push_back(static_cast<float>(percent) / 100);
}

/// Codes with one scale a row: a token of activations, a channel of weights.
Codes spread(const formats::NumberFormat& format, bool paired, Side side, const Codes& stored,
             std::vector<double>& scales) {
  quantizers::GroupQuantizeOptions options;
  options.weight_mode = format.name();
  options.granularity = quantizers::Granularity::kChannel;
  if (paired) pair_codes(format, side, options);
  // Posits are finest around 1.
  if (std::holds_alternative<formats::PositFormat>(format.kind())) options.peak = 1;
  quantizers::QuantizedMatrix quantized = quantizers::quantize_groups(decoded(stored), options);
  scales.assign(quantized.group_scale.values.begin(), quantized.group_scale.values.end());
  return std::move(quantized.codes);
}

Codes in_format(const pe::Slice& slice, int mode, Side side, RowScales own, const Codes& stored,
                std::vector<double>& scales) {
  const std::string name = side == Side::kWeights ? slice.weight_format(mode) : slice.activation_format(mode);
  if (name == kStored) return stored;
  const formats::NumberFormat format = formats::number_format(name);
  return needs_scale(format) && own == RowScales::kOwn
             ? spread(format, slice.codes_are_paired(mode), side, stored, scales)
                             : encoded(format, stored);
}

/// Groups with scales of their own, and zero points or special values where the mode reads them.
void quantize_groups_of_weights(const pe::Slice& slice, int mode, const Codes& stored, tensor::GemmOperands& operands) {
  const pe::MetadataUse use = slice.metadata_use(mode);
  const bool float_scales = use.scale_bits == 32;
  quantizers::GroupQuantizeOptions options;
  options.weight_mode = slice.weight_format(mode);
  options.group_size = slice.group_size();
  if (!float_scales) {
    options.second_level = quantizers::SecondLevel::kInt8;
    options.scale_bits = use.scale_bits;
  }
  quantizers::QuantizedMatrix quantized = quantizers::quantize_groups(decoded(stored), options);
  operands.weights = std::move(quantized.codes);
  operands.metadata = tensor::Matrix<pe::Metadata>(quantized.group_scale.rows, quantized.group_scale.columns);
  for (std::size_t i = 0; i < operands.metadata.values.size(); ++i) {
    const std::uint32_t scale =
        float_scales ? fp32_bits(quantized.group_scale.values[i]) : quantized.scale_codes.values[i];
    operands.metadata.values[i] = {scale, quantized.special.values[i], quantized.zero.values[i]};
  }
  if (float_scales) return;
  for (const float scale : quantized.channel_scale) operands.channel_scale.push_back(fp32_bits(scale));
}

/// Blocks of codes with scale codes, for weights and activations alike.
struct Blocks {
  Codes codes, scales;
  double tensor_scale = 1;
};

quantizers::BlockFormat blocks_of(const std::string& element, int group_size) {
  quantizers::BlockFormat format = quantizers::block_format(group_size == 16 ? "nvfp4" : "mx_" + element);
  format.block_size = static_cast<std::size_t>(group_size);
  return format;
}

Blocks in_blocks(const std::string& element, int group_size, const Codes& stored) {
  const quantizers::BlockFormat format = blocks_of(element, group_size);
  const tensor::Matrix<float> values = decoded(stored);
  const float tensor_scale = quantizers::tensor_scale(format, values.values.data(), values.values.size());
  const std::size_t groups = (values.columns + format.block_size - 1) / format.block_size;
  Blocks blocks{Codes(values.rows, values.columns), Codes(values.rows, groups), tensor_scale};
  std::vector<std::uint8_t> codes(values.columns), scales(groups);
  for (std::size_t row = 0; row < values.rows; ++row) {
    quantizers::encode_blocks(format, {}, tensor_scale, values.row(row), values.columns, codes.data(), scales.data());
    std::copy(codes.begin(), codes.end(), blocks.codes.row(row));
    std::copy(scales.begin(), scales.end(), blocks.scales.row(row));
  }
  return blocks;
}

/// An integer element stands for 64 times its fraction.
void quantize_weight_blocks(const pe::Slice& slice, int mode, const Codes& weights, tensor::GemmOperands& operands) {
  const Blocks w = in_blocks(slice.weight_format(mode), slice.group_size(), weights);
  operands.weights = w.codes;
  operands.metadata = tensor::Matrix<pe::Metadata>(w.scales.rows, w.scales.columns);
  for (std::size_t i = 0; i < w.scales.values.size(); ++i) operands.metadata.values[i].scale = w.scales.values[i];
  operands.column_scale.assign(weights.rows, w.tensor_scale);
}

void quantize_activation_blocks(const pe::Slice& slice, int mode, const Codes& activations,
                                tensor::GemmOperands& operands) {
  const Blocks a = in_blocks(slice.activation_format(mode), slice.group_size(), activations);
  operands.activations = a.codes;
  operands.row_metadata = a.scales;
  for (double& scale : operands.column_scale) scale *= a.tensor_scale;
}

bool has_blocks(const pe::Slice& slice, int mode) { return slice.row_metadata_bits(mode) == 8; }

/// An output code of 16 bits has little range: a power of two in every channel takes the rows' scales into it.
void fold_rows_into_channels(const pe::Slice& slice, tensor::GemmOperands& operands) {
  if (!slice.has_channel_scale() || operands.row_scale.empty() || !operands.channel_scale.empty()) return;
  const double most = *std::max_element(operands.row_scale.begin(), operands.row_scale.end());
  const double power = std::exp2(std::floor(std::log2(most)));
  operands.channel_scale.assign(operands.weights.rows, fp32_bits(static_cast<float>(power)));
  for (double& scale : operands.row_scale) scale /= power;
}

}  // namespace

bool rows_are_independent(const pe::Slice& slice, int mode) {
  if (has_blocks(slice, mode)) return !blocks_of(slice.activation_format(mode), slice.group_size()).has_tensor_scale;
  const std::string format = slice.activation_format(mode);
  const bool has_row_scales = format != kStored && needs_scale(formats::number_format(format));
  const bool groups_fill_channels = slice.group_size() > 0 && slice.metadata_use(mode).scale_bits != 32;
  return !(slice.has_channel_scale() && has_row_scales && !groups_fill_channels);
}

bool can_leave_scales_out(const pe::Slice& slice, int mode) {
  const auto narrow = [](const std::string& name) {
    if (name == kStored) return false;
    const formats::NumberFormat format = formats::number_format(name);
    return needs_scale(format) && (std::holds_alternative<formats::PositFormat>(format.kind()) ||
                                   std::holds_alternative<formats::FloatFormat>(format.kind()));
  };
  return !has_blocks(slice, mode) && slice.group_size() == 0 && narrow(slice.weight_format(mode)) &&
         narrow(slice.activation_format(mode));
}

tensor::GemmOperands make_weight_operands(const pe::Slice& slice, int mode, const Codes& weights, RowScales scales) {
  tensor::GemmOperands operands;
  if (has_blocks(slice, mode)) {
    quantize_weight_blocks(slice, mode, weights, operands);
  } else if (slice.group_size() > 0) {
    quantize_groups_of_weights(slice, mode, weights, operands);
  } else {
    operands.weights = in_format(slice, mode, Side::kWeights, scales, weights, operands.column_scale);
  }
  return operands;
}

tensor::GemmOperands with_activations(const pe::Slice& slice, int mode, tensor::GemmOperands weights,
                                      const Codes& activations, RowScales scales) {
  if (has_blocks(slice, mode)) {
    quantize_activation_blocks(slice, mode, activations, weights);
    return weights;
  }
  weights.activations = in_format(slice, mode, Side::kActivations, scales, activations, weights.row_scale);
  tensor::derive_row_metadata(slice, mode, weights);
  fold_rows_into_channels(slice, weights);
  return weights;
}

tensor::GemmOperands make_operands(const pe::Slice& slice, int mode, const Codes& activations, const Codes& weights) {
  return with_activations(slice, mode, make_weight_operands(slice, mode, weights), activations);
}

std::vector<double> output_values(const pe::Slice& slice, const tensor::GemmOperands& operands, const Codes& out) {
  std::vector<double> values;
  values.reserve(out.values.size());
  for (std::size_t row = 0; row < out.rows; ++row) {
    const double row_scale = operands.row_scale.empty() ? 1 : operands.row_scale[row];
    for (std::size_t column = 0; column < out.columns; ++column) {
      const double column_scale = operands.column_scale.empty() ? 1 : operands.column_scale[column];
      values.push_back(slice.out_value(out(row, column)) * row_scale * column_scale);
    }
  }
  return values;
}

std::vector<double> reference_outputs(const Codes& activations, const Codes& weights) {
  const std::size_t k = activations.columns, n = weights.rows;
  tensor::Matrix<double> by_input(k, n);  // so that the inner loop runs over outputs and each sum keeps its order
  for (std::size_t column = 0; column < n; ++column) {
    for (std::size_t i = 0; i < k; ++i) by_input(i, column) = formats::decode(formats::kFp16, weights(column, i));
  }
  std::vector<double> out(activations.rows * n, 0.0);
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, activations.rows),
                    [&](const tbb::blocked_range<std::size_t>& rows) {
                      for (std::size_t row = rows.begin(); row < rows.end(); ++row) {
                        double* const sums = out.data() + row * n;
                        for (std::size_t i = 0; i < k; ++i) {
                          const double activation = formats::decode(formats::kFp16, activations(row, i));
                          const double* const inputs = by_input.row(i);
                          for (std::size_t column = 0; column < n; ++column) {
                            sums[column] += activation * inputs[column];
                          }
                        }
                      }
                    });
  return out;
}

}  // namespace lop::sim
