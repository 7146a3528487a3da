// How a GEMM is cut: output tiles, blocks that fit the buffer halves, slabs of K, loop order.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/fast/feature_map.hpp"
#include "sim/fast/gemm_shape.hpp"
#include "sim/fast/machine.hpp"
#include "sim/fast/pe_facts.hpp"
#include "sim/memory/layout.hpp"

namespace lop::sim {

/// Which operand's blocks stay while the other's pass by.
enum class LoopOrder { kWeightsOuter, kActivationsOuter };

struct Tiling {
  std::int64_t row_tiles = 0, column_tiles = 0;  // of the whole output
  std::int64_t row_tiles_per_block = 1, column_tiles_per_block = 1;
  std::int64_t slab_elements = 0;  // along K; k when the whole reduction fits
  std::int64_t slabs = 1;
  LoopOrder order = LoopOrder::kWeightsOuter;
};

/// Costs of blocks and the choice of a tiling.
class BlockCosts {
 public:
  BlockCosts(const PeFacts& facts, const Machine& machine, const GemmShape& shape);

  /// Where a block lies in DRAM. Weight blocks that start at k = 0 bring their channel scales.
  std::vector<BurstRegion> weight_regions(const BlockRange& block) const;
  std::vector<BurstRegion> activation_regions(const BlockRange& block) const;
  /// Outputs [first, last) x columns [first_k, last_k).
  std::vector<BurstRegion> output_regions(const BlockRange& tile) const;
  /// SRAM words of a block.
  std::int64_t weight_words(const BlockRange& block) const;
  std::int64_t activation_words(const BlockRange& block) const;

  /// The machine must fit the slice (check_fit).
  Tiling choose() const;

 private:
  std::int64_t weight_bits(const BlockRange& block) const;
  std::int64_t activation_bits(const BlockRange& block) const;
  LoopOrder cheaper_order(const Tiling& tiling) const;

  PeFacts facts_;
  Machine machine_;
  GemmShape shape_;
  PackedRows weights_, channel_scales_, activations_, outputs_;  // one after the other in DRAM
  std::optional<FeatureMap> map_, output_map_;  // without them activations and outputs lie there as matrices
};

std::int64_t bursts_of(const std::vector<BurstRegion>& regions);

/// Whether the activations lie in DRAM as a feature map. Groups of activations that have metadata have to lie inside a
/// pixel; where they do not, the matrix of windows lies there as that of a GEMM.
bool lies_as_feature_map(const PeFacts& facts, const GemmShape& shape);

}  // namespace lop::sim
