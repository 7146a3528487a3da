// FP32 codes for the gates of adders and multipliers: corners of every class, and pairs of neighbouring exponents.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "sim/cosim/operand_source.hpp"

namespace lop::cosim {

inline std::vector<std::uint32_t> fp32_corners() {
  std::vector<std::uint32_t> corners;
  for (const std::uint32_t exponent : {0u, 1u, 2u, 23u, 24u, 25u, 26u, 126u, 127u, 128u, 150u, 253u, 254u, 255u}) {
    for (const std::uint32_t mantissa : {0u, 1u, 2u, 3u, 0x3fffffu, 0x400000u, 0x400001u, 0x7ffffeu, 0x7fffffu}) {
      corners.push_back(exponent << 23 | mantissa);
      corners.push_back(0x80000000u | exponent << 23 | mantissa);
    }
  }
  return corners;
}

/// Any two codes; when `near`, of exponents at most 15 apart.
inline std::pair<std::uint32_t, std::uint32_t> fp32_pair(Random& random, bool near) {
  const std::uint64_t bits = random.next();
  const auto a = static_cast<std::uint32_t>(bits);
  auto b = static_cast<std::uint32_t>(bits >> 32);
  if (near) b = (b & 0x807fffff) | ((a >> 23) + (b >> 23) % 30 - 15) % 256 << 23;
  return {a, b};
}

}  // namespace lop::cosim
