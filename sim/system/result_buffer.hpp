// Output SRAM behind the vector unit: takes a chunk of results at a time, gives whole tiles to the DMA.
#pragma once

#include <cstdint>

#include "sim/fast/layer_plan.hpp"
#include "sim/memory/double_buffer.hpp"
#include "sim/system/output_buffer.hpp"

namespace lop::sim {

class ResultBuffer {
 public:
  /// The plan is that of an operation and must outlive the buffer.
  explicit ResultBuffer(const LayerPlan& plan) : plan_(plan), control_(plan.machine.output.banks) {}
  void reset();
  void compute(const OutputBufferInputs& in);
  void commit() { control_.commit(); }
  const BufferState& state() const { return control_.state(); }
  SramCounts counts() const { return {control_.dma_words(), control_.array_words()}; }
  std::uint64_t converted() const { return 0; }

 private:
  void take_chunk(BufferEvents& events);

  const LayerPlan& plan_;
  DoubleBuffer control_;
  std::int64_t tile_ = 0;    // being filled
  std::int64_t column_ = 0;  // first element of the next chunk of its row
  std::int64_t row_ = 0;     // of that tile
  std::size_t tiles_written_ = 0;
};

}  // namespace lop::sim
