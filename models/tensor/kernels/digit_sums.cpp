// Digits, and their sums of products for each instruction set.
#include "models/tensor/kernels/digit_sums.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <cmath>

namespace lop::tensor::kernels {
namespace {

#define LOP_KERNEL "models/tensor/kernels/digit_sums.inc"
#include "models/tensor/kernels/for_each_target.inc"

}  // namespace

DigitSums digit_sums(int digits, InstructionSet set) {
  const int index = digits == kMostDigits ? 3 : digits - 1;
  return chosen(set, portable::kDigitSums[index], avx2::kDigitSums[index], avx512::kDigitSums[index]);
}

void DigitOperands::pack(const std::vector<std::int64_t>& values, std::int32_t* line, std::size_t stride) const {
  for_each_element(runs_, [&](std::size_t pair, std::size_t half, std::size_t k) {
    std::int64_t rest = values[k];
    for (std::size_t d = 0; d < digits_; ++d) {
      std::int64_t digit = rest;
      if (digits_ > 1) {
        digit = ((rest + (1 << (kDigitBits - 1))) & ((1 << kDigitBits) - 1)) - (1 << (kDigitBits - 1));
        rest = (rest - digit) >> kDigitBits;
      }
      const auto bits = static_cast<std::uint32_t>(digit) & 0xffff;
      std::int32_t& lane = line[(pair * digits_ + d) * stride];
      lane = static_cast<std::int32_t>(static_cast<std::uint32_t>(lane) | bits << (16 * half));
    }
  });
}

}  // namespace lop::tensor::kernels
