// Cycle model of the output-stationary array.
#include "sim/array/output_stationary_array.hpp"

#include <algorithm>
#include <utility>

#include "sim/kernel/check.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

int array_fill(const pe::Slice& slice, const ArrayGeometry& geometry) {
  return timing_of(slice).edge + (geometry.tile_rows - 1) + (geometry.tile_columns - 1);
}

int array_latency(const pe::Slice& slice, const ArrayGeometry& geometry) {
  const SliceTiming timing = timing_of(slice);
  constexpr int kChainRegister = 1;  // a tile's row leaves through one register a tile
  return array_fill(slice, geometry) + timing.pe + timing.group_end + timing.column + kChainRegister + timing.output;
}

OutputStationaryArray::OutputStationaryArray(const pe::Slice& slice, ArrayGeometry geometry, bool with_values)
    : slice_(slice), geometry_(geometry), latency_(array_latency(slice, geometry)), fill_(array_fill(slice, geometry)) {
  const auto columns = static_cast<std::size_t>(geometry.total_columns());
  if (with_values) grid_ = slice.make_grid(geometry.total_rows(), geometry.total_columns());
  for (ArrayOutputs* outputs : {&outputs_, &next_}) {
    outputs->out.resize(columns);
    outputs->flags.resize(columns);
    outputs->accumulators.resize(columns * slice.accumulator_words());
  }
}

int OutputStationaryArray::drain_row(int i) const {
  const int tile = geometry_.tile_rows - 1 - i / geometry_.rows;
  return tile * geometry_.rows + i % geometry_.rows;
}

void OutputStationaryArray::clear_outputs(ArrayOutputs& outputs) const {
  if (outputs.valid) {
    std::fill(outputs.out.begin(), outputs.out.end(), 0);
    std::fill(outputs.flags.begin(), outputs.flags.end(), 0);
  }
  if (outputs.psum_valid) std::fill(outputs.accumulators.begin(), outputs.accumulators.end(), 0);
  outputs.valid = outputs.psum_valid = false;
}

void OutputStationaryArray::compute(const ArrayInputs& in) {
  clear_outputs(next_);

  // The row at the output units this cycle is the output code of the next.
  next_.valid = outputs_.psum_valid;
  if (next_.valid && grid_) {
    for (std::size_t c = 0; c < next_.out.size(); ++c) {
      const std::uint32_t* accumulator = outputs_.accumulators.data() + c * slice_.accumulator_words();
      next_.out[c] = slice_.out_code(accumulator, in.channel_scale != nullptr ? in.channel_scale[c] : 0);
      next_.flags[c] = slice_.flags(accumulator);
    }
  }

  if (in.valid) {
    if (grid_) grid_->step(in.step);
    if (in.step.read) {
      OutputTile tile;
      tile.first_cycle = cycle_ + static_cast<std::uint64_t>(latency_ - 1);
      LOP_CHECK(leaving_.empty() || tile.first_cycle >= leaving_.back().first_cycle +
                                                            static_cast<std::uint64_t>(geometry_.total_rows()),
                "an output ended before the one before it could leave");
      if (grid_) tile.accumulators = grid_->accumulators();
      leaving_.push_back(std::move(tile));
    }
  }

  const std::uint64_t next_cycle = cycle_ + 1;
  if (!leaving_.empty() && leaving_.front().first_cycle <= next_cycle) {
    const int i = static_cast<int>(next_cycle - leaving_.front().first_cycle);
    next_.psum_valid = true;
    if (grid_) {
      const auto words = next_.accumulators.size();
      const auto row = leaving_.front().accumulators.begin() + drain_row(i) * static_cast<std::ptrdiff_t>(words);
      std::copy_n(row, words, next_.accumulators.begin());
    }
    if (i + 1 == geometry_.total_rows()) leaving_.pop_front();
  }
}

void OutputStationaryArray::reset() {
  clear_outputs(next_);
  leaving_.clear();
  if (grid_) grid_->reset();
}

void OutputStationaryArray::commit() {
  std::swap(outputs_, next_);
  ++cycle_;
}

}  // namespace lop::sim
