// The largest workload that is taken.
#pragma once

#include <cstdint>

namespace lop::workloads {

inline constexpr std::int64_t kExtentMax = 1 << 24;  // side of a matrix, channels
inline constexpr std::int64_t kPlaneMax = 1 << 16;   // height and width of images, kernels, strides
inline constexpr std::int64_t kCountMax = 1 << 20;
inline constexpr std::uint64_t kMacsMax = 1ull << 60;  // cycles, bits and bytes derived from MACs stay within 64 bits

}  // namespace lop::workloads
