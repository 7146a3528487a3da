// Control of a double-buffered SRAM: blocks are filled and emptied in order, at most two of them are in it.
#pragma once

#include <cstdint>

namespace lop::sim {

/// Blocks filled and emptied since reset; block i lies in half i mod 2. What a buffer shows of itself.
struct BufferState {
  std::int64_t filled = 0;
  std::int64_t emptied = 0;

  bool operator==(const BufferState& o) const { return filled == o.filled && emptied == o.emptied; }
  bool holds(std::int64_t block) const { return filled > block; }
  bool half_free_for(std::int64_t block) const { return emptied + 2 > block; }
};

/// What happens to a buffer in one cycle.
struct BufferEvents {
  std::int64_t filled = 0;       // blocks whose last word has arrived
  std::int64_t emptied = 0;      // blocks that have been used for the last time
  std::int64_t array_words = 0;  // accesses of the array, started this cycle; more than the banks take several cycles
  std::int64_t dma_words = 0;    // accesses of the DMA, counted in the cycle in which their block is complete
};

class DoubleBuffer {
 public:
  explicit DoubleBuffer(std::int64_t banks) : banks_(banks) {}
  void reset();
  void compute(const BufferEvents& events);
  void commit();
  const BufferState& state() const { return state_; }
  std::uint64_t array_words() const { return array_words_; }
  std::uint64_t dma_words() const { return dma_words_; }

 private:
  std::int64_t banks_;
  BufferState state_, next_;
  std::int64_t cycle_ = 0;
  std::int64_t last_access_cycle_ = 0;
  bool has_accessed_ = false;
  std::uint64_t array_words_ = 0, dma_words_ = 0;
};

}  // namespace lop::sim
