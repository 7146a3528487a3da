// Quantising by what the slice says of itself, so that a new PE needs no line here.
#include "sim/system/operands.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <cstring>
#include <string>

#include "models/formats/float_format.hpp"
#include "models/quantizers/group_quantizer.hpp"

namespace lop::sim {
namespace {

using Codes = tensor::Matrix<std::uint32_t>;

constexpr int kFp16Bits = 16, kFp32Bits = 32;

std::uint32_t fp32_bits(float value) {
  std::uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

tensor::Matrix<float> decoded(const Codes& codes) {
  tensor::Matrix<float> values(codes.rows, codes.columns);
  for (std::size_t i = 0; i < codes.values.size(); ++i) values.values[i] = static_cast<float>(formats::decode(formats::kFp16, codes.values[i]));
  return values;
}

/// Scales of groups as they are, without a second level.
bool has_fp32_scales(const pe::Slice& slice, int mode) { return slice.metadata_use(mode).scale_bits == kFp32Bits; }

quantizers::GroupQuantizeOptions options_of(const pe::Slice& slice, int mode) {
  quantizers::GroupQuantizeOptions options;
  options.weight_mode = slice.modes().at(static_cast<std::size_t>(mode));
  options.group_size = slice.group_size();
  if (!has_fp32_scales(slice, mode)) options.second_level = quantizers::SecondLevel::kInt8;
  const auto scale_bits = slice.choices().find("scale_bits");
  if (scale_bits != slice.choices().end()) options.scale_bits = std::stoi(scale_bits->second);
  return options;
}

void quantize_weights(const pe::Slice& slice, int mode, const Codes& weights, tensor::GemmOperands& operands) {
  if (!slice.has_channel_scale()) throw pe::OperandError(std::string(slice.stem()) + ": no quantiser for its weights is known; expected a workload without values");
  quantizers::QuantizedMatrix quantized = quantizers::quantize_groups(decoded(weights), options_of(slice, mode));
  operands.weights = std::move(quantized.codes);
  operands.metadata = tensor::Matrix<pe::Metadata>(quantized.scale_codes.rows, quantized.scale_codes.columns);
  for (std::size_t i = 0; i < operands.metadata.values.size(); ++i) {
    const std::uint32_t scale = has_fp32_scales(slice, mode) ? fp32_bits(quantized.group_scale.values[i]) : quantized.scale_codes.values[i];
    operands.metadata.values[i] = {scale, quantized.special.values[i], quantized.zero.values[i]};
  }
  for (const float scale : quantized.channel_scale) operands.channel_scale.push_back(fp32_bits(scale));
}

}  // namespace

tensor::GemmOperands make_operands(const pe::Slice& slice, int mode, const Codes& activations, const Codes& weights) {
  if (slice.activation_bits(mode) != kFp16Bits) throw pe::OperandError(std::string(slice.stem()) + ": no quantiser for its activations is known; expected a workload without values");
  tensor::GemmOperands operands;
  operands.activations = activations;
  tensor::derive_row_metadata(slice, mode, operands);
  if (slice.group_size() > 0) {
    quantize_weights(slice, mode, weights, operands);
  } else if (slice.weight_bits(mode) == kFp16Bits) {
    operands.weights = weights;
  } else {
    throw pe::OperandError(std::string(slice.stem()) + ": no quantiser for its weights is known; expected a workload without values");
  }
  return operands;
}

std::vector<double> output_values(const pe::Slice& slice, const Codes& out) {
  if (slice.out_bits() != kFp16Bits && slice.out_bits() != kFp32Bits) {
    throw pe::OperandError(std::string(slice.stem()) + ": the format of its outputs is not known; expected a workload without values");
  }
  const formats::FloatFormat& format = slice.out_bits() == kFp16Bits ? formats::kFp16 : formats::kFp32;
  std::vector<double> values;
  values.reserve(out.values.size());
  for (const std::uint32_t code : out.values) values.push_back(formats::decode(format, code));
  return values;
}

std::vector<double> reference_outputs(const Codes& activations, const Codes& weights) {
  const std::size_t k = activations.columns, n = weights.rows;
  tensor::Matrix<double> by_input(k, n);   // so that the inner loop runs over outputs and each sum keeps its order
  for (std::size_t column = 0; column < n; ++column) {
    for (std::size_t i = 0; i < k; ++i) by_input(i, column) = formats::decode(formats::kFp16, weights(column, i));
  }
  std::vector<double> out(activations.rows * n, 0.0);
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, activations.rows), [&](const tbb::blocked_range<std::size_t>& rows) {
    for (std::size_t row = rows.begin(); row < rows.end(); ++row) {
      double* const sums = out.data() + row * n;
      for (std::size_t i = 0; i < k; ++i) {
        const double activation = formats::decode(formats::kFp16, activations(row, i));
        const double* const inputs = by_input.row(i);
        for (std::size_t column = 0; column < n; ++column) sums[column] += activation * inputs[column];
      }
    }
  });
  return out;
}

}  // namespace lop::sim
