// Pairs of codes, and the search for their scale.
#include "models/quantizers/olive_rule.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "models/quantizers/arithmetic.hpp"

namespace lop::quantizers {
namespace {

constexpr std::uint32_t kFirstOutlier = 16;  // in union_format()

int outlier_magnitude(std::uint32_t code, int bias) {
  return static_cast<int>(2 + (code & 1)) << ((code >> 1 & 3) + static_cast<unsigned>(bias));
}

int outlier_value(std::uint32_t code, int bias) {
  const int magnitude = outlier_magnitude(code, bias);
  return (code & 8) != 0 ? -magnitude : magnitude;
}

/// int4's or flint4's values, then the outliers: from kFirstOutlier on an outlier's code + that.
formats::NumberFormat union_format(const formats::NumberFormat& normal, int bias) {
  std::vector<std::int64_t> values;
  for (std::uint32_t code = 0; code < 16; ++code) {
    values.push_back(code == OliveRule::kIdentifier ? 0 : std::llround(normal.decode(code)));
  }
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
    if (name != "int4" && name != "flint4") {
      throw QuantizeError("olive4: candidate '" + name + "' is unknown; expected int4 or flint4");
    }
    const formats::NumberFormat format = formats::number_format(name);
    const int bias = name == "int4" ? 2 : 3;
    normals_.push_back({make_grid(format, {}), make_grid(union_format(format, bias), {}), bias});
  }
}

float OliveRule::try_codes(const Normals& normals, const ValueGroup& group, float scale, std::uint32_t* codes) const {
  std::vector<float> scaled(group.count), multiples(group.count), normal_multiples(group.count);
  std::vector<std::uint32_t> nearest(group.count);
  const float divisor = scale == 0 ? 1 : scale;
  for (std::size_t i = 0; i < group.count; ++i) scaled[i] = group.values[i] / divisor;
  normals.normal->round(scaled.data(), group.count, group.first, codes, normal_multiples.data());
  normals.all->round(scaled.data(), group.count, group.first, nearest.data(), multiples.data());
  float sum = 0;
  for (std::size_t i = 0; i < group.count; ++i) {
    const std::size_t even = i & ~std::size_t{1}, odd = even + 1;
    const bool even_outlier = odd < group.count && nearest[even] >= kFirstOutlier;
    const bool odd_outlier = odd < group.count && nearest[odd] >= kFirstOutlier;
    if (!even_outlier && !odd_outlier) {
      multiples[i] = normal_multiples[i];
    } else if (i == (even_outlier ? even : odd)) {
      codes[i] = nearest[i] - kFirstOutlier;
    } else {
      codes[i] = kIdentifier;
      multiples[i] = 0;
    }
    const float difference = multiples[i] * scale - group.values[i];
    sum += difference * difference;
  }
  return sum;
}

GroupMetadata OliveRule::quantize(const ValueGroup& group) const {
  const float point = three_sigma_point(group);
  std::vector<std::uint32_t> codes(group.count);
  GroupMetadata best;
  float best_error = 0;
  bool first = true;
  for (std::size_t type = 0; type < normals_.size(); ++type) {
    for (const float ratio : ratios_) {
      const float scale = scale_rule_.scale<Fp32Arithmetic>(point * ratio, normals_[type].normal->peak());
      const float error = try_codes(normals_[type], group, scale, codes.data());
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
  const Normals& normals = normals_[metadata.special];
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t partner = i ^ 1;
    const bool outlier = partner < count && codes[partner] == kIdentifier;
    const double multiple = codes[i] == kIdentifier ? 0
                            : outlier               ? outlier_value(codes[i], normals.bias)
                                                    : normals.normal->value(codes[i]);
    values[i] = multiple * scale;
  }
}

}  // namespace lop::quantizers
