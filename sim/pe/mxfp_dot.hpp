// Timing of the MX slice.
#pragma once

#include "models/pe/mxfp_dot.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

/// Multiply; align and add the lanes; accumulate. The column unit normalises, rounds, then adds.
inline SliceTiming timing(const pe::MxfpDot&) {
  SliceTiming timing;
  timing.pe = 3;
  timing.column = 3;
  timing.output = 1;
  return timing;
}

}  // namespace lop::sim
