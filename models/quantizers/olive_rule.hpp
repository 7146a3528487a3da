// OliVe: outliers as abfloat in the place of their neighbour, 4 bits an element.
#pragma once

#include <string>
#include <vector>

#include "models/quantizers/element_grid.hpp"
#include "models/quantizers/group_rule.hpp"
#include "models/quantizers/scale_rule.hpp"

namespace lop::quantizers {

/// A value becomes the nearest of the normal values (int4: -7..7; flint4) and the outliers: abfloat {sign,
/// exponent[1:0], mantissa} = +-(2 + mantissa) * 2^(exponent + bias), bias 2 (int4) or 3 (flint4), code 000 unused:
/// 12..96 or 24..192. In a pair (even, odd place of the group) with an outlier the other one, the victim, becomes zero,
/// and its code the identifier 1000, which no normal value has; when both are outliers the even one survives. A last
/// value without a partner is normal. The scale: max |mean +- 3 sigma| over the largest normal value, times the ratio
/// with the smallest squared error, victims included; then the normal type with the smallest; the earlier on ties.
/// Normal codes are two's complement or sign-magnitude.
///
/// source  OliVe, ISCA 2023, and its released code (sigma of n - 1).
///         Ours: nearest even by rank on ties; mean and sigma summed in double over rising k; no outlier without a
///         partner.
class OliveRule : public GroupRule {
 public:
  static constexpr std::uint32_t kIdentifier = 8;

  /// normals  int4, flint4, or both in the order tried
  /// ratios   of the 3-sigma point
  OliveRule(const std::vector<std::string>& normals, ScaleRule scale_rule, std::vector<float> ratios);

  int code_bits() const override { return 4; }
  int special_bits() const override { return normals_.size() > 1 ? 1 : 0; }
  using GroupRule::quantize;
  GroupMetadata quantize(const ValueGroup& group) const override;
  void decode(const std::uint32_t* codes, std::size_t count, const GroupMetadata& metadata, double scale,
              double* values) const override;

 private:
  struct Normals {
    std::unique_ptr<ElementGrid> normal;
    std::unique_ptr<ElementGrid> all;  // normal values and outliers: tells one from the other
    int bias;
  };
  /// Codes of one trial; its error.
  float try_codes(const Normals& normals, const ValueGroup& group, float scale, std::uint32_t* codes) const;

  std::vector<Normals> normals_;
  ScaleRule scale_rule_;
  std::vector<float> ratios_;
};

}  // namespace lop::quantizers
