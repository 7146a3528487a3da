// Legal random input of a weight-stationary array.
#include "sim/cosim/chain_stimulus.hpp"

#include <utility>

#include "models/formats/rounding.hpp"
#include "sim/array/weight_stationary_array.hpp"
#include "sim/cosim/array_stimulus.hpp"

namespace lop::cosim {
namespace {

StimulusOptions with_modes(const pe::Slice& slice, StimulusOptions options) {
  if (options.modes.empty()) options.modes.push_back(slice.default_mode());
  return options;
}

}  // namespace

ChainStimulus::ChainStimulus(const pe::Slice& slice, const sim::ArrayGeometry& geometry, const StimulusOptions& options)
    : slice_(slice),
      geometry_(geometry),
      options_(with_modes(slice, options)),
      random_(formats::counter_random(options_.seed, 3)),
      folds_(make_fold_source(slice, geometry, options_)),
      channel_scales_(static_cast<std::size_t>(geometry.total_columns())),
      sums_delay_(sim::weight_stationary_sums_delay(slice, geometry)) {}

void ChainStimulus::advance() {
  inputs_ = {};
  for (std::uint32_t& scale : channel_scales_) scale = random_channel_scale(random_);
  inputs_.channel_scale = channel_scales_.data();
  const std::uint64_t now = cycle_++;
  reset_ =
      now == 0 || (options_.reset_period != 0 && random_.below(static_cast<std::uint32_t>(options_.reset_period)) == 0);
  if (reset_) {
    // A swap or a load on its way is lost, so the weights are loaded afresh.
    loaded_ = false;
    rows_left_ = vectors_left_ = 0;
    late_sums_.clear();
    next_load_ = now + 1;
    return;
  }

  if (rows_left_ == 0 && !loaded_ && now >= next_load_) {
    folds_->load(fold_);
    rows_left_ = geometry_.total_rows();
  }
  const bool loads = rows_left_ > 0 && !stalls();
  const bool swaps = !loads && loaded_ && vectors_left_ == 0;
  if (loads) load_row();
  // A load and a vector of another mode share the mode port: then the vector waits.
  const bool may_step = (swaps || vectors_left_ > 0) && !(loads && fold_.mode != mode_);
  if (may_step && !stalls()) step(swaps, now);
  bring_sums(now);
}

void ChainStimulus::load_row() {
  const std::size_t codes = fold_.weights.size() / static_cast<std::size_t>(geometry_.total_rows());
  inputs_.load = true;
  inputs_.step.mode = fold_.mode;
  inputs_.step.weights = fold_.weights.data() + static_cast<std::size_t>(--rows_left_) * codes;
  inputs_.step.metadata = fold_.metadata.data();
  loaded_ = rows_left_ == 0;
}

void ChainStimulus::step(bool swaps, std::uint64_t now) {
  if (swaps) {
    mode_ = fold_.mode;
    loaded_ = false;
    vectors_left_ = folds_->swap();
    next_load_ = now + static_cast<std::uint64_t>(sim::weight_stationary_swap_cycles(geometry_));
  }
  folds_->vector(vector_);
  --vectors_left_;
  inputs_.valid = true;
  inputs_.step.mode = mode_;
  inputs_.step.clear = swaps;
  inputs_.step.end_group = vector_.end_group;
  inputs_.step.activations = vector_.activations.data();
  inputs_.partials = vector_.partials.data();
  if (sums_delay_ == 0) {
    inputs_.sums = vector_.sums.data();
  } else if (vector_.end_group) {
    late_sums_.emplace_back(now + static_cast<std::uint64_t>(sums_delay_), vector_.sums);
  }
  ++vectors_;
}

void ChainStimulus::bring_sums(std::uint64_t now) {
  if (sums_delay_ == 0) return;
  if (!late_sums_.empty() && late_sums_.front().first == now) {
    sums_ = std::move(late_sums_.front().second);
    late_sums_.pop_front();
  } else {
    sums_.resize(static_cast<std::size_t>(geometry_.total_columns()) * slice_.accumulator_words());
    for (std::uint32_t& word : sums_) word = static_cast<std::uint32_t>(random_.next());
  }
  inputs_.sums = sums_.data();
}

std::unique_ptr<Stimulus> make_stimulus(const pe::Slice& slice, const sim::ArrayGeometry& geometry,
                                        const StimulusOptions& options) {
  if (geometry.dataflow == sim::Dataflow::kWeightStationary) {
    return std::make_unique<ChainStimulus>(slice, geometry, options);
  }
  return std::make_unique<ArrayStimulus>(slice, geometry, options);
}

}  // namespace lop::cosim
