// Stored elements as FP32.
#pragma once

#include <cstddef>
#include <cstdint>

#include "workloads/dtype.hpp"

namespace lop::workloads {

/// F32, F16 and BF16, exactly; false for other types.
/// bytes  not aligned
bool decode_elements(Dtype dtype, const std::uint8_t* bytes, std::size_t count, float* values);

}  // namespace lop::workloads
