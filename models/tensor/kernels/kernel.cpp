// Output codes, one by one.
#include "models/tensor/kernels/kernel.hpp"

namespace lop::tensor::kernels {

void Kernel::out_codes(const std::uint32_t* accumulators, const std::uint32_t* channel_scales, std::size_t columns,
                       std::uint32_t* out) const {
  constexpr std::uint32_t kOne = 0x3f800000;
  const std::size_t words = slice_.accumulator_words();
  for (std::size_t c = 0; c < columns; ++c) {
    out[c] = slice_.out_code(accumulators + c * words, channel_scales != nullptr ? channel_scales[c] : kOne);
  }
}

}  // namespace lop::tensor::kernels
