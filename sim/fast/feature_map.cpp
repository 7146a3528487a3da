// Walks the rows that a block's windows touch and marks the pixels that they need.
#include "sim/fast/feature_map.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "sim/memory/dram_device.hpp"

namespace lop::sim {

/// Channels [first, last) that a block needs at the kernel's positions [first_position, last_position).
struct FeatureMap::Part {
  std::int64_t first = 0, last = 0;
  std::int64_t first_position = 0, last_position = 0;
};

namespace {

/// Collects bursts in rising order.
class Regions {
 public:
  /// Bursts [first, last), of which those at hand already may be the first.
  void add(std::int64_t first, std::int64_t last) {
    if (first > last_) {
      end_run();
      first_ = first;
    }
    last_ = last;
  }

  std::vector<BurstRegion> take() {
    end_run();
    return std::move(regions_);
  }

 private:
  /// The run goes on where the region before it would have its next row, or is the first of another region.
  void end_run() {
    const std::int64_t length = last_ - first_;
    if (length == 0) return;
    if (!regions_.empty() && regions_.back().length == length) {
      BurstRegion& region = regions_.back();
      if (region.rows == 1) region.stride = first_ - region.first;
      if (region.first + region.rows * region.stride == first_) {
        ++region.rows;
        return;
      }
    }
    regions_.push_back({first_, 1, 0, length});
  }

  std::int64_t first_ = 0, last_ = 0;  // the run at hand
  std::vector<BurstRegion> regions_;
};

}  // namespace

FeatureMap::FeatureMap(const tensor::Convolution& convolution, const Packing& packing)
    : shape_(convolution), packing_(packing) {}

std::vector<FeatureMap::Part> FeatureMap::parts_of(std::int64_t first_k, std::int64_t last_k) const {
  const std::int64_t channels = shape_.group_channels();
  const std::int64_t first_position = first_k / channels, last_position = (last_k - 1) / channels;
  // The first position lacks the channels before, the last one those behind.
  const std::int64_t before = first_k - first_position * channels, behind = last_k - last_position * channels;
  const std::set<std::int64_t> cuts{0, before, behind, channels};
  std::vector<Part> parts;
  for (auto cut = cuts.begin(); std::next(cut) != cuts.end(); ++cut) {
    const Part part{*cut, *std::next(cut), first_position + (*cut < before), last_position + (*cut < behind)};
    if (part.first_position < part.last_position) parts.push_back(part);
  }
  return parts;
}

/// Marks the pixels of one image row that a block needs.
class FeatureMap::RowMarks {
 public:
  RowMarks(const tensor::Convolution& shape, const std::vector<Part>& parts)
      : shape_(shape), parts_(parts), needed_(static_cast<std::size_t>(shape.input.width)) {}

  /// Row `row` of an image, for its windows [first, last].
  void mark(std::int64_t row, std::int64_t first, std::int64_t last) {
    std::fill(needed_.begin(), needed_.end(), std::uint8_t{0});
    marked_.assign(parts_.size(), {});
    begin_ = shape_.input.width;
    end_ = 0;
    const std::int64_t width = shape_.out_width(), first_y = first / width, last_y = last / width;
    for (std::int64_t tap = 0; tap < shape_.kernel.height; ++tap) {
      const std::int64_t above = row + shape_.padding.height - tap * shape_.dilation.height;
      const std::int64_t y = above / shape_.stride.height;
      if (above < 0 || above % shape_.stride.height != 0 || y < first_y || y > last_y) continue;
      for (std::size_t i = 0; i < parts_.size(); ++i) {
        const std::int64_t before = tap * shape_.kernel.width;
        mark(i, {y == first_y ? first % width : 0, y == last_y ? last % width : width - 1,
                 std::max(parts_[i].first_position - before, std::int64_t{0}),
                 std::min(parts_[i].last_position - before, shape_.kernel.width) - 1});
      }
    }
  }

