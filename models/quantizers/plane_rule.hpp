// Two planes of trits or signs with a scale each: w = scale * digit_0 + second_scale * digit_1.
#pragma once

#include <vector>

#include "models/quantizers/group_rule.hpp"
#include "models/quantizers/scale_rule.hpp"

namespace lop::quantizers {

enum class PlaneDigits {
  kTernary,  // 00: 0, 01: 1, 11: -1; codes of 4 bits {digit_1, digit_0}
  kBinary,   // 0: 1, 1: -1; codes of 2 bits
};

/// Alternating least squares in double: every element takes the nearest of the combinations (the first in the order of
/// their codes on ties), then the two scales take the least-squares solution of their 2 x 2 normal equations (of one
/// equation with the other scale held, where the planes are parallel); until the codes repeat, at most 50 times. From
/// each start the result is rounded to the stored scales and its codes are chosen anew; the start with the smallest
/// error wins, the earlier on ties.
///
/// source  PTQTP, arXiv 2509.16989 (trit planes); dual binary planes by the same iteration.
///         Ours: starts at scales 3 : 1 (trits) or 2 : 1 (signs) whose sum is ratio * absmax, the uniform grids of 9 or
///         4 values, in place of its signs of w; no ridge term, which a singular system does not need here.
class PlaneRule : public GroupRule {
 public:
  PlaneRule(PlaneDigits digits, ScaleRule scale_rule, std::vector<float> ratios);

  int code_bits() const override { return 2 * digit_bits_; }
  int scales() const override { return 2; }
  using GroupRule::quantize;
  GroupMetadata quantize(const ValueGroup& group) const override;
  void decode(const std::uint32_t* codes, std::size_t count, const GroupMetadata& metadata, double scale,
              double* values) const override;

 private:
  struct Combination {
    std::uint32_t code;
    int first, second;
  };
  struct Scales {
    double first, second;
  };
  /// Sum of squared errors in rising k.
  double assign(const ValueGroup& group, Scales scales, std::uint32_t* codes) const;
  Scales least_squares(const ValueGroup& group, Scales scales, const std::uint32_t* codes) const;
  int digit(std::uint32_t code, int plane) const;

  int digit_bits_;
  double start_share_;  // of the second scale
  std::vector<Combination> combinations_;
  ScaleRule scale_rule_;
  std::vector<float> ratios_;
};

}  // namespace lop::quantizers
