// Timing of the FP16 MAC slice.
#pragma once

#include "models/pe/fp16_mac.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

/// Multiply, then add; no group arithmetic, so a row leaves from its drain register.
inline SliceTiming timing(const pe::Fp16Mac&) {
  SliceTiming timing;
  timing.pe = 2;
  timing.column = 0;
  timing.output = 1;
  return timing;
}

}  // namespace lop::sim
