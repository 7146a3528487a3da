// Timing of the MixPE W4A8 slice.
#pragma once

#include "models/pe/mixpe_w4a8.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

/// Multiply and add in one cycle. The column unit takes z A, subtracts and converts, multiplies by the scale, adds.
inline SliceTiming timing(const pe::MixpeW4a8&) {
  SliceTiming timing;
  timing.pe = 1;
  timing.column = 4;
  timing.output = 1;
  return timing;
}

}  // namespace lop::sim
