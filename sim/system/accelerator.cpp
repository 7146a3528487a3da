// Shells around the output-stationary array, and the wires between them.
#include "sim/system/accelerator.hpp"

#include <utility>

namespace lop::sim {
OutputBuffer output_of(const OutputStationaryArray& array, const pe::Slice&, const LayerPlan& plan, bool with_values) {
  std::vector<std::int64_t> drain_rows;
  for (int i = 0; i < plan.machine.array.total_rows(); ++i) drain_rows.push_back(array.drain_row(i));
  return {plan, std::move(drain_rows), with_values};
}

Accelerator::Accelerator(const sc_core::sc_module_name& name) : ArrayNetlist(name) { bind_load(slot_); }

}  // namespace lop::sim
