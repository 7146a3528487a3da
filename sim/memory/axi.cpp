// Rows that follow one another are one run.
#include "sim/memory/axi.hpp"

#include <algorithm>

namespace lop::sim {

std::int64_t axi_transactions(const BurstRegion* regions, std::int64_t offset, std::int64_t bursts) {
  while (offset >= regions->bursts()) offset -= (regions++)->bursts();
  std::int64_t transactions = 0, end_before = -1;
  for (; bursts > 0; ++regions, offset = 0) {
    for (std::int64_t row = offset / regions->length; row < regions->rows && bursts > 0; ++row) {
      const std::int64_t skipped = offset % regions->length;
      const std::int64_t length = std::min(bursts, regions->length - skipped);
      const std::int64_t first = regions->first + row * regions->stride + skipped, end = first + length;
      transactions += (end - 1) / kAxiPageBursts - first / kAxiPageBursts + 1;
      if (first == end_before && first % kAxiPageBursts != 0) --transactions;
      end_before = end;
      bursts -= length;
      offset = 0;
    }
  }
  return transactions;
}

}  // namespace lop::sim
