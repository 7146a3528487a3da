// Slow quantiser from the published rule alone: FP32 steps are doubles rounded once, distances find the nearest.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace lop::test {

/// One rounding to FP32 or FP16 of a double that holds the sum, product or quotient of two such numbers.
struct Precision {
  bool fp16 = false;
  bool fp16_scale = false;  // scales alone, read by clamped()
  double operator()(double value) const {
    if (!fp16) return static_cast<float>(value);
    if (value == 0 || std::isinf(value)) return value;
    const int exponent = std::max(std::ilogb(value), -14);
    const double last_place = std::ldexp(1.0, exponent - 10);
    const double rounded = std::nearbyint(value / last_place) * last_place;
    return std::abs(rounded) > 65504 ? std::copysign(INFINITY, value) : rounded;
  }
};

struct SlowGroup {
  double scale = 0;
  int special = 0;
  int zero = 0;
  std::vector<double> values;  // multiples of the scale
};

/// The published values of a type, one list a candidate.
inline std::vector<std::vector<double>> candidate_lists(const std::string& mode, bool plain) {
  const bool four = mode == "fp4";
  const std::vector<double> basic =
      four ? std::vector<double>{-6, -4, -3, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 4, 6}
           : std::vector<double>{-4, -2, -1, 0, 1, 2, 4};
  if (plain) return {basic};
  std::vector<std::vector<double>> lists;
  for (const double special : four ? std::vector<double>{5, -5, 8, -8} : std::vector<double>{3, -3, 6, -6}) {
    lists.push_back(basic);
    lists.back().push_back(special);
    std::sort(lists.back().begin(), lists.back().end());
  }
  return lists;
}

inline double clamped(double scale, const Precision& rounded) {
  const double kept = std::min(std::max(scale, rounded(1e-5f)), rounded(1e4f));
  return rounded.fp16_scale ? Precision{true}(kept) : kept;
}

/// The lower of two equally near values: the list rises and only a strictly nearer one replaces it.
inline double nearest(const std::vector<double>& list, double x) {
  double best = list.front();
  for (const double value : list) {
    if (std::abs(x - value) < std::abs(x - best)) best = value;
  }
  return best;
}

inline SlowGroup slow_float_group(const std::vector<float>& weights, const std::string& mode, bool plain,
                                  Precision rounded) {
  double peak = 0;
  for (const float weight : weights) peak = std::max(peak, std::abs(rounded(weight)));
  // The released FP16 code keeps fp4 in half units.
  const double unit = rounded.fp16 && mode == "fp4" ? 2 : 1;
  SlowGroup best;
  double best_error = INFINITY;
  const auto lists = candidate_lists(mode, plain);
  for (std::size_t c = 0; c < lists.size(); ++c) {
    const double largest = std::max(-lists[c].front(), lists[c].back());
    const double scale = clamped(rounded(peak / (largest * unit)), rounded);
    SlowGroup group{scale * unit, static_cast<int>(c), 0, {}};
    double sum = 0;
    for (const float weight : weights) {
      const double w = rounded(weight);
      const double value = nearest(lists[c], rounded(w / scale) / unit);
      group.values.push_back(value);
      const double difference = rounded(rounded(value * unit * scale) - w);
      sum = static_cast<float>(sum + rounded(difference * difference));
    }
    const double error = rounded.fp16 ? rounded(static_cast<float>(sum / static_cast<double>(weights.size()))) : sum;
    if (c == 0 || error < best_error) {
      best_error = error;
      best = group;
    }
  }
  return best;
}

inline SlowGroup slow_symmetric_group(const std::vector<float>& weights, int bits, Precision rounded) {
  double peak = 0;
  for (const float weight : weights) peak = std::max(peak, std::abs(rounded(weight)));
  const double limit = std::pow(2, bits - 1) - 1;
  SlowGroup group{clamped(rounded(peak / limit), rounded), 0, 0, {}};
  for (const float weight : weights) {
    const double q = std::nearbyint(rounded(rounded(weight) / group.scale));
    group.values.push_back(std::min(std::max(q, -limit), limit));
  }
  return group;
}

inline SlowGroup slow_asymmetric_group(const std::vector<float>& weights, int bits, Precision rounded) {
  double low = rounded(weights[0]);
  double high = low;
  for (const float weight : weights) {
    low = std::min(low, rounded(weight));
    high = std::max(high, rounded(weight));
  }
  if (low == high) (low > 0 ? low : high) = 0;
  const double limit = std::pow(2, bits) - 1;
  SlowGroup group{clamped(rounded(rounded(high - low) / limit), rounded), 0, 0, {}};
  const double zero = std::min(std::max(std::nearbyint(rounded(-low / group.scale)), 0.0), limit);
  group.zero = static_cast<int>(zero);
  for (const float weight : weights) {
    const double q = rounded(std::nearbyint(rounded(rounded(weight) / group.scale)) + zero);
    group.values.push_back(std::min(std::max(q, 0.0), limit) - zero);
  }
  return group;
}

inline SlowGroup slow_group(const std::vector<float>& weights, const std::string& mode, bool plain, bool fp16,
                            bool fp16_scale = false) {
  const Precision rounded{fp16, fp16_scale};
  if (mode == "fp4" || mode == "fp3") return slow_float_group(weights, mode, plain, rounded);
  const int bits = mode.back() - '0';
  return mode[0] == 'u' ? slow_asymmetric_group(weights, bits, rounded) : slow_symmetric_group(weights, bits, rounded);
}

}  // namespace lop::test
