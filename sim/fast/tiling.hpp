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

/// Outputs of a tile, and what a slab of K is a multiple of.
struct TileSize {
  std::int64_t rows = 1, columns = 1;
  std::int64_t unit = 1;  // elements
};

/// A mapping, with what follows from it.
struct Tiling : Mapping {
  std::int64_t row_tiles = 0, column_tiles = 0;  // of the whole output
  std::int64_t slabs = 1;
};

/// Costs of blocks and the choice of a tiling.
class BlockCosts {
 public:
  /// With tiles of the size that the array has (output stationary), or fold_tile chooses.
  BlockCosts(const PeFacts& facts, const Machine& machine, const GemmShape& shape);
  BlockCosts(const PeFacts& facts, const Machine& machine, const GemmShape& shape, const TileSize& tile);

  const TileSize& tile() const { return tile_; }

  /// Where a block lies in DRAM. Weight blocks that start at k = 0 bring their channel scales.
  std::vector<BurstRegion> weight_regions(const BlockRange& block) const;
  std::vector<BurstRegion> activation_regions(const BlockRange& block) const;
  /// Outputs [first, last) x columns [first_k, last_k).
  std::vector<BurstRegion> output_regions(const BlockRange& tile) const;
  /// SRAM words of a block.
  std::int64_t weight_words(const BlockRange& block) const;
  std::int64_t activation_words(const BlockRange& block) const;

  /// By the rule of docs/machine.md. The machine must fit the slice (check_fit).
  Tiling choose() const;
  /// errors  MachineError with key "mapping" when a block does not fit its half, or K is cut inside a group
  Tiling tiling_of(const Mapping& mapping) const;
  /// The rule's, and all that fit and differ in the number of blocks or slabs, cut as evenly as they can be, or in
  /// their order.
  std::vector<Mapping> legal_mappings() const;
  /// Of all loads of a layer.
  std::int64_t load_bursts(const Tiling& tiling) const;

 private:
  /// Of an input-stationary run, whose tokens are the channels of the plan: the layout stays that of the layer.
  void exchange_layout();
  /// Of elements [0, k) of a channel in DRAM.
  std::int64_t stored_weight_bits(std::int64_t k) const;
  std::int64_t weight_bits(const BlockRange& block) const;
  std::int64_t activation_bits(const BlockRange& block) const;
  Tiling output_tiles() const;
  /// Blocks with the whole of K, and the halves that have to hold them.
  auto row_blocks() const;
  auto column_blocks() const;
  /// Units of K that both halves hold of a tile.
  std::int64_t most_units() const;

  PeFacts facts_;
  Machine machine_;
  GemmShape shape_;
  TileSize tile_;
  PackedRows weights_, channel_scales_, activations_, outputs_;  // one after the other in DRAM
  std::optional<FeatureMap> map_, output_map_;  // without them activations and outputs lie there as matrices
};

std::int64_t bursts_of(const std::vector<BurstRegion>& regions);

/// Whether the activations lie in DRAM as a feature map. Groups of activations that have metadata have to lie inside a
/// pixel; where they do not, the matrix of windows lies there as that of a GEMM.
bool lies_as_feature_map(const PeFacts& facts, const GemmShape& shape);

}  // namespace lop::sim
