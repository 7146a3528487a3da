// Timing of the INT8 MAC.
#pragma once

#include "models/pe/int8_mac.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

/// Multiply, then accumulate; a row leaves from its drain register.
inline SliceTiming timing(const pe::Int8Mac&) {
  SliceTiming timing;
  timing.pe = 2;
  timing.output = 1;
  return timing;
}

}  // namespace lop::sim
