// Quantises a matrix group by group, then its scales channel by channel.
#include "models/quantizers/group_quantizer.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <type_traits>

#include "models/formats/int_format.hpp"
#include "models/quantizers/group_rules.hpp"

namespace lop::quantizers {
namespace {

struct WeightType {
  enum class Kind { kSymmetric, kAsymmetric, kFloat };
  Kind kind;
  int bits;
  formats::WeightMode mode = formats::WeightMode::kFp4;  // kFloat only
};

WeightType weight_type(const std::string& name) {
  if (name == "fp4") return {WeightType::Kind::kFloat, 4, formats::WeightMode::kFp4};
  if (name == "fp3") return {WeightType::Kind::kFloat, 3, formats::WeightMode::kFp3};
  for (int bits = 2; bits <= 8; ++bits) {
    if (name == "int" + std::to_string(bits)) return {WeightType::Kind::kSymmetric, bits};
    if (name == "uint" + std::to_string(bits)) return {WeightType::Kind::kAsymmetric, bits};
  }
  throw QuantizeError("weight_mode '" + name + "' is unknown; expected int2..int8, uint2..uint8, fp4 or fp3");
}

void check(const GroupQuantizeOptions& options) {
  if (options.group_size < 1) {
    throw QuantizeError("group_size is " + std::to_string(options.group_size) + "; expected at least 1");
  }
  if (options.scale_bits < 1 || options.scale_bits > 8) {
    throw QuantizeError("scale_bits is " + std::to_string(options.scale_bits) + "; expected 1..8");
  }
}

/// None for integers; the released order ER+, ER-, EA+, EA- otherwise.
std::vector<CodeBook> candidate_books(const WeightType& type, bool plain, int half_units_per_unit) {
  if (type.kind != WeightType::Kind::kFloat) return {};
  if (plain) return {make_code_book(type.mode, std::nullopt, half_units_per_unit)};
  std::vector<CodeBook> books;
  for (int special = 0; special < formats::kSpecialCount; ++special) {
    books.push_back(make_code_book(type.mode, special, half_units_per_unit));
  }
  return books;
}

/// A row's weights rounded to the arithmetic.
template <typename Arithmetic>
void load_row(const tensor::Matrix<float>& weights, std::size_t row, std::vector<float>& loaded) {
  for (std::size_t k = 0; k < weights.columns; ++k) {
    loaded[k] = Arithmetic::round(weights(row, k));
    if (std::isfinite(loaded[k])) continue;
    throw QuantizeError("weight [" + std::to_string(row) + ", " + std::to_string(k) + "] is " +
                        std::to_string(weights(row, k)) + "; expected a finite number" +
                        (std::is_same_v<Arithmetic, Fp16Arithmetic> ? " within FP16's range, +-65504" : ""));
  }
}

template <typename Arithmetic>
void quantize_first_level(const tensor::Matrix<float>& weights, const WeightType& type, QuantizedMatrix& result) {
  // The released FP16 code holds fp4 in half units, which shows where its scale is subnormal or clamped.
  const bool half = std::is_same_v<Arithmetic, Fp16Arithmetic> && type.kind == WeightType::Kind::kFloat && type.bits == 4;
  const std::vector<CodeBook> books = candidate_books(type, result.options.plain, half ? 1 : 2);
  const auto group_size = static_cast<std::size_t>(result.options.group_size);
  std::vector<float> row_weights(weights.columns);
  for (std::size_t row = 0; row < weights.rows; ++row) {
    load_row<Arithmetic>(weights, row, row_weights);
    for (std::size_t group = 0; group < result.group_scale.columns; ++group) {
      const std::size_t begin = group * group_size;
      const std::size_t count = std::min(group_size, weights.columns - begin);
      const float* values = row_weights.data() + begin;
      std::uint32_t* codes = result.codes.row(row) + begin;
      GroupMetadata metadata{};
      switch (type.kind) {
        case WeightType::Kind::kSymmetric: metadata = quantize_symmetric<Arithmetic>(values, count, type.bits, codes); break;
        case WeightType::Kind::kAsymmetric: metadata = quantize_asymmetric<Arithmetic>(values, count, type.bits, codes); break;
        case WeightType::Kind::kFloat:
          metadata = quantize_by_books<Arithmetic>(values, count, books, half ? 0.5f : 1.0f, codes);
          break;
      }
      result.group_scale(row, group) = metadata.scale;
      result.special(row, group) = metadata.special;
      result.zero(row, group) = metadata.zero;
    }
  }
}

void quantize_second_level(const tensor::Matrix<float>& weights, QuantizedMatrix& result) {
  const auto limit = static_cast<float>((1 << result.options.scale_bits) - 1);
  for (std::size_t row = 0; row < weights.rows; ++row) {
    const float* values = weights.row(row);
    if (std::all_of(values, values + weights.columns, [](float value) { return value == 0; })) continue;
    const float* scales = result.group_scale.row(row);
    const float base = *std::max_element(scales, scales + result.group_scale.columns) / limit;
    result.channel_scale[row] = base;
    for (std::size_t group = 0; group < result.group_scale.columns; ++group) {
      const float nearest = std::nearbyint(scales[group] / base);
      result.scale_codes(row, group) = static_cast<std::uint32_t>(std::clamp(nearest, 0.0f, limit));
    }
  }
}

std::size_t group_of(const QuantizedMatrix& quantized, std::size_t column) {
  return column / static_cast<std::size_t>(quantized.options.group_size);
}

int half_units(const QuantizedMatrix& quantized, const WeightType& type, std::size_t row, std::size_t column) {
  const std::size_t group = group_of(quantized, column);
  const std::uint32_t code = quantized.codes(row, column);
  switch (type.kind) {
    case WeightType::Kind::kSymmetric: return 2 * formats::sign_extend(code, type.bits);
    case WeightType::Kind::kAsymmetric: return 2 * (static_cast<int>(code) - quantized.zero(row, group));
    case WeightType::Kind::kFloat: break;
  }
  return formats::value_half_units(type.mode, code, quantized.special(row, group));
}

/// At most 8 bits of scale code and 24 of channel scale, times 9 bits of weight code: exact in a double.
double scale_value(const QuantizedMatrix& quantized, std::size_t row, std::size_t group) {
  if (quantized.options.second_level == SecondLevel::kNone) return quantized.group_scale(row, group);
  return double{quantized.channel_scale[row]} * quantized.scale_codes(row, group);
}

}  // namespace

QuantizedMatrix quantize_groups(const tensor::Matrix<float>& weights, const GroupQuantizeOptions& options) {
  check(options);
  const WeightType type = weight_type(options.weight_mode);
  const auto group_size = static_cast<std::size_t>(options.group_size);
  const std::size_t groups = (weights.columns + group_size - 1) / group_size;

  QuantizedMatrix result;
  result.options = options;
  result.codes = {weights.rows, weights.columns};
  result.scale_codes = {weights.rows, groups};
  result.group_scale = {weights.rows, groups};
  result.special = {weights.rows, groups};
  result.zero = {weights.rows, groups};
  result.channel_scale.assign(weights.rows, 1.0f);
  if (options.arithmetic == Arithmetic::kFp16) {
    quantize_first_level<Fp16Arithmetic>(weights, type, result);
  } else {
    quantize_first_level<Fp32Arithmetic>(weights, type, result);
  }
  if (options.second_level == SecondLevel::kInt8) quantize_second_level(weights, result);
  return result;
}

int code_half_units(const QuantizedMatrix& quantized, std::size_t row, std::size_t column) {
  return half_units(quantized, weight_type(quantized.options.weight_mode), row, column);
}

double dequantized_value(const QuantizedMatrix& quantized, std::size_t row, std::size_t column) {
  return code_half_units(quantized, row, column) * scale_value(quantized, row, group_of(quantized, column)) / 2;
}

tensor::Matrix<double> dequantized(const QuantizedMatrix& quantized) {
  const WeightType type = weight_type(quantized.options.weight_mode);
  tensor::Matrix<double> values(quantized.codes.rows, quantized.codes.columns);
  for (std::size_t row = 0; row < values.rows; ++row) {
    for (std::size_t column = 0; column < values.columns; ++column) {
      const double scale = scale_value(quantized, row, group_of(quantized, column));
      values(row, column) = half_units(quantized, type, row, column) * scale / 2;
    }
  }
  return values;
}

}  // namespace lop::quantizers
