// Cycle model of the weight-stationary systolic array.
#include "sim/array/weight_stationary_array.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "sim/kernel/check.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

namespace {

/// To the foot of the first column.
int first_foot(const pe::Slice& slice, const ArrayGeometry& geometry) {
  const SliceTiming timing = timing_of(slice);
  return timing.edge + (geometry.total_rows() - 1) + timing.pe;
}

bool passes_groups(const pe::Slice& slice) { return slice.port_widths().partial > 0; }

}  // namespace

int weight_stationary_latency(const pe::Slice& slice, const ArrayGeometry& geometry) {
  return weight_stationary_partials_latency(slice, geometry) + timing_of(slice).column;
}

int weight_stationary_partials_latency(const pe::Slice& slice, const ArrayGeometry& geometry) {
  return first_foot(slice, geometry) + (geometry.total_columns() - 1);
}

int weight_stationary_sums_delay(const pe::Slice& slice, const ArrayGeometry& geometry) {
  // The last of the column unit's stages adds.
  return passes_groups(slice) ? first_foot(slice, geometry) + timing_of(slice).column - 1 : 0;
}

int weight_stationary_swap_cycles(const ArrayGeometry& geometry) {
  return geometry.total_rows() + geometry.total_columns();
}

void check_dataflow(const pe::Slice& slice, const ArrayGeometry& geometry) {
  if (geometry.dataflow != Dataflow::kWeightStationary) return;
  if (const auto refusal = weight_stationary_refusal(slice)) throw pe::OperandError(*refusal);
  if (geometry.rows == 1 && geometry.columns == 1) return;
  throw pe::OperandError(
      "a weight-stationary array has a register between any two PEs; expected tiles of 1x1 PE, and its rows and "
      "columns as the grid of tiles");
}

WeightStationaryArray::WeightStationaryArray(const pe::Slice& slice, ArrayGeometry geometry, bool with_values)
    : slice_(slice),
      geometry_(geometry),
      groups_(passes_groups(slice)),
      latency_(weight_stationary_latency(slice, geometry)),
      partials_latency_(weight_stationary_partials_latency(slice, geometry)),
      sums_delay_(weight_stationary_sums_delay(slice, geometry)) {
  check_dataflow(slice, geometry);
  LOP_CHECK(with_values || !groups_, "groups are modelled with values only");
  if (with_values) chain_ = slice.make_chain(geometry.total_rows(), geometry.total_columns());
  const auto columns = static_cast<std::size_t>(geometry.total_columns());
  waiting_.resize(static_cast<std::size_t>(geometry.total_rows()));
  waiting_metadata_ = metadata_ = std::make_shared<const std::vector<pe::Metadata>>(columns);
  for (ArrayOutputs* outputs : {&outputs_, &next_}) {
    outputs->out.resize(columns);
    outputs->flags.resize(columns);
    outputs->accumulators.resize(columns * slice.accumulator_words());
    if (groups_) outputs->partials.resize(slice.passing_words(columns));
  }
}

void WeightStationaryArray::clear_outputs(ArrayOutputs& outputs) const {
  std::fill(outputs.out.begin(), outputs.out.end(), 0);
  std::fill(outputs.flags.begin(), outputs.flags.end(), 0);
  std::fill(outputs.accumulators.begin(), outputs.accumulators.end(), 0);
  std::fill(outputs.partials.begin(), outputs.partials.end(), 0);
  outputs.valid = outputs.psum_valid = outputs.partial_valid = false;
}

void WeightStationaryArray::swap_in(int mode) {
  const auto row_codes = static_cast<std::size_t>(geometry_.total_columns() * slice_.lanes(mode));
  std::vector<std::uint32_t> weights;
  for (std::vector<std::uint32_t>& row : waiting_) {
    row.resize(row_codes);  // a row that was never loaded holds nothing
    weights.insert(weights.end(), row.begin(), row.end());
  }
  chain_->load(mode, weights.data());
  metadata_ = waiting_metadata_;
}

void WeightStationaryArray::take_vector(const ArrayInputs& in) {
  if (!chain_) {
    leaving_.push_back({cycle_ + static_cast<std::uint64_t>(latency_), outputs_.accumulators});
    return;
  }
  if (in.step.clear) swap_in(in.step.mode);
  const std::uint32_t* passing = groups_ ? in.partials : in.sums;
  std::vector<std::uint32_t> sums(passing,
                                  passing + slice_.passing_words(static_cast<std::size_t>(geometry_.total_columns())));
  chain_->pass(in.step.mode, in.step.activations, sums.data());
  if (!groups_) {
    leaving_.push_back({cycle_ + static_cast<std::uint64_t>(latency_), std::move(sums)});
  } else if (in.step.end_group) {
    ending_.push_back({cycle_ + static_cast<std::uint64_t>(sums_delay_), in.step.mode, metadata_, std::move(sums)});
  } else {
    leaving_partials_.push_back({cycle_ + static_cast<std::uint64_t>(partials_latency_), std::move(sums)});
  }
}

void WeightStationaryArray::compute(const ArrayInputs& in) {
  LOP_CHECK(!in.load || cycle_ >= load_from_, "weights loaded over those of a swap on its way");
  if (in.valid && in.step.clear) {
    load_from_ = cycle_ + static_cast<std::uint64_t>(weight_stationary_swap_cycles(geometry_));
  }
  clear_outputs(next_);
  next_.valid = outputs_.psum_valid;
  if (next_.valid && chain_) {
    for (std::size_t c = 0; c < next_.out.size(); ++c) {
      const std::uint32_t* sum = outputs_.accumulators.data() + c * slice_.accumulator_words();
      next_.out[c] = slice_.out_code(sum, in.channel_scale != nullptr ? in.channel_scale[c] : 0);
      next_.flags[c] = slice_.flags(sum);
    }
  }

  if (in.valid) take_vector(in);
  if (in.load && chain_) {
    waiting_.pop_back();
    waiting_.emplace_front(in.step.weights, in.step.weights + geometry_.total_columns() * slice_.lanes(in.step.mode));
    if (groups_) {
      waiting_metadata_ = std::make_shared<const std::vector<pe::Metadata>>(
          in.step.metadata, in.step.metadata + geometry_.total_columns());
    }
  }

  if (!ending_.empty() && ending_.front().cycle == cycle_) {
    const Ending& vector = ending_.front();
    Leaving leaving{cycle_ + static_cast<std::uint64_t>(latency_ - sums_delay_),
                    {in.sums, in.sums + next_.accumulators.size()}};
    chain_->end_group(vector.mode, vector.metadata->data(), vector.partials.data(), leaving.sums.data());
    leaving_.push_back(std::move(leaving));
    ending_.pop_front();
  }
  if (!leaving_partials_.empty() && leaving_partials_.front().cycle == cycle_ + 1) {
    next_.partial_valid = true;
    next_.partials = std::move(leaving_partials_.front().sums);
    leaving_partials_.pop_front();
  }

  if (!leaving_.empty() && leaving_.front().cycle == cycle_ + 1) {
    next_.psum_valid = true;
    next_.accumulators = std::move(leaving_.front().sums);
    leaving_.pop_front();
  }
}

void WeightStationaryArray::reset() {
  clear_outputs(next_);
  load_from_ = 0;
  leaving_.clear();
  leaving_partials_.clear();
  ending_.clear();
}

void WeightStationaryArray::commit() {
  std::swap(outputs_, next_);
  ++cycle_;
}

}  // namespace lop::sim
