// Shells around the weight-stationary array, and the wires between them.
#include "sim/system/fold_accelerator.hpp"

namespace lop::sim {

SumBuffer output_of(const WeightStationaryArray&, const pe::Slice& slice, const LayerPlan& plan, bool with_values) {
  return {plan, slice.accumulator_words(), with_values};
}

void SumBufferModule::tick() {
  if (block == nullptr) return;
  clock_block(*block, reset.read(),
              SumBufferInputs{slot.read(), row.read(), psum.read(), done(dram.read(), Port::kOutput)});
  sums.write(block->sums());
  state.write(block->state());
}

void FoldSequencerModule::tick() {
  if (block == nullptr) return;
  clock_block(*block, reset.read(), SequencerInputs{weight.read(), activation.read(), output.read()});
  slot.write(block->slot());
  load.write(block->load());
  control.write(block->control());
}

FoldAccelerator::FoldAccelerator(const sc_core::sc_module_name& name) : ArrayNetlist(name) {
  bind_load(load_);
  sequencer_.load(load_);

  array_.sums(sums_);
  array_.partials(no_partials_);
  array_.psum(psum_);
  array_.partial(no_partial_);

  output_.slot(slot_);
  output_.psum(psum_);
  output_.sums(sums_);
}

}  // namespace lop::sim
