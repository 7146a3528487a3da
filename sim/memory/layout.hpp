// Where a layer's matrices lie in DRAM, and how many bursts a piece of one touches.
#pragma once

#include <cstdint>

#include "sim/memory/dram_model.hpp"

namespace lop::sim {

/// A matrix of bit-packed rows; the matrix starts on a page of 4 KiB, each row on a burst.
struct PackedRows {
  std::int64_t first_burst = 0;
  std::int64_t rows = 0;
  std::int64_t row_bits = 0;

  /// Bursts touched by bits [first_bit, last_bit) of rows [first, last).
  BurstRegion region(std::int64_t first, std::int64_t last, std::int64_t first_bit, std::int64_t last_bit) const;
  /// First burst of the next page after the matrix.
  std::int64_t end_page() const;
};

/// Bursts touched by bits [first, last) counted from a burst boundary; 0 for an empty range.
std::int64_t bursts_touched(std::int64_t first_bit, std::int64_t last_bit);

}  // namespace lop::sim
