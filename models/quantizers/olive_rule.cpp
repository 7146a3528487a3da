// Pairs of codes, and the search for their scale.
#include "models/quantizers/olive_rule.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "models/quantizers/arithmetic.hpp"

namespace lop::quantizers {
namespace {

int outlier_magnitude(std::uint32_t code, int bias) { return static_cast<int>(2 + (code & 1)) << ((code >> 1 & 3) + static_cast<unsigned>(bias)); }

int outlier_value(std::uint32_t code, int bias) {
  const int magnitude = outlier_magnitude(code, bias);
  return (code & 8) != 0 ? -magnitude : magnitude;
}

/// int4's or flint4's values, then the outliers: code 16 and up is an outlier's code + 16.
formats::NumberFormat union_format(const formats::NumberFormat& normal, int bias) {
  std::vector<std::int64_t> values;
  for (std::uint32_t code = 0; code < 16; ++code) values.push_back(code == OliveRule::kIdentifier ? 0 : std::llround(normal.decode(code)));
  for (std::uint32_t code = 0; code < 16; ++code) values.push_back((code & 7) == 0 ? 0 : outlier_value(code, bias));
  return {"olive", std::make_shared<const formats::TableFormat>("olive", 5, 0, std::move(values))};
}

float three_sigma_point(const ValueGroup& group) {
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < group.count; ++i) sum += static_cast<double>(group.values[i]);
  const double mean = sum / static_cast<double>(group.count);
  for (std::size_t i = 0; i < group.count; ++i) {
    const double difference = static_cast<double>(group.values[i]) - mean;
    squares += difference * difference;
  }
  const double sigma = group.count > 1 ? std::sqrt(squares / static_cast<double>(group.count - 1)) : 0;
  return static_cast<float>(std::abs(mean) + 3 * sigma);
}

}  // namespace

OliveRule::OliveRule(const std::vector<std::string>& normals, ScaleRule scale_rule, std::vector<float> ratios)
    : scale_rule_(scale_rule), ratios_(std::move(ratios)) {
  for (const std::string& name : normals) {
    if (name != "int4" && name != "flint4") throw QuantizeError("olive4: candidate '" + name + "' is unknown; expected int4 or flint4");
    const formats::NumberFormat format = formats::number_format(name);
    const int bias = name == "int4" ? 2 : 3;
    normals_.push_back({make_grid(format, {}), make_grid(union_format(format, bias), {}), bias});
  }
}

void OliveRule::encode_pair(const Normals& normals, const float* scaled, std::size_t count, std::uint32_t* codes) const {
  std::uint32_t nearest[2];
  float unused[2];
  normals.all->round(scaled, count, 0, nearest, unused);
  const bool even = count == 2 && nearest[0] >= 16, odd = count == 2 && nearest[1] >= 16;
  if (!even && !odd) {
    normals.normal->round(scaled, count, 0, codes, unused);
    return;
  }
  const std::size_t outlier = even ? 0 : 1;
  codes[outlier] = nearest[outlier] - 16;
  codes[1 - outlier] = kIdentifier;
}

void OliveRule::decode_multiples(const Normals& normals, const std::uint32_t* codes, std::size_t count, double* multiples) const {
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t partner = i ^ 1;
    const bool outlier = partner < count && codes[partner] == kIdentifier;
    if (codes[i] == kIdentifier) multiples[i] = 0;
    else multiples[i] = outlier ? outlier_value(codes[i], normals.bias) : normals.normal->value(codes[i]);
  }
}

GroupMetadata OliveRule::quantize(const ValueGroup& group) const {
  const float point = three_sigma_point(group);
  std::vector<std::uint32_t> codes(group.count);
  std::vector<double> multiples(group.count);
  GroupMetadata best;
  float best_error = 0;
  bool first = true;
  for (std::size_t type = 0; type < normals_.size(); ++type) {
    for (const float ratio : ratios_) {
      const float scale = scale_rule_.scale<Fp32Arithmetic>(point * ratio, normals_[type].normal->peak());
      const float divisor = scale == 0 ? 1 : scale;
      for (std::size_t i = 0; i < group.count; i += 2) {
        const std::size_t count = std::min<std::size_t>(2, group.count - i);
        const float scaled[2] = {group.values[i] / divisor, count == 2 ? group.values[i + 1] / divisor : 0};
        encode_pair(normals_[type], scaled, count, codes.data() + i);
      }
      decode_multiples(normals_[type], codes.data(), group.count, multiples.data());
      float error = 0;
      for (std::size_t i = 0; i < group.count; ++i) {
        const float difference = static_cast<float>(multiples[i]) * scale - group.values[i];
        error += difference * difference;
      }
      if (!first && !(error < best_error)) continue;
      first = false;
      best_error = error;
      best.scale = scale;
      best.special = static_cast<std::uint8_t>(type);
      std::copy(codes.begin(), codes.end(), group.codes);
    }
  }
  return best;
}

void OliveRule::decode(const std::uint32_t* codes, std::size_t count, const GroupMetadata& metadata, double scale,
                       double* values) const {
  decode_multiples(normals_[metadata.special], codes, count, values);
  for (std::size_t i = 0; i < count; ++i) values[i] *= scale;
}

}  // namespace lop::quantizers
