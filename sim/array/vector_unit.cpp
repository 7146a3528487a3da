// A shift register as a ring.
#include "sim/array/vector_unit.hpp"

#include <algorithm>

namespace lop::sim {

void VectorUnit::reset() {
  std::fill(stages_.begin(), stages_.end(), std::uint8_t{0});
  oldest_ = 0;
  next_ = false;
}

void VectorUnit::compute(const ArrayInputs& in) {
  stages_[oldest_] = in.valid && in.step.read ? 1 : 0;
  oldest_ = oldest_ + 1 == stages_.size() ? 0 : oldest_ + 1;
  next_ = stages_[oldest_] != 0;
}

}  // namespace lop::sim
