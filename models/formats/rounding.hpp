// The one place that rounds: right shifts of integers, and the counter-based source of stochastic rounding.
#pragma once

#include <cstdint>
#include <initializer_list>

namespace lop::formats {

enum class Rounding { kNearestEven, kTowardZero, kFloor, kNearestAway, kStochastic };

/// magnitude * 2^-shift as an integer, for any shift >= 0.
///
/// negative  the magnitude belongs to a negative number (kFloor rounds its magnitude up)
/// sticky    nonzero bits exist below the magnitude's last bit
/// random    kStochastic rounds up when random < fraction * 2^64; `sticky` adds nothing to that fraction
constexpr std::uint64_t shift_right_rounded(std::uint64_t magnitude, int shift, Rounding mode, bool negative = false,
                                            bool sticky = false, std::uint64_t random = 0) {
  const std::uint64_t quotient = shift < 64 ? magnitude >> shift : 0;
  // The part shifted out, its most significant 64 bits left-justified.
  const std::uint64_t fraction = shift == 0    ? 0
                                 : shift <= 64 ? magnitude << (64 - shift)
                                 : shift < 128 ? magnitude >> (shift - 64)
                                               : 0;
  const bool lost = shift > 64 && (shift >= 128 ? magnitude != 0 : (magnitude << (128 - shift)) != 0);
  constexpr std::uint64_t kHalf = std::uint64_t{1} << 63;
  const bool half = (fraction & kHalf) != 0;
  const bool below_half = (fraction & (kHalf - 1)) != 0 || lost || sticky;

  bool up = false;
  switch (mode) {
    case Rounding::kNearestEven: up = half && (below_half || (quotient & 1) != 0); break;
    case Rounding::kTowardZero: break;
    case Rounding::kFloor: up = negative && (half || below_half); break;
    case Rounding::kNearestAway: up = half; break;
    case Rounding::kStochastic: up = random < fraction; break;
  }
  return quotient + (up ? 1 : 0);
}

/// floor(value * 2^-shift), for any shift >= 0.
constexpr std::int64_t shift_right_floor(std::int64_t value, int shift) {
  return value >> (shift < 63 ? shift : 63);
}

/// 64 uniform bits that depend on seed and index alone, so any order of evaluation gives the same result.
///
/// source  finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014)
constexpr std::uint64_t counter_random(std::uint64_t seed, std::uint64_t index) {
  constexpr std::uint64_t kGamma = 0x9e3779b97f4a7c15;
  std::uint64_t z = seed;
  for (const std::uint64_t word : {std::uint64_t{0}, index}) {
    z = (z ^ word) + kGamma;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    z ^= z >> 31;
  }
  return z;
}

}  // namespace lop::formats
