// Slow choice of type and scale, types as typed-in lists: FP32 steps are doubles rounded once, distances decide.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/models/quantizers/slow_oracle.hpp"

namespace lop::test {

/// 0 and both signs of each magnitude, rising.
inline std::vector<double> with_signs(const std::vector<double>& magnitudes) {
  std::vector<double> list{0};
  for (const double magnitude : magnitudes) {
    list.push_back(magnitude);
    list.push_back(-magnitude);
  }
  std::sort(list.begin(), list.end());
  return list;
}

/// For weights away from ties: which of two equally near values wins is another test's question.
inline SlowGroup slow_candidates(const std::vector<float>& weights, const std::vector<std::vector<double>>& lists,
                                 const std::vector<float>& ratios) {
  const Precision rounded;
  double peak = 0;
  for (const float weight : weights) peak = std::max(peak, std::abs(double{weight}));
  SlowGroup best;
  double best_error = INFINITY;
  for (std::size_t type = 0; type < lists.size(); ++type) {
    for (const float ratio : ratios) {
      const double largest = std::max(-lists[type].front(), lists[type].back());
      SlowGroup group{rounded(rounded(peak * double{ratio}) / largest), static_cast<int>(type), 0, {}};
      double sum = 0;
      for (const float weight : weights) {
        group.values.push_back(nearest(lists[type], rounded(double{weight} / group.scale)));
        const double difference = rounded(rounded(group.values.back() * group.scale) - double{weight});
        sum = rounded(sum + rounded(difference * difference));
      }
      if (sum < best_error) {
        best_error = sum;
        best = group;
      }
    }
  }
  return best;
}

}  // namespace lop::test
