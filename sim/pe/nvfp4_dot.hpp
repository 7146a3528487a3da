// Timing of the NVFP4 slice.
#pragma once

#include "models/pe/nvfp4_dot.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

/// Multiply; align and add the lanes; accumulate. The column unit scales and normalises, rounds, then adds.
inline SliceTiming timing(const pe::Nvfp4Dot&) {
  SliceTiming timing;
  timing.pe = 3;
  timing.column = 3;
  timing.output = 1;
  return timing;
}

}  // namespace lop::sim
