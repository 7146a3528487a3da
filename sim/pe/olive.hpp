// Timing of the OliVe slice.
#pragma once

#include "models/pe/olive.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

/// Multiply, shift and add the lanes, then accumulate; a row leaves from its drain register.
inline SliceTiming timing(const pe::Olive&) {
  SliceTiming timing;
  timing.pe = 2;
  timing.output = 1;
  return timing;
}

}  // namespace lop::sim
