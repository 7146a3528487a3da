// A bank reads one word and writes one word a cycle. A tile's row has room for its sums or its codes.
#include "sim/system/sum_buffer.hpp"

#include <algorithm>

#include "sim/kernel/check.hpp"

namespace lop::sim {

SumBuffer::SumBuffer(const LayerPlan& plan, std::size_t words, bool with_values)
    : plan_(plan),
      row_words_(static_cast<std::size_t>(plan.machine.array.total_columns()) * words),
      control_(plan.machine.output.banks) {
  if (!with_values) return;
  out_ = tensor::Matrix<std::uint32_t>(static_cast<std::size_t>(plan.shape.m), static_cast<std::size_t>(plan.shape.n));
  for (auto& half : halves_) half.resize(static_cast<std::size_t>(plan.tile_size.rows) * row_words_);
  for (auto& sums : registers_) sums.resize(row_words_);
  psum_.resize(row_words_);
}

void SumBuffer::reset() {
  control_.reset();
  item_ = tiles_written_ = 0;
  token_ = vectors_issued_ = rows_taken_ = 0;
  sum_words_read_ = converted_ = 0;
  sums_ = next_sums_ = {};
}

std::uint32_t* SumBuffer::kept_sums(const Item& item, std::int64_t token) {
  return halves_[static_cast<std::size_t>(item.tile % 2)].data() + static_cast<std::size_t>(token) * row_words_;
}

void SumBuffer::read_sums(const Slot& slot) {
  const Item& item = plan_.items[static_cast<std::size_t>(slot.item)];
  const Tile& tile = plan_.tiles[static_cast<std::size_t>(item.tile)];
  if (!item.opens_tile) {
    LOP_CHECK(rows_taken_ > vectors_issued_ - tile.rows, "a sum was read before it had come back");
    const std::int64_t words = plan_.sum_row_words(tile);
    LOP_CHECK(words <= plan_.machine.output.banks, "sums read faster than the banks allow");
    sum_words_read_ += static_cast<std::uint64_t>(words);
  }
  ++vectors_issued_;
  next_sums_ = {true, nullptr};
  if (out_.values.empty()) return;
  turn_ ^= 1;
  std::vector<std::uint32_t>& sums = registers_[turn_];
  if (item.opens_tile) {
    std::fill(sums.begin(), sums.end(), 0u);
  } else {
    std::copy_n(kept_sums(item, slot.token), row_words_, sums.begin());
  }
  next_sums_.codes = sums.data();
}

void SumBuffer::take_row(const SumBufferInputs& in, BufferEvents& events) {
  LOP_CHECK(item_ < plan_.items.size(), "an output row nobody asked for");
  const Item& item = plan_.items[item_];
  const Tile& tile = plan_.tiles[static_cast<std::size_t>(item.tile)];
  const bool with_values = !out_.values.empty();
  if (item.closes_tile) {
    events.array_words = plan_.output_row_words(tile);
    converted_ += static_cast<std::uint64_t>(tile.columns);
    if (with_values) {
      std::copy_n(in.row.codes, tile.columns,
                  out_.row(static_cast<std::size_t>(tile.first_row + token_)) + tile.first_column);
    }
  } else {
    events.array_words = plan_.sum_row_words(tile);
    if (with_values) std::copy(psum_.begin(), psum_.end(), kept_sums(item, token_));
  }
  ++rows_taken_;
  if (++token_ < tile.rows) return;
  token_ = 0;
  ++item_;
  events.filled = item.closes_tile ? 1 : 0;
}

void SumBuffer::compute(const SumBufferInputs& in) {
  BufferEvents events;
  next_sums_ = {};
  // A word that is written in this cycle is not read in it.
  if (in.slot.is_step()) read_sums(in.slot);
  if (in.row.valid) take_row(in, events);
  if (in.psum.valid && !out_.values.empty()) std::copy_n(in.psum.codes, row_words_, psum_.begin());
  events.emptied = in.written;
  for (std::uint8_t i = 0; i < in.written; ++i) {
    const Tile& tile = plan_.tiles[tiles_written_++];
    events.dma_words += tile.rows * plan_.output_row_words(tile);
  }
  control_.compute(events);
}

void SumBuffer::commit() {
  control_.commit();
  sums_ = next_sums_;
}

}  // namespace lop::sim
