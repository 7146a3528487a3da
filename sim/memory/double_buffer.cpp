// Double-buffer control: order, occupancy and bandwidth are checked in every cycle.
#include "sim/memory/double_buffer.hpp"

#include "sim/kernel/check.hpp"

namespace lop::sim {

void DoubleBuffer::reset() { *this = DoubleBuffer(banks_); }

void DoubleBuffer::compute(const BufferEvents& events) {
  next_.filled = state_.filled + events.filled;
  next_.emptied = state_.emptied + events.emptied;
  LOP_CHECK(next_.emptied <= next_.filled, "a half was emptied before it was full");
  LOP_CHECK(next_.filled - state_.emptied <= 2, "a half was filled before it was empty");
  if (events.array_words > 0) {
    LOP_CHECK(!has_accessed_ || events.array_words <= banks_ * (cycle_ - last_access_cycle_),
              "SRAM accessed faster than its banks allow");
    has_accessed_ = true;
    last_access_cycle_ = cycle_;
  }
  array_words_ += static_cast<std::uint64_t>(events.array_words);
  dma_words_ += static_cast<std::uint64_t>(events.dma_words);
}

void DoubleBuffer::commit() {
  state_ = next_;
  ++cycle_;
}

}  // namespace lop::sim
