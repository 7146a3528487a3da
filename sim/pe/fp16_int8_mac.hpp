// Timing of the FP16 x INT8 MAC slice.
#pragma once

#include "models/pe/fp16_int8_mac.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

inline SliceTiming timing(const pe::Fp16Int8Mac&) { return multiply_then_add(); }

}  // namespace lop::sim
