// Quantises a matrix group by group, then its scales channel by channel.
#include "models/quantizers/group_quantizer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "models/quantizers/arithmetic.hpp"
#include "models/quantizers/candidate_rule.hpp"
#include "models/quantizers/group_types.hpp"

namespace lop::quantizers {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

/// The matrix as rows of groups.
struct Layout {
  std::size_t rows, columns, group_size, groups;

  Layout(std::size_t n, std::size_t k, const GroupQuantizeOptions& options) : rows(n), columns(k) {
    if (options.granularity == Granularity::kTensor) {
      rows = 1;
      columns = n * k;
    }
    group_size = options.granularity == Granularity::kGroup ? static_cast<std::size_t>(options.group_size)
                                                            : std::max<std::size_t>(columns, 1);
    groups = (columns + group_size - 1) / group_size;
  }
  std::size_t begin(std::size_t row, std::size_t group) const { return row * columns + group * group_size; }
  std::size_t count(std::size_t group) const { return std::min(group_size, columns - group * group_size); }
};

[[noreturn]] void refuse(const tensor::Matrix<float>& weights, std::size_t index, Arithmetic arithmetic) {
  throw QuantizeError("weight [" + std::to_string(index / weights.columns) + ", " +
                      std::to_string(index % weights.columns) + "] is " + std::to_string(weights.values[index]) +
                      "; expected a finite number" +
                      (arithmetic == Arithmetic::kFp16 ? " within FP16's range, +-65504" : ""));
}

void quantize_first_level(const tensor::Matrix<float>& weights, const Layout& layout, QuantizedMatrix& result) {
  const bool fp16 = result.options.arithmetic == Arithmetic::kFp16;
  std::vector<float> rounded;
  if (fp16) {
    for (const float weight : weights.values) rounded.push_back(Fp16Arithmetic::round(weight));
  }
  const float* const values = fp16 ? rounded.data() : weights.values.data();

  constexpr std::size_t kBatch = 64;
  std::vector<ValueGroup> batch;
  std::vector<std::size_t> places;
  std::vector<GroupMetadata> metadata(kBatch);
  const auto flush = [&] {
    result.rule->quantize(batch.data(), batch.size(), metadata.data());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      result.group_scale.values[places[i]] = metadata[i].scale;
      result.second_scale.values[places[i]] = metadata[i].second_scale;
      result.special.values[places[i]] = metadata[i].special;
      result.zero.values[places[i]] = metadata[i].zero;
    }
    batch.clear();
    places.clear();
  };
  for (std::size_t place = 0; place < layout.rows * layout.groups; ++place) {
    const std::size_t group = place % layout.groups, begin = layout.begin(place / layout.groups, group),
                      count = layout.count(group);
    if (!std::isfinite(absolute_maximum(values + begin, count))) {
      if (result.options.not_finite == NotFinite::kRefuse) {
        const float* const bad =
            std::find_if(values + begin, values + begin + count, [](float value) { return !std::isfinite(value); });
        refuse(weights, static_cast<std::size_t>(bad - values), result.options.arithmetic);
      }
      result.group_scale.values[place] = kNan;
      result.second_scale.values[place] = kNan;
      continue;
    }
    batch.push_back({values + begin, count, begin, result.codes.values.data() + begin});
    places.push_back(place);
    if (batch.size() == kBatch) flush();
  }
  flush();
}

void quantize_second_level(const tensor::Matrix<float>& weights, QuantizedMatrix& result) {
  const auto limit = static_cast<float>((1 << result.options.scale_bits) - 1);
  for (std::size_t row = 0; row < weights.rows; ++row) {
    const float* values = weights.row(row);
    if (std::all_of(values, values + weights.columns, [](float value) { return value == 0; })) continue;
    const float* const scales = result.group_scale.row(row);
    const float* const end = scales + result.group_scale.columns;
    if (std::any_of(scales, end, [](float scale) { return std::isnan(scale); })) {
      result.channel_scale[row] = kNan;
      continue;
    }
    const float base = *std::max_element(scales, end) / limit;
    if (base == 0) continue;  // only zeros are left of a channel of subnormal scales
    result.channel_scale[row] = base;
    for (std::size_t group = 0; group < result.group_scale.columns; ++group) {
      const float nearest = std::nearbyint(scales[group] / base);
      result.scale_codes(row, group) = static_cast<std::uint32_t>(std::clamp(nearest, 0.0f, limit));
    }
  }
}

int scale_precision_bits(ScalePrecision precision) {
  return precision == ScalePrecision::kFp32 ? 32 : precision == ScalePrecision::kFp16 ? 16 : 8;
}

}  // namespace

QuantizedMatrix quantize_groups(const tensor::Matrix<float>& weights, const GroupQuantizeOptions& options) {
  QuantizedMatrix result;
  result.options = options;
  result.rule = make_group_rule(options);
  const Layout layout(weights.rows, weights.columns, options);
  result.codes = {weights.rows, weights.columns};
  result.scale_codes = {layout.rows, layout.groups};
  result.group_scale = {layout.rows, layout.groups};
  result.second_scale = {layout.rows, layout.groups};
  result.special = {layout.rows, layout.groups};
  result.zero = {layout.rows, layout.groups};
  result.channel_scale.assign(weights.rows, 1.0f);
  quantize_first_level(weights, layout, result);
  if (options.second_level == SecondLevel::kInt8) quantize_second_level(weights, result);
  return result;
}

tensor::Matrix<double> dequantized(const QuantizedMatrix& quantized) {
  tensor::Matrix<double> values(quantized.codes.rows, quantized.codes.columns);
  const Layout layout(values.rows, values.columns, quantized.options);
  const bool two_levels = quantized.options.second_level == SecondLevel::kInt8;
  for (std::size_t place = 0; place < layout.rows * layout.groups; ++place) {
    const std::size_t row = place / layout.groups, group = place % layout.groups, begin = layout.begin(row, group);
    const GroupMetadata metadata{quantized.group_scale.values[place], quantized.special.values[place],
                                 quantized.zero.values[place], quantized.second_scale.values[place]};
    // At most 8 bits of scale code and 24 of channel scale: exact in a double, with a code of up to 21 bits.
    const double scale = two_levels ? double{quantized.channel_scale[row]} * quantized.scale_codes.values[place]
                                    : double{metadata.scale};
    quantized.rule->decode(quantized.codes.values.data() + begin, layout.count(group), metadata, scale,
                           values.values.data() + begin);
  }
  return values;
}

double bits_per_element(const QuantizedMatrix& quantized) {
  const GroupRule& rule = *quantized.rule;
  const bool two_levels = quantized.options.second_level == SecondLevel::kInt8;
  const int scale_bits = two_levels ? quantized.options.scale_bits
                                    : rule.scales() * scale_precision_bits(quantized.options.scale_precision);
  const int group_bits = scale_bits + rule.special_bits() + rule.zero_bits();
  double metadata_bits = static_cast<double>(quantized.group_scale.values.size()) * group_bits;
  if (two_levels) metadata_bits += static_cast<double>(quantized.channel_scale.size()) * 32;
  return rule.code_bits() +
         (quantized.codes.values.empty() ? 0 : metadata_bits / static_cast<double>(quantized.codes.values.size()));
}

}  // namespace lop::quantizers
