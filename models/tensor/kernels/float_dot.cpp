// Floating-point dot products for each instruction set.
#include "models/tensor/kernels/float_dot.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <cmath>

namespace lop::tensor::kernels {
namespace {

#define LOP_KERNEL "models/tensor/kernels/float_dot.inc"
#include "models/tensor/kernels/for_each_target.inc"

}  // namespace

FloatDot float_dot(Product product, SumFormat sum, InstructionSet set) {
  return chosen(set, portable::find_dot, avx2::find_dot, avx512::find_dot)(product, sum);
}

}  // namespace lop::tensor::kernels
