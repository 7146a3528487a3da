// Where a layer's matrices lie in DRAM, and how many bursts a piece of one touches.
#pragma once

#include <cstdint>

namespace lop::sim {

/// A matrix of bit-packed rows; the matrix and each row start on a burst boundary.
struct PackedRows {
  std::int64_t row_bits = 0;

  /// Bursts touched by bits [first, last) of each of `rows` rows.
  std::int64_t bursts(std::int64_t rows, std::int64_t first_bit, std::int64_t last_bit) const;
};

/// Bursts touched by bits [first, last) counted from a burst boundary; 0 for an empty range.
std::int64_t bursts_touched(std::int64_t first_bit, std::int64_t last_bit);

}  // namespace lop::sim