  /// Columns [begin, end) hold all that is needed.
  std::int64_t begin() const { return begin_; }
  std::int64_t end() const { return end_; }
  bool needs(std::int64_t column, std::size_t part) const {
    return (needed_[static_cast<std::size_t>(column)] >> part & 1) != 0;
  }

 private:
  /// Output columns x kernel columns, both ends included.
  struct Columns {
    std::int64_t first_x = 0, last_x = 0, first_tap = 0, last_tap = -1;

    bool operator==(const Columns& o) const {
      return std::tie(first_x, last_x, first_tap, last_tap) == std::tie(o.first_x, o.last_x, o.first_tap, o.last_tap);
    }
  };

  void mark(std::size_t part, const Columns& columns) {
    if (columns == marked_[part]) return;  // as for the kernel row before
    marked_[part] = columns;
    for (std::int64_t x = columns.first_x; x <= columns.last_x; ++x) {
      for (std::int64_t tap = columns.first_tap; tap <= columns.last_tap; ++tap) {
        const std::int64_t column = x * shape_.stride.width - shape_.padding.width + tap * shape_.dilation.width;
        if (column < 0 || column >= shape_.input.width) continue;
        needed_[static_cast<std::size_t>(column)] |= static_cast<std::uint8_t>(1u << part);
        begin_ = std::min(begin_, column);
        end_ = std::max(end_, column + 1);
      }
    }
  }

  const tensor::Convolution& shape_;
  const std::vector<Part>& parts_;
  std::vector<std::uint8_t> needed_;  // by column, a bit a part
  std::vector<Columns> marked_;       // by part, the latest
  std::int64_t begin_ = 0, end_ = 0;
};

MapBlock FeatureMap::block(const BlockRange& windows, std::int64_t first_burst) const {
  const std::vector<Part> parts = parts_of(windows.first_k, windows.last_k);
  const std::int64_t of_image = shape_.out_height() * shape_.out_width();
  const std::int64_t pixel_bits = packing_.bits(shape_.group_channels());
  MapBlock block;
  Regions regions;
  RowMarks marks(shape_, parts);
  for (std::int64_t image = windows.first / of_image; image * of_image < windows.last; ++image) {
    const std::int64_t first = std::max(windows.first - image * of_image, std::int64_t{0});
    const std::int64_t last = std::min(windows.last - image * of_image, of_image) - 1;
    const std::int64_t top = first / shape_.out_width() * shape_.stride.height - shape_.padding.height;
    const std::int64_t bottom = last / shape_.out_width() * shape_.stride.height - shape_.padding.height +
                                (shape_.kernel.height - 1) * shape_.dilation.height;
    for (std::int64_t row = std::max(top, std::int64_t{0}); row <= std::min(bottom, shape_.input.height - 1); ++row) {
      marks.mark(row, first, last);
      const std::int64_t of_row = first_burst + (image * shape_.input.height + row) * bursts_touched(0, row_bits());
      for (std::int64_t column = marks.begin(); column < marks.end(); ++column) {
        for (std::size_t i = 0; i < parts.size(); ++i) {
          if (!marks.needs(column, i)) continue;
          const std::int64_t first_bit = column * pixel_bits + packing_.bits(parts[i].first);
          const std::int64_t last_bit = column * pixel_bits + packing_.bits(parts[i].last);
          block.bits += last_bit - first_bit;
          regions.add(of_row + first_bit / kBurstBits, of_row + (last_bit - 1) / kBurstBits + 1);
        }
      }
    }
  }
  block.regions = regions.take();
  return block;
}

FeatureMap output_map(const tensor::Convolution& convolution, std::int64_t out_bits) {
  tensor::Convolution pixels;
  pixels.batch = convolution.batch;
  pixels.channels = convolution.n();
  pixels.input = {convolution.out_height(), convolution.out_width()};
  return FeatureMap(pixels, {out_bits, 0, 0});
}

}  // namespace lop::sim
