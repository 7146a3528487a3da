// Cycle model of the weight-stationary systolic array.
#include "sim/array/weight_stationary_array.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "sim/pe/timing.hpp"

namespace lop::sim {

int weight_stationary_latency(const pe::Slice& slice, const ArrayGeometry& geometry) {
  const SliceTiming timing = timing_of(slice);
  return timing.edge + (geometry.total_rows() - 1) + timing.pe + (geometry.total_columns() - 1);
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

WeightStationaryArray::WeightStationaryArray(const pe::Slice& slice, ArrayGeometry geometry)
    : slice_(slice),
      geometry_(geometry),
      latency_(weight_stationary_latency(slice, geometry)),
      chain_(slice.make_chain(geometry.total_rows(), geometry.total_columns())) {
  check_dataflow(slice, geometry);
  const auto columns = static_cast<std::size_t>(geometry.total_columns());
  waiting_.resize(static_cast<std::size_t>(geometry.total_rows()));
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
  const auto row_codes = static_cast<std::size_t>(geometry_.total_columns() * slice_.lanes(mode));
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
    waiting_.emplace_front(in.step.weights,
                           in.step.weights + geometry_.total_columns() * slice_.lanes(in.step.mode));
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
