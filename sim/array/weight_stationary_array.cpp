// Cycle model of the weight-stationary systolic array.
#include "sim/array/weight_stationary_array.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "sim/pe/timing.hpp"

namespace lop::sim {

int weight_stationary_latency(const pe::Slice& slice, const ArrayGeometry& geometry) {
  const SliceTiming timing = timing_of(slice);
  return timing.edge + (geometry.rows - 1) + timing.pe + (geometry.columns - 1);
}

int weight_stationary_swap_cycles(const ArrayGeometry& geometry) { return geometry.rows + geometry.columns; }

WeightStationaryArray::WeightStationaryArray(const pe::Slice& slice, ArrayGeometry geometry)
    : slice_(slice), geometry_(geometry), latency_(weight_stationary_latency(slice, geometry)), chain_(slice.make_chain(geometry.rows, geometry.columns)) {
  const std::string stem(slice.stem());
  if (chain_ == nullptr) {
    throw pe::OperandError(stem + ": its partial sums cannot leave the PE at every step; expected dataflow output_stationary");
  }
  if (geometry.tile_rows != 1 || geometry.tile_columns != 1) throw pe::OperandError("a weight-stationary array is one tile; expected tiles 1x1");
  const auto columns = static_cast<std::size_t>(geometry.columns);
  waiting_.resize(static_cast<std::size_t>(geometry.rows));
  for (ArrayOutputs* outputs : {&outputs_, &next_}) {
    outputs->out.resize(columns);
    outputs->flags.resize(columns);
    outputs->accumulators.resize(columns * slice.accumulator_words());
  }
}

void WeightStationaryArray::clear_outputs(ArrayOutputs& outputs) const {
  std::fill(outputs.out.begin(), outputs.out.end(), 0);
  std::fill(outputs.flags.begin(), outputs.flags.end(), 0);
  std::fill(outputs.accumulators.begin(), outputs.accumulators.end(), 0);
  outputs.valid = outputs.psum_valid = false;
}

void WeightStationaryArray::swap_in(int mode) {
  const auto row_codes = static_cast<std::size_t>(geometry_.columns * slice_.lanes(mode));
  std::vector<std::uint32_t> weights;
  for (std::vector<std::uint32_t>& row : waiting_) {
    row.resize(row_codes);   // a row that was never loaded holds nothing
    weights.insert(weights.end(), row.begin(), row.end());
  }
  chain_->load(mode, weights.data());
}

void WeightStationaryArray::compute(const ArrayInputs& in) {
  clear_outputs(next_);
  next_.valid = outputs_.psum_valid;
  if (next_.valid) {
    for (std::size_t c = 0; c < next_.out.size(); ++c) {
      const std::uint32_t* sum = outputs_.accumulators.data() + c * slice_.accumulator_words();
      next_.out[c] = slice_.out_code(sum, in.channel_scale != nullptr ? in.channel_scale[c] : 0);
      next_.flags[c] = slice_.flags(sum);
    }
  }

  if (in.valid) {
    if (in.step.clear) swap_in(in.step.mode);
    Leaving vector{cycle_ + static_cast<std::uint64_t>(latency_), {in.sums, in.sums + next_.accumulators.size()}};
    chain_->pass(in.step.mode, in.step.activations, vector.sums.data());
    leaving_.push_back(std::move(vector));
  }
  if (in.load) {
    waiting_.pop_back();
    waiting_.emplace_front(in.step.weights, in.step.weights + geometry_.columns * slice_.lanes(in.step.mode));
  }

  if (!leaving_.empty() && leaving_.front().cycle == cycle_ + 1) {
    next_.psum_valid = true;
    next_.accumulators = std::move(leaving_.front().sums);
    leaving_.pop_front();
  }
}

void WeightStationaryArray::reset() {
  clear_outputs(next_);
  leaving_.clear();
}

void WeightStationaryArray::commit() {
  std::swap(outputs_, next_);
  ++cycle_;
}

}  // namespace lop::sim
