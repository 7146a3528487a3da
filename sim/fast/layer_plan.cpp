// Walks the tiling and writes down items, blocks and transfers.
#include "sim/fast/layer_plan.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace lop::sim {
namespace {

constexpr std::int64_t kMostItems = std::int64_t{1} << 24;

class Planner {
 public:
  Planner(const PeFacts& facts, const Machine& machine, const GemmShape& shape, const std::optional<Mapping>& mapping)
      : costs_(facts, machine, shape) {
    plan_.shape = shape;
    plan_.machine = machine;
    plan_.facts = facts;
    plan_.tile_size = costs_.tile();
    plan_.tiling = mapping ? costs_.tiling_of(*mapping) : costs_.choose();
    item_elements_ = passes_sums(machine.array.dataflow) ? plan_.tile_size.unit : plan_.tiling.slab_elements;
    pieces_ = (shape.k + item_elements_ - 1) / item_elements_;
  }

  LayerPlan run() {
    const Tiling& t = plan_.tiling;
    if (t.row_tiles > kMostItems || t.column_tiles > kMostItems || pieces_ > kMostItems ||
        t.row_tiles * t.column_tiles > kMostItems || t.row_tiles * t.column_tiles * pieces_ > kMostItems) {
      throw MachineError("array", "so small that a layer needs more than 2^24 tiles x slabs or folds");
    }
    plan_.items.reserve(static_cast<std::size_t>(t.row_tiles * t.column_tiles * pieces_));
    const std::int64_t row_blocks = (t.row_tiles + t.row_tiles_per_block - 1) / t.row_tiles_per_block;
    const std::int64_t column_blocks = (t.column_tiles + t.column_tiles_per_block - 1) / t.column_tiles_per_block;
    if (t.order == LoopOrder::kWeightsOuter) {
      for (std::int64_t c = 0; c < column_blocks; ++c) {
        for (std::int64_t r = 0; r < row_blocks; ++r) add_block_pair(r, c);
      }
    } else {
      for (std::int64_t r = 0; r < row_blocks; ++r) {
        for (std::int64_t c = 0; c < column_blocks; ++c) add_block_pair(r, c);
      }
    }
    plan_.items.back().releases_weight = true;
    plan_.items.back().releases_activation = true;
    return std::move(plan_);
  }

 private:
  void add_block_pair(std::int64_t row_block, std::int64_t column_block) {
    const Tiling& t = plan_.tiling;
    const std::int64_t last_column_tile = std::min(t.column_tiles, (column_block + 1) * t.column_tiles_per_block);
    const std::int64_t last_row_tile = std::min(t.row_tiles, (row_block + 1) * t.row_tiles_per_block);
    for (std::int64_t c = column_block * t.column_tiles_per_block; c < last_column_tile; ++c) {
      for (std::int64_t r = row_block * t.row_tiles_per_block; r < last_row_tile; ++r) add_tile(r, c);
    }
  }

  void add_tile(std::int64_t row_tile, std::int64_t column_tile) {
    const std::int64_t rows = plan_.tile_size.rows, columns = plan_.tile_size.columns;
    Tile tile;
    tile.first_row = row_tile * rows;
    tile.first_column = column_tile * columns;
    tile.rows = std::min(rows, plan_.shape.m - tile.first_row);
    tile.columns = std::min(columns, plan_.shape.n - tile.first_column);
    plan_.tiles.push_back(tile);
    const std::vector<BurstRegion> outputs = costs_.output_regions(
        {tile.first_row, tile.first_row + tile.rows, tile.first_column, tile.first_column + tile.columns});
    plan_.program.write_backs.push_back({bursts_of(outputs), add_regions(outputs)});
    issued_ = 0;
    for (std::int64_t piece = 0; piece < pieces_; ++piece) add_item(row_tile, column_tile, piece);
  }

  void add_item(std::int64_t row_tile, std::int64_t column_tile, std::int64_t piece) {
    const Tiling& t = plan_.tiling;
    const Tile& tile = plan_.tiles.back();
    Item item;
    item.tile = static_cast<std::int64_t>(plan_.tiles.size()) - 1;
    item.first_k = piece * item_elements_;
    item.opens_tile = piece == 0;
    item.closes_tile = piece + 1 == pieces_;
    const std::int64_t slab = item.first_k / t.slab_elements, slab_k = slab * t.slab_elements;
    const std::int64_t slab_end = std::min(plan_.shape.k, slab_k + t.slab_elements);
    bring_weights(column_tile / t.column_tiles_per_block, slab, slab_k, slab_end);
    bring_activations(row_tile / t.row_tiles_per_block, slab, slab_k, slab_end);
    item.weight_block = static_cast<std::int64_t>(plan_.weight_block_words.size()) - 1;
    item.activation_block = static_cast<std::int64_t>(plan_.activation_block_words.size()) - 1;
    const std::int64_t elements = std::min(plan_.shape.k, item.first_k + item_elements_) - item.first_k;
    if (passes_sums(plan_.machine.array.dataflow)) {
      item.schedule = fold_index({tile.rows, tile.columns, elements});
    } else {
      item.schedule =
          schedule_index({tile.rows, tile.columns, elements, item.closes_tile, item.closes_tile ? issued_ : 0});
      issued_ += plan_.schedules[item.schedule].slots.cycles();
    }
    plan_.items.push_back(item);
  }

