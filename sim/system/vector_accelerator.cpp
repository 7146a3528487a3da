// What the vector unit's netlist has of its own.
#include "sim/system/vector_accelerator.hpp"

namespace lop::sim {

template <>
VectorUnit array_of<VectorUnit>(const pe::Slice&, const LayerPlan& plan, bool) {
  return VectorUnit(plan.machine.vector.latency_cycles);
}

ResultBuffer output_of(const VectorUnit&, const pe::Slice&, const LayerPlan& plan, bool) { return ResultBuffer(plan); }

VectorAccelerator::VectorAccelerator(const sc_core::sc_module_name& name) : ArrayNetlist(name) { bind_load(slot_); }

}  // namespace lop::sim
