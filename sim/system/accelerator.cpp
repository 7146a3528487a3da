// Shells around the output-stationary array, and the wires between them.
#include "sim/system/accelerator.hpp"

#include <utility>

namespace lop::sim {
OutputBuffer output_of(const OutputStationaryArray& array, const pe::Slice&, const LayerPlan& plan, bool with_values) {
  std::vector<std::int64_t> drain_rows;
  for (int i = 0; i < plan.machine.array.total_rows(); ++i) drain_rows.push_back(array.drain_row(i));
  return {plan, std::move(drain_rows), with_values};
}

void OutputBufferModule::tick() {
  if (block == nullptr) return;
  clock_block(*block, reset.read(), OutputBufferInputs{row.read(), done(dram.read(), Port::kOutput)});
  state.write(block->state());
}

void SequencerModule::tick() {
  if (block == nullptr) return;
  clock_block(*block, reset.read(), SequencerInputs{weight.read(), activation.read(), output.read()});
  slot.write(block->slot());
  control.write(block->control());
}

Accelerator::Accelerator(const sc_core::sc_module_name& name) : ArrayNetlist(name) { bind_load(slot_); }

}  // namespace lop::sim
