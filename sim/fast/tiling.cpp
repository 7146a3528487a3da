// Tiling rules; docs/machine.md states them in words.
#include "sim/fast/tiling.hpp"

#include <algorithm>
#include <numeric>
#include <string>

#include "sim/fast/fold_tiling.hpp"
#include "sim/kernel/check.hpp"
#include "sim/kernel/integers.hpp"

namespace lop::sim {
namespace {

constexpr std::int64_t kChannelScaleBits = 32;

// Blocks of a matrix's lines in tiles of `size`, when lines [first, last) take bits(first, last) of a half.
template <typename Bits>
class HalfBlocks {
 public:
  HalfBlocks(std::int64_t half_bits, std::int64_t lines, std::int64_t size, Bits bits)
      : half_bits_(half_bits), lines_(lines), size_(size), bits_(bits) {}

  /// Whether a half holds every block of `tiles` tiles.
  bool fit(std::int64_t tiles) const {
    for (std::int64_t first = 0; first < lines_; first += tiles * size_) {
      if (!block_fits(first, tiles)) return false;
    }
    return true;
  }

  /// The most tiles for which that holds; 0 when there is a tile that a half does not hold.
  std::int64_t most() const {
    // The first block alone, which only grows with its tiles, bounds the others.
    const std::int64_t all = ceil_div(lines_, size_);
    std::int64_t most = 0, too_many = 1;
    while (too_many <= all && block_fits(0, too_many)) {
      most = too_many;
      too_many = std::min(2 * too_many, all + 1);
    }
    while (too_many - most > 1) {
      const std::int64_t middle = (most + too_many) / 2;
      (block_fits(0, middle) ? most : too_many) = middle;
    }
    while (most > 0 && !fit(most)) --most;
    return most;
  }

 private:
  bool block_fits(std::int64_t first, std::int64_t tiles) const {
    return bits_(first, std::min(lines_, first + tiles * size_)) <= half_bits_;
  }

