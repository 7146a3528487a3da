// Timing of the INT4 MAC.
#pragma once

#include "models/pe/int4_mac.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

inline SliceTiming timing(const pe::Int4Mac&) { return multiply_then_add(); }

}  // namespace lop::sim
