// Chunks fill the rows of a tile, one row after the other.
#include "sim/system/result_buffer.hpp"

#include <algorithm>

#include "sim/kernel/check.hpp"

namespace lop::sim {

void ResultBuffer::reset() {
  control_.reset();
  tile_ = column_ = row_ = 0;
  tiles_written_ = 0;
}

void ResultBuffer::take_chunk(BufferEvents& events) {
  LOP_CHECK(tile_ < static_cast<std::int64_t>(plan_.tiles.size()), "results nobody asked for");
  const Tile& tile = plan_.tiles[static_cast<std::size_t>(tile_)];
  const std::int64_t elements = std::min(plan_.machine.vector.lanes, tile.columns - column_);
  events.array_words = result_words(plan_.machine, plan_.vector_bits, elements);
  column_ += elements;
  if (column_ < tile.columns) return;
  column_ = 0;
  if (++row_ < tile.rows) return;
  row_ = 0;
  ++tile_;
  events.filled = 1;
}

void ResultBuffer::compute(const OutputBufferInputs& in) {
  BufferEvents events;
  if (in.row.valid) take_chunk(events);
  events.emptied = in.written;
  for (std::uint8_t i = 0; i < in.written; ++i) {
    events.dma_words += plan_.operation_tile_words(plan_.tiles[tiles_written_++]);
  }
  control_.compute(events);
}

}  // namespace lop::sim
