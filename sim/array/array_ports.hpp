// Ports of the arrays: the same struct for the cycle models, their SystemC shells and the verilated gates.
#pragma once

#include <cstdint>
#include <vector>

#include "models/pe/slice.hpp"
#include "sim/array/dataflow.hpp"

namespace lop::sim {

/// A grid of tiles connected systolically; operands are broadcast inside a tile and hop one register per tile. The
/// tiles of a weight-stationary array are one PE each, as sums hop as well; its rows are elements of K.
struct ArrayGeometry {
  int tile_rows = 1;     // rows of tiles
  int tile_columns = 1;  // columns of tiles
  int rows = 1;          // rows of PEs in a tile
  int columns = 1;       // columns of PEs in a tile
  Dataflow dataflow = Dataflow::kOutputStationary;

  int total_rows() const { return tile_rows * rows; }
  int total_columns() const { return tile_columns * columns; }
};

/// Inputs of one cycle. valid false is a bubble: nothing else is looked at but channel_scale, and load and sums in a
/// weight-stationary array.
struct ArrayInputs {
  bool valid = false;
  bool load = false;  // weight-stationary: step.weights holds a row of weights, the last row of K first
  pe::Step step;      // operand pointers live until the end of the cycle
  // Weight-stationary: accumulators of the rows of K before, [columns][words], of the vector that came
  // weight_stationary_sums_delay cycles ago; and of a slice with groups, with valid, the sums of the group's rows
  // before that pass through the PEs, [Slice::passing_words]. What no vector needs is not looked at.
  const std::uint32_t* sums = nullptr;
  const std::uint32_t* partials = nullptr;
  // [columns] FP32 bits, for the row at the output unit this cycle; may be null.
  const std::uint32_t* channel_scale = nullptr;
};

/// Outputs of one cycle: one row of the output tile at a time, rows in the order of OutputStationaryArray::drain_row.
/// Accumulators pass the output unit one cycle before their output codes leave it. All zero while not valid.
/// Weight-stationary with groups: a vector ends its group, and accumulators leave, or it does not, and partials do.
struct ArrayOutputs {
  bool valid = false;
  std::vector<std::uint32_t> out;    // [columns] output codes
  std::vector<std::uint32_t> flags;  // [columns] bit i: Slice::flag_names()[i]
  bool psum_valid = false;
  std::vector<std::uint32_t> accumulators;  // [columns][Slice::accumulator_words()]
  bool partial_valid = false;
  std::vector<std::uint32_t> partials;  // [Slice::passing_words(columns)]; empty without groups or output-stationary
};

}  // namespace lop::sim
