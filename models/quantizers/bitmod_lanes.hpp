// Errors of BitMoD's four candidates for many groups at a time, one group a vector lane.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "models/formats/number_format.hpp"

namespace lop::quantizers {

constexpr std::size_t kLanes = 8;
constexpr std::size_t kScalePairs = 2;  // candidates 0 and 1 share a scale, 2 and 3 too
constexpr std::size_t kLaneCandidates = 2 * kScalePairs;

using LaneScales = std::array<std::array<float, kLanes>, kScalePairs>;
using LaneErrors = std::array<std::array<float, kLanes>, kLaneCandidates>;

/// A candidate has the plain values, and its special one in the open-closed interval (above, up_to] of scaled numbers.
struct LaneTable {
  static constexpr std::size_t kMostValues = 15;
  std::size_t size = 0;                         // of the plain book: 7 or 15
  std::array<float, kMostValues> values{};      // rising
  std::array<float, kMostValues - 1> bounds{};  // values[i] up to and with bounds[i]
  std::array<float, kLaneCandidates> specials{}, above{}, up_to{};
};

LaneTable make_lane_table(const formats::NumberFormat& plain, const std::vector<formats::NumberFormat>& candidates);

/// For each lane the sums over rising k of the squared errors, the same FP32 operations as one group at a time.
///
/// values  kLanes rows of `count` elements
LaneErrors lane_errors(const LaneTable& table, const float* const* values, std::size_t count, const LaneScales& scales);

}  // namespace lop::quantizers
