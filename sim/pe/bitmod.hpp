// Timing of the BitMoD slice.
#pragma once

#include "models/pe/bitmod.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

/// post_shift aligns in a stage of its own; dequantisation takes
/// a cycle a scale bit; the column unit converts, then adds.
inline SliceTiming timing(const pe::Bitmod& slice) {
  SliceTiming timing;
  timing.pe = slice.alignment() == pe::Alignment::kPostShift ? 3 : 2;
  timing.group_end = slice.scale_bits();
  timing.column = 2;
  timing.output = 1;
  return timing;
}

}  // namespace lop::sim
