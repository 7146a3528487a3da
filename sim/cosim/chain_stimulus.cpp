// Legal random input of a weight-stationary array.
#include "sim/cosim/chain_stimulus.hpp"

#include <algorithm>
#include <utility>

#include "models/formats/rounding.hpp"
#include "sim/array/weight_stationary_array.hpp"
#include "sim/cosim/array_stimulus.hpp"

namespace lop::cosim {
namespace {

constexpr std::uint32_t kMostVectors = 24;   // between two swaps

}  // namespace

ChainStimulus::ChainStimulus(const pe::Slice& slice, const sim::ArrayGeometry& geometry, StimulusOptions options)
    : slice_(slice),
      geometry_(geometry),
      options_(std::move(options)),
      random_(options_.seed),
      operands_(slice, formats::counter_random(options_.seed, 1), options_.operands == OperandKind::kCorners),
      sums_(static_cast<std::size_t>(geometry.columns) * slice.accumulator_words()),
      channel_scales_(static_cast<std::size_t>(geometry.columns)),
      metadata_(static_cast<std::size_t>(geometry.columns)) {
  if (options_.modes.empty()) options_.modes.push_back(slice.default_mode());
}

void ChainStimulus::begin_load() {
  next_mode_ = options_.modes[random_.below(static_cast<std::uint32_t>(options_.modes.size()))];
  operands_.begin_output(next_mode_);
  rows_left_ = geometry_.rows;
}

void ChainStimulus::advance() {
  inputs_ = {};
  for (std::uint32_t& scale : channel_scales_) scale = random_channel_scale(random_);
  inputs_.channel_scale = channel_scales_.data();
  const std::uint64_t now = cycle_++;
  reset_ = now == 0 || (options_.reset_period != 0 && random_.below(static_cast<std::uint32_t>(options_.reset_period)) == 0);
  if (reset_) {
    // A swap or a load on its way is lost, so the weights are loaded afresh.
    loaded_ = has_weights_ = false;
    rows_left_ = 0;
    next_load_ = now + 1;
    return;
  }

  if (rows_left_ == 0 && !loaded_ && now >= next_load_) begin_load();
  const bool loads = rows_left_ > 0 && !one_in_hundred(options_.bubble_percent);
  const bool swaps = !loads && loaded_ && (!has_weights_ || vectors_left_ == 0);
  const auto lanes = static_cast<std::size_t>(slice_.lanes(swaps ? next_mode_ : mode_));
  if (loads) {
    weights_.resize(static_cast<std::size_t>(geometry_.columns) * static_cast<std::size_t>(slice_.lanes(next_mode_)));
    operands_.begin_chunk(rows_left_ == 1);
    for (std::uint32_t& code : weights_) code = operands_.weight();
    inputs_.load = true;
    inputs_.step.weights = weights_.data();
    inputs_.step.metadata = metadata_.data();
    inputs_.step.mode = next_mode_;
    loaded_ = --rows_left_ == 0;
  }
  // A load and a vector of another mode share the mode port: then the vector waits.
  const bool may_step = (has_weights_ || swaps) && !(loads && next_mode_ != mode_);
  if (!may_step || one_in_hundred(options_.bubble_percent)) return;
  if (swaps) {
    mode_ = next_mode_;
    loaded_ = false;
    has_weights_ = true;
    vectors_left_ = static_cast<int>(random_.below(kMostVectors));
    next_load_ = now + static_cast<std::uint64_t>(sim::weight_stationary_swap_cycles(geometry_));
  } else if (vectors_left_ > 0) {
    --vectors_left_;
  }
  activations_.resize(static_cast<std::size_t>(geometry_.rows) * lanes);
  for (std::uint32_t& code : activations_) code = operands_.activation();
  const bool continues = random_.one_in(2);
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    const int bits = std::min(32, slice_.accumulator_bits() - 32 * static_cast<int>(i % slice_.accumulator_words()));
    sums_[i] = continues && bits > 0 ? static_cast<std::uint32_t>(random_.next() >> 20) & (0xffffffffu >> (32 - bits)) : 0;
  }
  inputs_.valid = true;
  inputs_.step.mode = mode_;
  inputs_.step.clear = swaps;
  inputs_.step.end_group = inputs_.step.read = true;
  inputs_.step.activations = activations_.data();
  inputs_.sums = sums_.data();
  ++vectors_;
}

std::unique_ptr<Stimulus> make_stimulus(const pe::Slice& slice, const sim::ArrayGeometry& geometry, const StimulusOptions& options) {
  if (geometry.dataflow == sim::Dataflow::kWeightStationary) return std::make_unique<ChainStimulus>(slice, geometry, options);
  return std::make_unique<ArrayStimulus>(slice, geometry, options);
}

}  // namespace lop::cosim
