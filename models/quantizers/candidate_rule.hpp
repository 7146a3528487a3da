// The type and scale with the smallest squared error, out of candidate grids and clipping ratios.
#pragma once

#include <memory>
#include <vector>

#include "models/quantizers/element_grid.hpp"
#include "models/quantizers/group_rule.hpp"
#include "models/quantizers/scale_rule.hpp"

namespace lop::quantizers {

/// Candidates in order, for each the ratios in order; a later trial replaces an earlier one only by a strictly smaller
/// error. Error: the sum over rising k of (value * scale - w)^2, every step rounded to Arithmetic, the sum in FP32.
///
/// source  BitMoD, HPCA 2025 (candidates, absmax); ANT, MICRO 2022 (types and clipping by least mean square)
template <typename Arithmetic>
class CandidateRule : public GroupRule {
 public:
  using Grids = std::vector<std::unique_ptr<ElementGrid>>;

  /// ratios  of the largest magnitude, which the grid's peak stands for
  /// unit    value of 1 in a grid, in multiples of the scale returned
  CandidateRule(Grids grids, ScaleRule scale_rule, std::vector<float> ratios, float unit = 1);

  int code_bits() const override { return grids_.front()->bits(); }
  int special_bits() const override;
  using GroupRule::quantize;
  GroupMetadata quantize(const ValueGroup& group) const override;
  void decode(const std::uint32_t* codes, std::size_t count, const GroupMetadata& metadata, double scale,
              double* values) const override;

 protected:
  float scale_of(float maximum, float ratio, std::size_t candidate) const {
    const float range = ratio == 1 ? maximum : Arithmetic::round(maximum * ratio);
    return scale_rule_.template scale<Arithmetic>(range, grids_[candidate]->peak());
  }
  void write_codes(const ValueGroup& group, std::size_t candidate, float scale) const;

 private:
  /// Calls use(begin, size, rounded) for each run of elements whose codes it has written.
  template <typename Use>
  void encode(const ValueGroup& group, std::size_t candidate, float scale, std::uint32_t* codes, Use use) const;
  /// Codes of one trial; its error.
  float try_codes(const ValueGroup& group, std::size_t candidate, float scale, std::uint32_t* codes) const;

  Grids grids_;
  ScaleRule scale_rule_;
  std::vector<float> ratios_;
  float unit_;
};

float absolute_maximum(const float* values, std::size_t count);

}  // namespace lop::quantizers
