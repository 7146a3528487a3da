// Cycle model of the weight-stationary systolic array (rtl/array/ws_array.sv): plain two-phase C++ over packed state.
//
// A vector is evaluated for all PEs in the cycle in which it enters; what time adds is the cycle in which its sums
// leave.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "models/pe/slice.hpp"
#include "sim/array/array_ports.hpp"

namespace lop::sim {

/// Cycles from a vector at the port to its accumulators at the port.
int weight_stationary_latency(const pe::Slice& slice, const ArrayGeometry& geometry);

/// The same to the sums of a group that goes on.
int weight_stationary_partials_latency(const pe::Slice& slice, const ArrayGeometry& geometry);

/// Cycles from a vector at the port to the accumulators that it is added to: none where these pass through the PEs;
/// with groups they come when the unit of the first column adds.
int weight_stationary_sums_delay(const pe::Slice& slice, const ArrayGeometry& geometry);

/// Cycles after a swap from which the next load may begin.
int weight_stationary_swap_cycles(const ArrayGeometry& geometry);

/// errors  pe::OperandError for a weight-stationary array of a PE whose sums cannot leave it, or of larger tiles
void check_dataflow(const pe::Slice& slice, const ArrayGeometry& geometry);

class WeightStationaryArray {
 public:
  /// with_values false, of slices without groups: only the valid flags are modelled and operand pointers may be null.
  /// errors  pe::OperandError as check_dataflow
  WeightStationaryArray(const pe::Slice& slice, ArrayGeometry geometry, bool with_values = true);

  /// step.clear comes with the first vector that meets the rows loaded since the vector before.
  void compute(const ArrayInputs& in);
  /// Instead of compute in a cycle with reset: vectors on their way are lost, weights stay.
  void reset();
  void commit();
  const ArrayOutputs& outputs() const { return outputs_; }

 private:
  struct Leaving {
    std::uint64_t cycle;              // its sums are at the port
    std::vector<std::uint32_t> sums;  // [columns][words], or partials
  };
  /// A vector that ends its group, on its way to the column units.
  struct Ending {
    std::uint64_t cycle;  // the first column's unit adds
    int mode;
    std::shared_ptr<const std::vector<pe::Metadata>> metadata;
    std::vector<std::uint32_t> partials;
  };

  void clear_outputs(ArrayOutputs& outputs) const;
  void swap_in(int mode);
  void take_vector(const ArrayInputs& in);

  const pe::Slice& slice_;
  ArrayGeometry geometry_;
  bool groups_;
  int latency_, partials_latency_, sums_delay_;
  std::unique_ptr<pe::SumChain> chain_;             // null without values
  std::deque<std::vector<std::uint32_t>> waiting_;  // [rows][columns][lanes of their mode], shifted down by a load
  std::uint64_t cycle_ = 0;
  std::uint64_t load_from_ = 0;                     // first cycle of the next load, by the latest swap
  // Of the fold whose rows were loaded last, and of the one in use.
  std::shared_ptr<const std::vector<pe::Metadata>> waiting_metadata_, metadata_;
  std::deque<Leaving> leaving_, leaving_partials_;
  std::deque<Ending> ending_;
  ArrayOutputs outputs_, next_;
};

}  // namespace lop::sim
