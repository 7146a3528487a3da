// From a group's range to the scale that is stored.
#pragma once

#include "models/quantizers/group_options.hpp"

namespace lop::quantizers {

/// `released`: the BitMoD code's rule, HPCA 2025: every scale is clamped to [1e-5, 1e4]. Without it a scale of zero
/// stands for a group of zeros alone: one that would vanish becomes the smallest of its precision (ours).
struct ScaleRule {
  ScalePrecision precision = ScalePrecision::kFp32;
  bool released = false;

  template <typename Arithmetic>
  float scale(float range, float levels) const {
    float scale = Arithmetic::round(range / levels);
    if (released) {
      const float least = Arithmetic::round(1e-5f), most = Arithmetic::round(1e4f);
      scale = scale < least ? least : scale > most ? most : scale;
    }
    return rounded(scale, range > 0);
  }

  /// positive  the scale must not become zero
  float rounded(float scale, bool positive) const;
};

}  // namespace lop::quantizers
