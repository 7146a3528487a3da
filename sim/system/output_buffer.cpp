// Output SRAM: rows and columns outside the layer's M x N are dropped.
#include "sim/system/output_buffer.hpp"

#include <algorithm>
#include <utility>

#include "sim/kernel/check.hpp"

namespace lop::sim {

OutputBuffer::OutputBuffer(const LayerPlan& plan, std::vector<std::int64_t> drain_rows, bool with_values)
    : plan_(plan), drain_rows_(std::move(drain_rows)), control_(plan.machine.output.banks) {
  if (with_values) {
    out_ =
        tensor::Matrix<std::uint32_t>(static_cast<std::size_t>(plan.shape.m), static_cast<std::size_t>(plan.shape.n));
  }
}

void OutputBuffer::reset() {
  control_.reset();
  tile_ = rows_taken_ = tiles_written_ = 0;
  converted_ = 0;
}

void OutputBuffer::take_row(const OutputRow& row, BufferEvents& events) {
  LOP_CHECK(tile_ < plan_.tiles.size(), "an output row nobody asked for");
  const Tile& tile = plan_.tiles[tile_];
  const std::int64_t r = drain_rows_[rows_taken_];
  if (r < tile.rows) {
    events.array_words = plan_.output_row_words(tile);
    converted_ += static_cast<std::uint64_t>(tile.columns);
    if (!out_.values.empty()) {
      std::copy_n(row.codes, tile.columns, out_.row(static_cast<std::size_t>(tile.first_row + r)) + tile.first_column);
    }
  }
  if (++rows_taken_ < drain_rows_.size()) return;
  rows_taken_ = 0;
  ++tile_;
  events.filled = 1;
}

void OutputBuffer::compute(const OutputBufferInputs& in) {
  BufferEvents events;
  if (in.row.valid) take_row(in.row, events);
  events.emptied = in.written;
  for (std::uint8_t i = 0; i < in.written; ++i) {
    const Tile& tile = plan_.tiles[tiles_written_++];
    events.dma_words += tile.rows * plan_.output_row_words(tile);
  }
  control_.compute(events);
}

}  // namespace lop::sim
