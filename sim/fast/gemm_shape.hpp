// The shape of a layer, and of a part of one of its operands.
#pragma once

#include <cstdint>
#include <optional>
#include <tuple>

#include "models/tensor/convolution.hpp"

namespace lop::sim {

/// M tokens x K x N output channels; of a convolution that of a group, whose tokens are the windows of a feature map.
struct GemmShape {
  std::int64_t m = 0, k = 0, n = 0;
  std::optional<tensor::Convolution> convolution = std::nullopt;
};

inline bool operator<(const GemmShape& a, const GemmShape& b) {
  return std::tie(a.m, a.k, a.n, a.convolution) < std::tie(b.m, b.k, b.n, b.convolution);
}

/// Output channels [first, last) x elements [first_k, last_k) of the weights, or rows x elements of the activations.
struct BlockRange {
  std::int64_t first = 0, last = 0;
  std::int64_t first_k = 0, last_k = 0;
};

}  // namespace lop::sim
