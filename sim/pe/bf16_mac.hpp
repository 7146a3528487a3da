// Timing of the BF16 MAC slice.
#pragma once

#include "models/pe/bf16_mac.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

inline SliceTiming timing(const pe::Bf16Mac&) { return multiply_then_add(); }

}  // namespace lop::sim
