// Timing of the RMMEC slice.
#pragma once

#include "models/pe/rmmec.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

/// The array's edge registers operands; then decode, multiply, align, accumulate. A
/// row's lane quires are added on its way into the register of the tile, and rounded
/// in the output unit. A mode write waits for the five stages, then for the domains.
inline SliceTiming timing(const pe::Rmmec& slice) {
  SliceTiming timing;
  timing.pe = 4;
  timing.column = 0;
  timing.output = 1;
  timing.mode_switch = timing.edge + timing.pe + slice.wake_cycles();
  return timing;
}

}  // namespace lop::sim
