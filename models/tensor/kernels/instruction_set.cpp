// What the processor has.
#include "models/tensor/kernels/instruction_set.hpp"

namespace lop::tensor::kernels {

InstructionSet best_instruction_set() {
#if defined(__x86_64__) && !defined(__clang__)
  const auto has_all = [](auto... has) { return (... && (has != 0)); };
  const bool avx2 = has_all(__builtin_cpu_supports("avx2"), __builtin_cpu_supports("fma"));
  const bool avx512 =
      has_all(__builtin_cpu_supports("avx512f"), __builtin_cpu_supports("avx512bw"), __builtin_cpu_supports("avx512cd"),
              __builtin_cpu_supports("avx512dq"), __builtin_cpu_supports("avx512vl"));
  return avx2 && avx512 ? InstructionSet::kAvx512 : avx2 ? InstructionSet::kAvx2 : InstructionSet::kPortable;
#else
  return InstructionSet::kPortable;
#endif
}

}  // namespace lop::tensor::kernels
