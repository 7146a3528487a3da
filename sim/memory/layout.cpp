// Burst arithmetic of packed rows.
#include "sim/memory/layout.hpp"

#include "sim/kernel/check.hpp"
#include "sim/memory/axi.hpp"

namespace lop::sim {
std::int64_t bursts_touched(std::int64_t first_bit, std::int64_t last_bit) {
  if (first_bit >= last_bit) return 0;
  return (last_bit - 1) / kBurstBits - first_bit / kBurstBits + 1;
}

BurstRegion PackedRows::region(std::int64_t first, std::int64_t last, std::int64_t first_bit,
                               std::int64_t last_bit) const {
  LOP_CHECK(first_bit >= 0 && last_bit <= row_bits && first >= 0 && last <= rows, "bits outside a matrix");
  const std::int64_t stride = bursts_touched(0, row_bits);
  return {first_burst + first * stride + first_bit / kBurstBits, last - first, stride,
          bursts_touched(first_bit, last_bit)};
}

std::int64_t PackedRows::end_page() const {
  const std::int64_t end = first_burst + rows * bursts_touched(0, row_bits);
  return (end + kAxiPageBursts - 1) / kAxiPageBursts * kAxiPageBursts;
}

}  // namespace lop::sim
