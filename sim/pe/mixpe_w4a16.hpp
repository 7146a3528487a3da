// Timing of the MixPE W4A16 slice.
#pragma once

#include "models/pe/mixpe_w4a16.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

/// Floats multiply, then add; integers in one cycle. The column
/// unit takes z A, subtracts, multiplies by the scale, adds.
inline SliceTiming timing(const pe::MixpeW4a16& slice) {
  SliceTiming timing;
  timing.pe = slice.block_aligned() ? 1 : 2;
  timing.column = 4;
  timing.output = 1;
  return timing;
}

}  // namespace lop::sim
