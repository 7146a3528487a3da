// Candidates of fp4 and fp3, group by group or many groups side by side.
#include "models/quantizers/bitmod_rule.hpp"

#include <algorithm>
#include <optional>
#include <type_traits>
#include <utility>

#include "models/quantizers/arithmetic.hpp"
#include "models/quantizers/bitmod_lanes.hpp"
#include "models/quantizers/candidate_rule.hpp"

namespace lop::quantizers {
namespace {

/// Values in units of 2^exponent halves; minus zero stands for the special value, or for nothing.
formats::NumberFormat bitmod_format(formats::WeightMode mode, std::optional<int> special, int exponent) {
  std::vector<std::int64_t> values;
  for (std::uint32_t code = 0; code < 1u << formats::weight_bits(mode); ++code) {
    const bool unused = !special && code == formats::special_code(mode);
    values.push_back(unused ? 0 : formats::value_half_units(mode, code, special.value_or(0)));
  }
  return {"bitmod", std::make_shared<const formats::TableFormat>("bitmod", formats::weight_bits(mode), exponent,
                                                                 std::move(values), formats::TieRule::kLower)};
}

/// Four candidates in FP32: their errors are summed for kLanes groups at a time, the winner alone is then encoded.
class LaneRule : public CandidateRule<Fp32Arithmetic> {
 public:
  LaneRule(Grids grids, ScaleRule scale_rule, const formats::NumberFormat& plain,
           const std::vector<formats::NumberFormat>& formats)
      : CandidateRule<Fp32Arithmetic>(std::move(grids), scale_rule, {1.0f}), table_(make_lane_table(plain, formats)) {}

  void quantize(const ValueGroup* groups, std::size_t count, GroupMetadata* metadata) const override {
    constexpr std::size_t kFewest = 4;  // fewer are faster one by one
    for (std::size_t begin = 0; begin < count;) {
      std::size_t size = 1;
      while (size < kLanes && begin + size < count && groups[begin + size].count == groups[begin].count) ++size;
      if (size < kFewest) {
        for (std::size_t i = begin; i < begin + size; ++i) metadata[i] = quantize(groups[i]);
      } else {
        quantize_lanes(groups + begin, size, metadata + begin);
      }
      begin += size;
    }
  }
  using CandidateRule<Fp32Arithmetic>::quantize;

 private:
  void quantize_lanes(const ValueGroup* groups, std::size_t count, GroupMetadata* metadata) const {
    const float* values[kLanes];
    LaneScales scales{};
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const ValueGroup& group = groups[std::min(lane, count - 1)];
      values[lane] = group.values;
      const float maximum = absolute_maximum(group.values, group.count);
      for (std::size_t pair = 0; pair < kScalePairs; ++pair) scales[pair][lane] = scale_of(maximum, 1, 2 * pair);
    }
    const LaneErrors errors = lane_errors(table_, values, groups->count, scales);
    for (std::size_t lane = 0; lane < count; ++lane) {
      std::size_t best = 0;
      for (std::size_t candidate = 1; candidate < errors.size(); ++candidate) {
        if (errors[candidate][lane] < errors[best][lane]) best = candidate;
      }
      metadata[lane].scale = scales[best / 2][lane];
      metadata[lane].special = static_cast<std::uint8_t>(best);
      write_codes(groups[lane], best, metadata[lane].scale);
    }
  }

  LaneTable table_;
};

}  // namespace

template <typename Arithmetic>
std::unique_ptr<GroupRule> make_bitmod_rule(formats::WeightMode mode, bool plain, const ElementRounding& rounding,
                                            ScaleRule scale_rule, std::vector<float> ratios) {
  constexpr bool kFp16 = std::is_same_v<Arithmetic, Fp16Arithmetic>;
  const bool half = kFp16 && mode == formats::WeightMode::kFp4;
  const int exponent = half ? 0 : -1;
  const formats::NumberFormat without = bitmod_format(mode, std::nullopt, exponent);
  std::vector<formats::NumberFormat> candidates;
  if (plain) candidates.push_back(without);
  for (int special = 0; !plain && special < formats::kSpecialCount; ++special) {
    candidates.push_back(bitmod_format(mode, special, exponent));
  }
  typename CandidateRule<Arithmetic>::Grids grids;
  for (const formats::NumberFormat& format : candidates) grids.push_back(make_grid(format, rounding));
  if constexpr (!kFp16) {
    const bool nearest = rounding.mode == formats::Rounding::kNearestEven;
    if (!plain && nearest && ratios == std::vector<float>{1.0f}) {
      return std::make_unique<LaneRule>(std::move(grids), scale_rule, without, candidates);
    }
  }
  return std::make_unique<CandidateRule<Arithmetic>>(std::move(grids), scale_rule, std::move(ratios),
                                                     half ? 0.5f : 1.0f);
}

template std::unique_ptr<GroupRule> make_bitmod_rule<Fp32Arithmetic>(formats::WeightMode, bool, const ElementRounding&,
                                                                     ScaleRule, std::vector<float>);
template std::unique_ptr<GroupRule> make_bitmod_rule<Fp16Arithmetic>(formats::WeightMode, bool, const ElementRounding&,
                                                                     ScaleRule, std::vector<float>);

}  // namespace lop::quantizers
