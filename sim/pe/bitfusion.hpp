// Timing of the BitFusion slice.
#pragma once

#include "models/pe/bitfusion.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

/// Multiply and fuse, then accumulate.
inline SliceTiming timing(const pe::Bitfusion&) { return multiply_then_add(); }

}  // namespace lop::sim
