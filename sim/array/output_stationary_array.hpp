// Cycle model of the output-stationary array (rtl/array/pe_array.sv): plain two-phase C++ over packed state.
//
// Nothing outside the array can see a partial result before its row leaves, so a step is evaluated for every PE in the
// cycle in which it enters, and what time adds - edges, skew, pipeline, drain - is the cycle in which each row leaves.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "models/pe/slice.hpp"
#include "sim/array/array_ports.hpp"

namespace lop::sim {

/// Cycles from a read step at the port to its first output row at the port.
int array_latency(const pe::Slice& slice, const ArrayGeometry& geometry);

/// Cycles from a step at the port to the same step in the far corner PE: edge and skew.
int array_fill(const pe::Slice& slice, const ArrayGeometry& geometry);

class OutputStationaryArray {
 public:
  /// with_values false: only the valid flags are modelled and operand pointers may be null.
  OutputStationaryArray(const pe::Slice& slice, ArrayGeometry geometry, bool with_values);

  void compute(const ArrayInputs& in);
  /// Instead of compute in a cycle with reset: control is cleared, steps and rows on their way are lost.
  void reset();
  void commit();
  const ArrayOutputs& outputs() const { return outputs_; }

  int latency() const { return latency_; }
  int first_pe_to_last_pe() const { return fill_; }
  /// Array row that is the i-th to leave: the bottom row of tiles first, rising inside a tile.
  int drain_row(int i) const;

 private:
  struct OutputTile {
    std::uint64_t first_cycle;                 // its first row passes the output units
    std::vector<std::uint32_t> accumulators;   // [rows][columns][words]; empty without values
  };

  void clear_outputs(ArrayOutputs& outputs) const;

  const pe::Slice& slice_;
  ArrayGeometry geometry_;
  int latency_, fill_;
  std::unique_ptr<pe::Grid> grid_;             // null without values
  std::uint64_t cycle_ = 0;
  std::deque<OutputTile> leaving_;
  ArrayOutputs outputs_, next_;
};

}  // namespace lop::sim
