// Timing of the L-Mul slice.
#pragma once

#include "models/pe/lmul.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

/// The product, then the accumulator, whatever they are.
inline SliceTiming timing(const pe::Lmul&) { return multiply_then_add(); }

}  // namespace lop::sim
