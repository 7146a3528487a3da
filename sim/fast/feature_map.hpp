// The images of a convolution as they lie in DRAM, and what a block of its windows needs of them.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/fast/gemm_shape.hpp"
#include "sim/fast/pe_facts.hpp"
#include "sim/memory/layout.hpp"

namespace lop::sim {

/// Every code that a block needs, once: its bits without padding, and the bursts that hold them, in rising order.
struct MapBlock {
  std::int64_t bits = 0;
  std::vector<BurstRegion> regions;
};

/// One group's channels of all images: a matrix whose rows are the images' rows, pixel after pixel without padding,
/// each row from a burst on.
class FeatureMap {
 public:
  /// `packing` is that of a pixel's channels.
  FeatureMap(const tensor::Convolution& convolution, const Packing& packing);

  std::int64_t rows() const { return shape_.batch * shape_.input.height; }
  std::int64_t row_bits() const { return shape_.input.width * packing_.bits(shape_.group_channels()); }

  /// What windows [first, last) need for their elements [first_k, last_k) of a map from burst `first_burst` on; nothing
  /// where all of it is padding.
  MapBlock block(const BlockRange& windows, std::int64_t first_burst) const;

 private:
  struct Part;
  class RowMarks;
  std::vector<Part> parts_of(std::int64_t first_k, std::int64_t last_k) const;

  tensor::Convolution shape_;
  Packing packing_;
};

/// A group's output channels: a map whose windows are its pixels.
FeatureMap output_map(const tensor::Convolution& convolution, std::int64_t out_bits);

}  // namespace lop::sim
