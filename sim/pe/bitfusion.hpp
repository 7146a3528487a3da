// Timing of the BitFusion slice.
#pragma once

#include "models/pe/bitfusion.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

/// Multiply and fuse, then accumulate; a row leaves from its drain register.
inline SliceTiming timing(const pe::Bitfusion&) {
  SliceTiming timing;
  timing.pe = 2;
  timing.output = 1;
  return timing;
}

}  // namespace lop::sim
