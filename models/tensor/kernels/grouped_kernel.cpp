// Groups of a panel after one another, all rows of a block at each.
#include "models/tensor/kernels/grouped_kernel.hpp"

#include <algorithm>
#include <cstring>

#include "models/tensor/kernels/fp16_outputs.hpp"

namespace lop::tensor::kernels {

void GroupedKernel::run(const Block& block, std::uint32_t* accumulators) const {
  std::vector<std::int32_t> scratch;
  std::vector<float> totals(block.rows * kPanel);
  for (std::size_t p = 0; p < block.panels; ++p) {
    std::fill(totals.begin(), totals.end(), 0.0f);
    for (std::size_t g = 0; g < groups_; ++g) {
      add_group(g, block.row, block.rows, block.panel + p, scratch, totals.data());
    }
    for (std::size_t r = 0; r < block.rows; ++r) {
      std::memcpy(accumulators + (r * block.panels + p) * kPanel, totals.data() + r * kPanel, kPanel * sizeof(float));
    }
  }
  make_canonical(accumulators, block.rows * block.panels * kPanel);
}

}  // namespace lop::tensor::kernels
