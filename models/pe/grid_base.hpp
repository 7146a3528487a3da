// What every grid shares: which step starts a group or an output, and the accumulators of the latest output.
#pragma once

#include <cstdint>
#include <vector>

#include "models/pe/slice.hpp"

namespace lop::pe {

class GridBase : public Grid {
 public:
  GridBase(int rows, int columns, std::size_t accumulator_words = 1)
      : rows_(static_cast<std::size_t>(rows)),
        columns_(static_cast<std::size_t>(columns)),
        outputs_(rows_ * columns_ * accumulator_words) {}

  void reset() final {
    first_pending_ = head_pending_ = true;
    reset_edges();
  }

  void step(const Step& step) final {
    const bool first = step.clear || first_pending_;
    const bool head = step.clear || head_pending_;
    const bool group_end = step.end_group || step.read;
    accumulate(step, first, head, group_end);
    if (group_end) end_group(step, head);
    if (step.read) latch(outputs_);
    first_pending_ = group_end;
    head_pending_ = group_end ? step.read : head;
  }

  const std::vector<std::uint32_t>& accumulators() const final { return outputs_; }

 protected:
  virtual void reset_edges() {}
  /// One step of every PE. first: of a group; head: in the first group of an output.
  virtual void accumulate(const Step& step, bool first, bool head, bool group_end) = 0;
  /// Group accumulators into output accumulators, which count as zero for the first group of an output.
  virtual void end_group(const Step& step, bool head) = 0;
  virtual void latch(std::vector<std::uint32_t>& outputs) const = 0;

  std::size_t rows_, columns_;

 private:
  std::vector<std::uint32_t> outputs_;
  bool first_pending_ = true, head_pending_ = true;
};

}  // namespace lop::pe
