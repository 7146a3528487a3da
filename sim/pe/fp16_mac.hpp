// Timing of the FP16 MAC slice.
#pragma once

#include "models/pe/fp16_mac.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

inline SliceTiming timing(const pe::Fp16Mac&) { return multiply_then_add(); }

}  // namespace lop::sim
