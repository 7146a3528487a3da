// The accelerator while its vector unit works: the same memory side, the unit in the array's place.
#pragma once

#include "sim/array/vector_unit.hpp"
#include "sim/system/accelerator.hpp"
#include "sim/system/array_module.hpp"
#include "sim/system/array_netlist.hpp"
#include "sim/system/result_buffer.hpp"
#include "sim/system/vector_sequencer.hpp"

namespace lop::sim {

template <>
VectorUnit array_of<VectorUnit>(const pe::Slice& slice, const LayerPlan& plan, bool with_values);
ResultBuffer output_of(const VectorUnit& unit, const pe::Slice& slice, const LayerPlan& plan, bool with_values);

using OperationBlocks = ArrayBlocks<VectorUnit, ResultBuffer, VectorSequencer>;

class VectorAccelerator : public ArrayNetlist<OperationBlocks, SequencerModuleOf<VectorSequencer>,
                                              ArrayModule<VectorUnit>, OutputBufferModuleOf<ResultBuffer>> {
 public:
  explicit VectorAccelerator(const sc_core::sc_module_name& name);
};

}  // namespace lop::sim
