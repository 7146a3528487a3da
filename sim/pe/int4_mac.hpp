// Timing of the INT4 MAC.
#pragma once

#include "models/pe/int4_mac.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

/// Multiply, then accumulate; a row leaves from its drain register.
inline SliceTiming timing(const pe::Int4Mac&) {
  SliceTiming timing;
  timing.pe = 2;
  timing.output = 1;
  return timing;
}

}  // namespace lop::sim
