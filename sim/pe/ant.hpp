// Timing of the ANT slice.
#pragma once

#include "models/pe/ant.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

/// Multiply, shift and add the lanes, then accumulate.
inline SliceTiming timing(const pe::Ant&) { return multiply_then_add(); }

}  // namespace lop::sim
