// BitMoD's group dot products for each instruction set.
#include "models/tensor/kernels/bitmod_dot.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <cmath>

namespace lop::tensor::kernels {
namespace {

#define LOP_KERNEL "models/tensor/kernels/bitmod_dot.inc"
#include "models/tensor/kernels/for_each_target.inc"

}  // namespace

BitmodDot bitmod_dot(pe::Alignment alignment, pe::GuardRounding rounding, InstructionSet set) {
  const int a = static_cast<int>(alignment), r = static_cast<int>(rounding);
  return chosen(set, portable::kGroupDots[a][r], avx2::kGroupDots[a][r], avx512::kGroupDots[a][r]);
}

}  // namespace lop::tensor::kernels
