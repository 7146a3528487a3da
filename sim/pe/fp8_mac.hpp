// Timing of the FP8 MAC slice.
#pragma once

#include "models/pe/fp8_mac.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

inline SliceTiming timing(const pe::Fp8Mac&) { return multiply_then_add(); }

}  // namespace lop::sim
