// Timing of the OliVe slice.
#pragma once

#include "models/pe/olive.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

/// Multiply, shift and add the lanes, then accumulate.
inline SliceTiming timing(const pe::Olive&) { return multiply_then_add(); }

}  // namespace lop::sim
