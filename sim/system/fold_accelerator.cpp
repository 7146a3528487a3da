// Shells around the weight-stationary array, and the wires between them.
#include "sim/system/fold_accelerator.hpp"

namespace lop::sim {

FoldBlocks::FoldBlocks(const pe::Slice& slice, const LayerPlan& plan, int mode_index,
                       const tensor::GemmOperands* operands)
    : MemoryBlocks(plan, operands),
      mode(mode_index),
      array(slice, plan.machine.array, operands != nullptr),
      output(plan, slice.accumulator_words(), operands != nullptr),
      sequencer(plan) {}

ActionCounts FoldBlocks::counts() const {
  ActionCounts counts = MemoryBlocks::counts();
  counts.output_convert = output.converted();
  counts.output = output.counts();
  return counts;
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

FoldAccelerator::FoldAccelerator(const sc_core::sc_module_name& name) : MemoryNetlist(name) {
  bind_load(load_);
  for (ClockedModule* module : std::initializer_list<ClockedModule*>{&sequencer_, &array_, &output_}) clock(*module);
  sequencer_.weight(weight_state_);
  sequencer_.activation(activation_state_);
  sequencer_.output(output_state_);
  sequencer_.slot(slot_);
  sequencer_.load(load_);
  sequencer_.control(control_);

  array_.control(control_);
  array_.weight(weight_data_);
  array_.activation(activation_data_);
  array_.sums(sums_);
  array_.partials(no_partials_);
  array_.row(row_);
  array_.psum(psum_);
  array_.partial(no_partial_);

  output_.slot(slot_);
  output_.row(row_);
  output_.psum(psum_);
  output_.dram(dram_response_);
  output_.sums(sums_);
  output_.state(output_state_);
}

void FoldAccelerator::plug(FoldBlocks* blocks) {
  MemoryNetlist::plug(blocks);
  sequencer_.block = blocks != nullptr ? &blocks->sequencer : nullptr;
  output_.block = blocks != nullptr ? &blocks->output : nullptr;
  array_.array = blocks != nullptr ? &blocks->array : nullptr;
  if (blocks != nullptr) array_.mode = blocks->mode;
}

void FoldAccelerator::run(FoldBlocks& blocks) {
  plug(&blocks);
  run_layer();
  plug(nullptr);
}

}  // namespace lop::sim