  std::int64_t half_bits_, lines_, size_;
  Bits bits_;
};

// Sizes up to `most` that cut `whole` into each number of parts, as evenly as they can.
std::vector<std::int64_t> even_cuts(std::int64_t whole, std::int64_t most) {
  std::vector<std::int64_t> sizes;
  for (std::int64_t size = std::min(whole, most); size >= 1; --size) {
    size = ceil_div(whole, ceil_div(whole, size));
    sizes.push_back(size);
  }
  return sizes;
}

}  // namespace

BlockCosts::BlockCosts(const PeFacts& facts, const Machine& machine, const GemmShape& shape)
    : BlockCosts(facts, machine, shape,
                 passes_sums(machine.array.dataflow)
                     ? fold_tile(facts, machine, shape)
                     : TileSize{machine.array.total_rows(), machine.array.total_columns(), facts.unit()}) {}

BlockCosts::BlockCosts(const PeFacts& facts, const Machine& machine, const GemmShape& shape, const TileSize& tile)
    : facts_(facts), machine_(machine), shape_(shape), tile_(tile) {
  if (shape.convolution) output_map_.emplace(output_map(*shape.convolution, facts.out_bits));
  if (lies_as_feature_map(facts, shape)) map_.emplace(*shape.convolution, facts.activation_packing());
  weights_ = {0, shape.n, stored_weight_bits(shape.k)};
  channel_scales_ = {weights_.end_page(), facts.has_channel_scale ? 1 : 0, shape.n * kChannelScaleBits};
  activations_ = {channel_scales_.end_page(), map_ ? map_->rows() : shape.m,
                  map_ ? map_->row_bits() : facts.packed_activation_bits(shape.k)};
  outputs_ = {activations_.end_page(), output_map_ ? output_map_->rows() : shape.m,
              output_map_ ? output_map_->row_bits() : shape.n * facts.out_bits};
  if (machine.array.dataflow == Dataflow::kInputStationary) exchange_layout();
  if (machine.dram.banked && outputs_.end_page() > machine.dram.banked->bursts()) {
    throw MachineError("dram.channels", "the DRAM holds " + std::to_string(machine.dram.banked->bursts()) +
                                            " bursts of 64 bytes; one layer needs " +
                                            std::to_string(outputs_.end_page()));
  }
}

void BlockCosts::exchange_layout() {
  activations_.first_burst = 0;
  weights_.first_burst = activations_.end_page();
  outputs_ = {weights_.end_page(), shape_.n, shape_.m * facts_.out_bits};
}

std::int64_t BlockCosts::stored_weight_bits(std::int64_t k) const {
  return shape_.stored ? shape_.stored->bits(k) : facts_.packed_weight_bits(k);
}

std::vector<BurstRegion> BlockCosts::weight_regions(const BlockRange& block) const {
  std::vector<BurstRegion> regions{
      weights_.region(block.first, block.last, stored_weight_bits(block.first_k), stored_weight_bits(block.last_k))};
  if (facts_.has_channel_scale && block.first_k == 0) {
    regions.push_back(channel_scales_.region(0, 1, block.first * kChannelScaleBits, block.last * kChannelScaleBits));
  }
  return regions;
}

std::vector<BurstRegion> BlockCosts::activation_regions(const BlockRange& block) const {
  if (!map_) {
    return {activations_.region(block.first, block.last, facts_.packed_activation_bits(block.first_k),
                                facts_.packed_activation_bits(block.last_k))};
  }
  std::vector<BurstRegion> regions = map_->block(block, activations_.first_burst).regions;
  // A transfer has a burst, of padding alone too.
  if (regions.empty()) regions.push_back({activations_.first_burst, 1, 0, 1});
  return regions;
}

std::vector<BurstRegion> BlockCosts::output_regions(const BlockRange& tile) const {
  if (machine_.array.dataflow == Dataflow::kInputStationary) {
    return {outputs_.region(tile.first_k, tile.last_k, tile.first * facts_.out_bits, tile.last * facts_.out_bits)};
  }
  if (output_map_) return output_map_->block(tile, outputs_.first_burst).regions;
  return {outputs_.region(tile.first, tile.last, tile.first_k * facts_.out_bits, tile.last_k * facts_.out_bits)};
}

std::int64_t bursts_of(const std::vector<BurstRegion>& regions) {
  return std::accumulate(regions.begin(), regions.end(), std::int64_t{0},
                         [](std::int64_t sum, const BurstRegion& region) { return sum + region.bursts(); });
}

std::int64_t BlockCosts::weight_bits(const BlockRange& block) const {
  return (block.last - block.first) *
         (facts_.packed_weight_bits(block.last_k) - facts_.packed_weight_bits(block.first_k));
}

std::int64_t BlockCosts::activation_bits(const BlockRange& block) const {
  if (map_) return map_->block(block, 0).bits;
  return (block.last - block.first) *
         (facts_.packed_activation_bits(block.last_k) - facts_.packed_activation_bits(block.first_k));
}

std::int64_t BlockCosts::weight_words(const BlockRange& block) const {
  return ceil_div(weight_bits(block), machine_.weight.width_bits);
}

std::int64_t BlockCosts::activation_words(const BlockRange& block) const {
  return ceil_div(activation_bits(block), machine_.activation.width_bits);
}

std::int64_t BlockCosts::load_bursts(const Tiling& tiling) const {
  const std::int64_t row_step = tiling.row_tiles_per_block * tile_.rows;
  const std::int64_t column_step = tiling.column_tiles_per_block * tile_.columns;
  std::int64_t weights = 0, activations = 0;
  for (std::int64_t k = 0; k < shape_.k; k += tiling.slab_elements) {
    const std::int64_t last_k = std::min(shape_.k, k + tiling.slab_elements);
    for (std::int64_t c = 0; c < shape_.n; c += column_step) {
      weights += bursts_of(weight_regions({c, std::min(shape_.n, c + column_step), k, last_k}));
    }
    for (std::int64_t r = 0; r < shape_.m; r += row_step) {
      activations += bursts_of(activation_regions({r, std::min(shape_.m, r + row_step), k, last_k}));
    }
  }
  const std::int64_t row_blocks = ceil_div(shape_.m, row_step);
  const std::int64_t column_blocks = ceil_div(shape_.n, column_step);
  // An item of a slab brings both its blocks.
  if (tiling.slabs > 1) return weights * row_blocks + activations * column_blocks;
  // The only block of an operand stays for good.
  return tiling.order == LoopOrder::kWeightsOuter ? weights + activations * (row_blocks == 1 ? 1 : column_blocks)
                                                  : activations + weights * (column_blocks == 1 ? 1 : row_blocks);
}

Tiling BlockCosts::output_tiles() const {
  Tiling tiling;
  tiling.row_tiles = ceil_div(shape_.m, tile_.rows);
  tiling.column_tiles = ceil_div(shape_.n, tile_.columns);
  return tiling;
}

auto BlockCosts::row_blocks() const {
  const auto bits = [this](std::int64_t first, std::int64_t last) {
    return activation_bits({first, last, 0, shape_.k});
  };
  return HalfBlocks(machine_.activation.half_bits, shape_.m, tile_.rows, bits);
}

auto BlockCosts::column_blocks() const {
  const auto bits = [this](std::int64_t first, std::int64_t last) { return weight_bits({first, last, 0, shape_.k}); };
  return HalfBlocks(machine_.weight.half_bits, shape_.n, tile_.columns, bits);
}

std::int64_t BlockCosts::most_units() const {
  const std::int64_t live_rows = std::min(shape_.m, tile_.rows);
  const std::int64_t live_columns = std::min(shape_.n, tile_.columns);
  const std::int64_t unit = tile_.unit;
  const std::int64_t weight_units = machine_.weight.half_bits / (live_columns * facts_.packed_weight_bits(unit));
  const std::int64_t activation_units =
      machine_.activation.half_bits / (live_rows * facts_.packed_activation_bits(unit));
  LOP_CHECK(weight_units > 0 && activation_units > 0, "check_fit was not asked");
  return std::min(weight_units, activation_units);
}

Tiling BlockCosts::choose() const {
  Tiling tiling = output_tiles();
  tiling.row_tiles_per_block = row_blocks().most();
  tiling.column_tiles_per_block = column_blocks().most();
  if (tiling.row_tiles_per_block > 0 && tiling.column_tiles_per_block > 0) {
    tiling.slab_elements = shape_.k;
    Tiling other = tiling;
    other.order = LoopOrder::kActivationsOuter;
    return load_bursts(other) < load_bursts(tiling) ? other : tiling;
  }
  tiling.row_tiles_per_block = tiling.column_tiles_per_block = 1;
  tiling.slab_elements = tile_.unit * most_units();
  tiling.slabs = ceil_div(shape_.k, tiling.slab_elements);
  return tiling;
}

Tiling BlockCosts::tiling_of(const Mapping& mapping) const {
  const auto check = [](bool good, const char* what, std::int64_t value, const std::string& expected) {
    if (good) return;
    throw MachineError("mapping", std::string(what) + " is " + std::to_string(value) + "; expected " + expected);
  };
  Tiling tiling = output_tiles();
  static_cast<Mapping&>(tiling) = mapping;
  check(mapping.slab_elements >= 1, "slab_elements", mapping.slab_elements, "at least 1");
  tiling.slabs = ceil_div(shape_.k, mapping.slab_elements);
  const std::int64_t rows = mapping.row_tiles_per_block, columns = mapping.column_tiles_per_block;
  if (tiling.slabs == 1) {
    const std::string expected = "at least 1, and blocks of K = " + std::to_string(shape_.k) + " that fit a half";
    check(rows >= 1 && row_blocks().fit(rows), "row_tiles_per_block", rows, expected);
    check(columns >= 1 && column_blocks().fit(columns), "column_tiles_per_block", columns, expected);
    return tiling;
  }
  check(rows == 1, "row_tiles_per_block", rows, "1 where K is cut into slabs");
  check(columns == 1, "column_tiles_per_block", columns, "1 where K is cut into slabs");
  const std::int64_t unit = tile_.unit, most = unit * most_units();
  check(mapping.slab_elements % unit == 0 && mapping.slab_elements <= most, "slab_elements", mapping.slab_elements,
        "a multiple of " + std::to_string(unit) + " up to " + std::to_string(most) + ", or all of K");
  return tiling;
}

std::vector<Mapping> BlockCosts::legal_mappings() const {
  const Tiling tiles = output_tiles();
  std::vector<Mapping> mappings{choose()};
  const auto add = [&](std::int64_t rows, std::int64_t columns, std::int64_t slab) {
    mappings.push_back({LoopOrder::kWeightsOuter, rows, columns, slab});
    if (rows >= tiles.row_tiles || columns >= tiles.column_tiles) return;  // one block: the order is the same
    mappings.push_back({LoopOrder::kActivationsOuter, rows, columns, slab});
  };
  for (const std::int64_t rows : even_cuts(tiles.row_tiles, tiles.row_tiles)) {
    if (!row_blocks().fit(rows)) continue;
    for (const std::int64_t columns : even_cuts(tiles.column_tiles, tiles.column_tiles)) {
      if (column_blocks().fit(columns)) add(rows, columns, shape_.k);
    }
  }
  const std::int64_t units = ceil_div(shape_.k, tile_.unit);
  for (const std::int64_t slab : even_cuts(units, most_units())) {
    if (slab < units) add(1, 1, slab * tile_.unit);
  }
  return mappings;
}

bool lies_as_feature_map(const PeFacts& facts, const GemmShape& shape) {
  if (!shape.convolution) return false;
  return facts.row_metadata_bits == 0 || shape.convolution->group_channels() % facts.group_size == 0;
}

}  // namespace lop::sim
