// Output units of kernels: FP32 accumulators made canonical, and FP16 codes of scaled ones.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lop::tensor::kernels {

/// In place: NaNs as slices show them.
void make_canonical(std::uint32_t* accumulators, std::size_t count);

/// pe::fp16_of_scaled of each; channel_scales null: 1.
void fp16_of_scaled(const std::uint32_t* accumulators, const std::uint32_t* channel_scales, std::size_t columns,
                    std::uint32_t* out);

}  // namespace lop::tensor::kernels
