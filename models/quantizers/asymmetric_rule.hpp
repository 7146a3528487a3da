// Unsigned integers with a zero point.
#pragma once

#include <vector>

#include "models/quantizers/element_grid.hpp"
#include "models/quantizers/group_rule.hpp"
#include "models/quantizers/scale_rule.hpp"

namespace lop::quantizers {

/// scale = (max - min) / (2^bits - 1), zero point = RNE(-min / scale),
/// code = round(w / scale) + zero point, clamped. A ratio shrinks both ends.
///
/// source  released BitMoD code, HPCA 2025 (INT asymmetric).
///         Ours: a group of one repeated value takes the range from 0 to that value, since its own range is empty.
template <typename Arithmetic>
class AsymmetricRule : public GroupRule {
 public:
  AsymmetricRule(int bits, const ElementRounding& rounding, ScaleRule scale_rule, std::vector<float> ratios);

  int code_bits() const override { return bits_; }
  int zero_bits() const override { return bits_; }
  using GroupRule::quantize;
  GroupMetadata quantize(const ValueGroup& group) const override;
  void decode(const std::uint32_t* codes, std::size_t count, const GroupMetadata& metadata, double scale,
              double* values) const override;

 private:
  float try_codes(const ValueGroup& group, float scale, float zero, std::uint32_t* codes) const;

  int bits_;
  ElementRounding rounding_;
  ScaleRule scale_rule_;
  std::vector<float> ratios_;
};

}  // namespace lop::quantizers