  void bring_weights(std::int64_t column_block, std::int64_t slab, std::int64_t first_k, std::int64_t last_k) {
    if (weights_ == std::pair{column_block, slab}) return;
    if (!plan_.items.empty()) plan_.items.back().releases_weight = true;
    weights_ = {column_block, slab};
    const std::int64_t step = plan_.tiling.column_tiles_per_block * plan_.tile_size.columns;
    const BlockRange block{column_block * step, std::min(plan_.shape.n, (column_block + 1) * step), first_k, last_k};
    add_load(Port::kWeight, plan_.weight_block_words.size(), costs_.weight_regions(block));
    plan_.weight_block_words.push_back(costs_.weight_words(block));
  }

  void bring_activations(std::int64_t row_block, std::int64_t slab, std::int64_t first_k, std::int64_t last_k) {
    if (activations_ == std::pair{row_block, slab}) return;
    if (!plan_.items.empty()) plan_.items.back().releases_activation = true;
    activations_ = {row_block, slab};
    const std::int64_t step = plan_.tiling.row_tiles_per_block * plan_.tile_size.rows;
    const BlockRange block{row_block * step, std::min(plan_.shape.m, (row_block + 1) * step), first_k, last_k};
    add_load(Port::kActivation, plan_.activation_block_words.size(), costs_.activation_regions(block));
    plan_.activation_block_words.push_back(costs_.activation_words(block));
  }

  void add_load(Port port, std::size_t block, const std::vector<BurstRegion>& regions) {
    plan_.program.loads.push_back({port, static_cast<std::int64_t>(block), bursts_of(regions), add_regions(regions)});
  }

  std::size_t add_regions(const std::vector<BurstRegion>& regions) {
    auto& all = plan_.program.regions;
    all.insert(all.end(), regions.begin(), regions.end());
    return all.size() - regions.size();
  }

  std::uint32_t schedule_index(const ItemExtent& extent) {
    const auto key = std::tuple{extent.rows, extent.columns, extent.elements, extent.closes_tile, extent.issued_before};
    const auto [it, is_new] = schedule_index_.try_emplace(key, static_cast<std::uint32_t>(plan_.schedules.size()));
    if (is_new) plan_.schedules.push_back(make_schedule(plan_.facts, plan_.machine, extent));
    return it->second;
  }

  std::uint32_t fold_index(const FoldExtent& extent) {
    const auto key = std::tuple{extent.vectors, extent.columns, extent.elements};
    const auto [it, is_new] = fold_index_.try_emplace(key, static_cast<std::uint32_t>(plan_.folds.size()));
    if (is_new) plan_.folds.push_back(make_fold_schedule(plan_.facts, plan_.machine, extent));
    return it->second;
  }

  BlockCosts costs_;
  LayerPlan plan_;
  std::int64_t item_elements_ = 0, pieces_ = 1;  // of K: of an item, and items of a tile
  std::int64_t issued_ = 0;                      // issue cycles of the tile so far
  std::pair<std::int64_t, std::int64_t> weights_{-1, -1}, activations_{-1, -1};  // block and slab in use
  std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t, bool, std::int64_t>, std::uint32_t> schedule_index_;
  std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, std::uint32_t> fold_index_;
};

}  // namespace

std::int64_t LayerPlan::output_row_words(const Tile& tile) const {
  return (tile.columns * facts.out_bits + machine.output.width_bits - 1) / machine.output.width_bits;
}

std::int64_t LayerPlan::sum_row_words(const Tile& tile) const {
  return (tile.columns * facts.sum_bits + machine.output.width_bits - 1) / machine.output.width_bits;
}

LayerPlan make_plan(const PeFacts& facts, const Machine& machine, const GemmShape& shape,
                    const std::optional<Mapping>& mapping) {
  return Planner(facts, machine, shape, mapping).run();
}

}  // namespace lop::sim
