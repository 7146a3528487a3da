// The shape of a layer, and of a part of one of its operands.
#pragma once

#include <cstdint>
#include <optional>
#include <tuple>

#include "models/tensor/convolution.hpp"

namespace lop::sim {

/// Codes in rising k without padding, each group followed by its metadata; a short last group has its metadata too.
struct Packing {
  std::int64_t code_bits = 16;
  std::int64_t group_size = 0;  // elements; 0 = no groups
  std::int64_t group_bits = 0;  // metadata of a group

  /// Bits of elements [0, k).
  std::int64_t bits(std::int64_t k) const {
    return k * code_bits + (group_size > 0 ? (k + group_size - 1) / group_size * group_bits : 0);
  }
};

inline bool operator<(const Packing& a, const Packing& b) {
  return std::tie(a.code_bits, a.group_size, a.group_bits) < std::tie(b.code_bits, b.group_size, b.group_bits);
}

/// M tokens x K x N output channels; of a convolution that of a group, whose tokens are the windows of a feature map.
struct GemmShape {
  std::int64_t m = 0, k = 0, n = 0;
  std::optional<tensor::Convolution> convolution = std::nullopt;
  // Of the weights in DRAM, where it is not the PE's: they are decoded on their way into the weight buffer.
  std::optional<Packing> stored = std::nullopt;
};

inline bool operator<(const GemmShape& a, const GemmShape& b) {
  return std::tie(a.m, a.k, a.n, a.convolution, a.stored) < std::tie(b.m, b.k, b.n, b.convolution, b.stored);
}

/// Output channels [first, last) x elements [first_k, last_k) of the weights, or rows x elements of the activations.
struct BlockRange {
  std::int64_t first = 0, last = 0;
  std::int64_t first_k = 0, last_k = 0;
};

/// Which operand's blocks stay while the other's pass by.
enum class LoopOrder { kWeightsOuter, kActivationsOuter };

/// How a layer is mapped onto the machine: what a block holds, and the order of blocks.
struct Mapping {
  LoopOrder order = LoopOrder::kWeightsOuter;
  std::int64_t row_tiles_per_block = 1, column_tiles_per_block = 1;
  std::int64_t slab_elements = 0;  // along K; k when the whole reduction fits
};

inline bool operator<(const Mapping& a, const Mapping& b) {
  const auto key = [](const Mapping& m) {
    return std::tuple{m.order, m.row_tiles_per_block, m.column_tiles_per_block, m.slab_elements};
  };
  return key(a) < key(b);
}

}  // namespace lop::sim
