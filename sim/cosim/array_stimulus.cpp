// Legal random input of an array.
#include "sim/cosim/array_stimulus.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "models/formats/rounding.hpp"
#include "sim/cosim/traced_operands.hpp"
#include "sim/pe/timing.hpp"

namespace lop::cosim {

ArrayStimulus::ArrayStimulus(const pe::Slice& slice, const sim::ArrayGeometry& geometry, StimulusOptions options)
    : slice_(slice),
      geometry_(geometry),
      options_(std::move(options)),
      random_(options_.seed),
      group_end_cycles_(sim::timing_of(slice).group_end),
      mode_switch_cycles_(sim::timing_of(slice).mode_switch),
      row_metadata_(static_cast<std::size_t>(geometry.total_rows())),
      channel_scales_(static_cast<std::size_t>(geometry.total_columns())),
      metadata_(static_cast<std::size_t>(geometry.total_columns())) {
  if (options_.modes.empty()) {
    for (std::size_t m = 0; m < slice.modes().size(); ++m) options_.modes.push_back(static_cast<int>(m));
  }
  if (options_.operands == OperandKind::kExhaustive) {
    operands_ = std::make_unique<ExhaustiveOperands>(slice, options_.modes.front());
    options_.group_sizes = {slice.lanes(options_.modes.front())};
    options_.most_groups = 1;
  } else if (options_.operands == OperandKind::kLongSums) {
    operands_ = std::make_unique<LongSums>(slice, options_.modes.front());
  } else if (options_.operands == OperandKind::kTraced) {
    operands_ = std::make_unique<TracedOperands>(slice, geometry, *options_.traced, options_.seed);
  } else {
    const bool extremes_only = options_.operands == OperandKind::kCorners;
    operands_ = std::make_unique<RandomOperands>(slice, formats::counter_random(options_.seed, 1), extremes_only);
  }
  begin_output();
}

void ArrayStimulus::begin_output() {
  const int mode_before = mode_;
  mode_ = options_.modes[random_.below(static_cast<std::uint32_t>(options_.modes.size()))];
  // Between outputs: this cycle is the first in which a step might follow.
  if (mode_ != mode_before) next_step_ = cycle_ + static_cast<std::uint64_t>(mode_switch_cycles_);
  const bool drawn = options_.operands == OperandKind::kRandom || options_.operands == OperandKind::kCorners;
  mode_changes_ = slice_.refuses_mode_change() && drawn && random_.one_in(8);
  operands_->begin_output(mode_);
  groups_left_ = slice_.group_size() == 0
                     ? 1
                     : 1 + static_cast<int>(random_.below(static_cast<std::uint32_t>(options_.most_groups)));
  groups_left_ = operands_->groups().value_or(groups_left_);
  clear_ = true;
  begin_group();
}

void ArrayStimulus::begin_group() {
  operands_->begin_group();
  const int lanes = slice_.lanes(mode_);
  int size = options_.group_sizes[random_.below(static_cast<std::uint32_t>(options_.group_sizes.size()))];
  if (slice_.group_size() > 0) size = std::min(size, slice_.group_size());
  size = operands_->group_elements().value_or(size);
  chunks_left_ = (size + lanes - 1) / lanes;
  for (pe::Metadata& metadata : metadata_) metadata = operands_->metadata();
  for (std::uint32_t& metadata : row_metadata_) metadata = operands_->row_metadata();
  begin_chunk();
}

void ArrayStimulus::begin_chunk() {
  chunk_mode_ = mode_;
  phase_ = 0;
  if (mode_changes_ && !clear_ && random_.one_in(8)) {
    draw_refused_chunk();
    return;
  }
  const auto lanes = static_cast<std::size_t>(slice_.lanes(mode_));
  activations_.resize(static_cast<std::size_t>(geometry_.total_rows()) * lanes);
  weights_.resize(static_cast<std::size_t>(geometry_.total_columns()) * lanes);
  operands_->begin_chunk(chunks_left_ == 1);
  for (std::uint32_t& code : activations_) code = operands_->activation();
  for (std::uint32_t& code : weights_) code = operands_->weight();
}

void ArrayStimulus::draw_refused_chunk() {
  const auto modes = static_cast<std::uint32_t>(slice_.modes().size());
  chunk_mode_ = static_cast<int>((static_cast<std::uint32_t>(mode_) + 1 + random_.below(modes - 1)) % modes);
  const auto lanes = static_cast<std::size_t>(slice_.lanes(chunk_mode_));
  activations_.resize(static_cast<std::size_t>(geometry_.total_rows()) * lanes);
  weights_.resize(static_cast<std::size_t>(geometry_.total_columns()) * lanes);
  for (std::uint32_t& code : activations_) code = random_.below(1u << slice_.activation_bits(chunk_mode_));
  for (std::uint32_t& code : weights_) code = random_.below(1u << slice_.weight_bits(chunk_mode_));
}

void ArrayStimulus::begin_pending() {
  const Pending pending = pending_;
  pending_ = Pending::kNothing;
  if (pending == Pending::kChunk) begin_chunk();
  if (pending == Pending::kGroup) begin_group();
  if (pending == Pending::kOutput) begin_output();
}

std::uint32_t random_channel_scale(Random& random) {
  const std::uint64_t bits = random.next();
  constexpr std::array<std::uint32_t, 10> kCorners = {0x00000000, 0x80000000, 0x3f800000, 0x00000001, 0x007fffff,
                                                      0x7f7fffff, 0x7f800000, 0x7fc00000, 0xff800000, 0x33800000};
  if ((bits >> 60) == 0) return kCorners[(bits >> 32) % kCorners.size()];
  if ((bits >> 60) < 4) return static_cast<std::uint32_t>(bits);
  // Around the size that brings group sums into the range of FP16, its subnormals and its overflow included.
  return static_cast<std::uint32_t>(bits & 0x807fffff) | (100 + static_cast<std::uint32_t>((bits >> 32) % 40)) << 23;
}

bool ArrayStimulus::may_step() const {
  const bool last_step = phase_ + 1 == slice_.steps_per_chunk(mode_) && chunks_left_ == 1;
  if (cycle_ < next_step_ || (last_step && cycle_ < next_group_end_)) return false;
  return !(last_step && groups_left_ == 1 && cycle_ < next_read_);
}

std::uint64_t ArrayStimulus::outputs() const {
  return outputs_read_ * static_cast<std::uint64_t>(geometry_.total_rows() * geometry_.total_columns());
}

pe::Step ArrayStimulus::step(bool clear, bool end_group, bool read) const {
  return {chunk_mode_,         clear,           end_group,        read,
          activations_.data(), weights_.data(), metadata_.data(), row_metadata_.data()};
}

void ArrayStimulus::advance() {
  inputs_ = {};
  begin_pending();
  for (std::size_t c = 0; c < channel_scales_.size(); ++c) {
    channel_scales_[c] = random_channel_scale(random_);
    if (const auto own = operands_->channel_scale(c)) channel_scales_[c] = *own;
  }
  inputs_.channel_scale = channel_scales_.data();

  reset_ = cycle_ == 0 ||
           (options_.reset_period != 0 && random_.below(static_cast<std::uint32_t>(options_.reset_period)) == 0);
  if (reset_) {
    inputs_.valid = random_.one_in(2);  // what stands at the inputs during a reset does not matter
    next_group_end_ = next_read_ = 0;
    if (cycle_ != 0) begin_output();  // what was under way is lost
    next_step_ = 0;
    inputs_.step = step(true, true, true);
    // Control starts afresh, so the first step after a reset needs no clear.
    clear_ = random_.one_in(2);
    ++cycle_;
    return;
  }

  if (may_step() && static_cast<int>(random_.below(100)) >= options_.bubble_percent) {
    const bool last_step = phase_ + 1 == slice_.steps_per_chunk(mode_) && chunks_left_ == 1;
    inputs_.valid = true;
    inputs_.step = step(clear_, last_step, last_step && groups_left_ == 1);
    clear_ = false;
    ++steps_;
    if (++phase_ == slice_.steps_per_chunk(mode_)) {
      if (--chunks_left_ > 0) {
        pending_ = Pending::kChunk;
      } else {
        --groups_left_;
        next_group_end_ = cycle_ + static_cast<std::uint64_t>(std::max(group_end_cycles_, geometry_.rows));
        if (inputs_.step.read) {
          next_read_ = cycle_ + static_cast<std::uint64_t>(geometry_.total_rows());
          ++outputs_read_;
        }
        pending_ = inputs_.step.read ? Pending::kOutput : Pending::kGroup;
      }
    }
  }
  ++cycle_;
}

}  // namespace lop::cosim
