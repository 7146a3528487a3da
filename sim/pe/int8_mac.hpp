// Timing of the INT8 MAC.
#pragma once

#include "models/pe/int8_mac.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

inline SliceTiming timing(const pe::Int8Mac&) { return multiply_then_add(); }

}  // namespace lop::sim
