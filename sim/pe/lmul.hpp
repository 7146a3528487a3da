// Timing of the L-Mul slice.
#pragma once

#include "models/pe/lmul.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

/// The product, then the accumulator, whatever they are; a row leaves from its drain register.
inline SliceTiming timing(const pe::Lmul&) {
  SliceTiming timing;
  timing.pe = 2;
  timing.output = 1;
  return timing;
}

}  // namespace lop::sim
