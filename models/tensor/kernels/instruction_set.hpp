// The instruction sets that kernels are compiled for; every one gives the same bits.
#pragma once

namespace lop::tensor::kernels {

enum class InstructionSet { kPortable, kAvx2, kAvx512 };

/// The best one of this processor, of those that the compiler was asked for.
InstructionSet best_instruction_set();

/// Three compilations of one function.
template <typename Function>
Function chosen(InstructionSet set, Function portable, Function avx2, Function avx512) {
  return set == InstructionSet::kAvx512 ? avx512 : set == InstructionSet::kAvx2 ? avx2 : portable;
}

}  // namespace lop::tensor::kernels
