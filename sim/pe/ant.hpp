// Timing of the ANT slice.
#pragma once

#include "models/pe/ant.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

/// Multiply, shift and add the lanes, then accumulate; a row leaves from its drain register.
inline SliceTiming timing(const pe::Ant&) {
  SliceTiming timing;
  timing.pe = 2;
  timing.output = 1;
  return timing;
}

}  // namespace lop::sim
