// Burst arithmetic of packed rows.
#include "sim/memory/layout.hpp"

#include "sim/kernel/check.hpp"
#include "sim/memory/dram.hpp"

namespace lop::sim {
namespace {

constexpr std::int64_t kBurstBits = kBurstBytes * 8;

}  // namespace

std::int64_t bursts_touched(std::int64_t first_bit, std::int64_t last_bit) {
  if (first_bit >= last_bit) return 0;
  return (last_bit - 1) / kBurstBits - first_bit / kBurstBits + 1;
}

std::int64_t PackedRows::bursts(std::int64_t rows, std::int64_t first_bit, std::int64_t last_bit) const {
  LOP_CHECK(first_bit >= 0 && last_bit <= row_bits, "bits outside a row");
  return rows * bursts_touched(first_bit, last_bit);
}

}  // namespace lop::sim
