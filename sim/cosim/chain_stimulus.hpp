// Legal random input of a weight-stationary array: loads behind the vectors in use, swaps, bubbles, mid-flight resets.
#pragma once

#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "sim/cosim/fold_source.hpp"
#include "sim/cosim/operand_source.hpp"
#include "sim/cosim/stimulus.hpp"

namespace lop::cosim {

/// A load is as many rows as the array has, a row a cycle with bubbles between; the next one waits until the swap has
/// reached the far corner. The vectors of a fold come from the swap on, a vector a cycle with bubbles between. Sums
/// that come later than their vector come in their cycle alone, and anything in the others.
class ChainStimulus final : public Stimulus {
 public:
  ChainStimulus(const pe::Slice& slice, const sim::ArrayGeometry& geometry, const StimulusOptions& options);

  void advance() override;
  const sim::ArrayInputs& inputs() const override { return inputs_; }
  bool reset() const override { return reset_; }
  std::uint64_t steps() const override { return vectors_; }
  std::uint64_t outputs() const override { return vectors_ * static_cast<std::uint64_t>(geometry_.total_columns()); }
  bool exhausted() const override { return folds_->exhausted(); }
  int mode() const override { return mode_; }

 private:
  void load_row();
  void step(bool swaps, std::uint64_t now);
  void bring_sums(std::uint64_t now);
  bool stalls() { return static_cast<int>(random_.below(100)) < options_.bubble_percent; }

  const pe::Slice& slice_;
  sim::ArrayGeometry geometry_;
  StimulusOptions options_;
  Random random_;
  std::unique_ptr<FoldSource> folds_;
  Fold fold_;  // under way
  FoldVector vector_;
  std::vector<std::uint32_t> channel_scales_, sums_;
  int sums_delay_;
  std::deque<std::pair<std::uint64_t, std::vector<std::uint32_t>>> late_sums_;  // with the cycles in which they come
  sim::ArrayInputs inputs_;
  bool reset_ = false;
  int mode_ = 0;
  int rows_left_ = 0;     // of the load under way
  int vectors_left_ = 0;  // of the fold in use
  bool loaded_ = false;   // a fold that waits for its swap
  std::uint64_t cycle_ = 0, vectors_ = 0, next_load_ = 0;
};

}  // namespace lop::cosim
