// Shells around the output-stationary array, and the wires between them.
#include "sim/system/accelerator.hpp"

namespace lop::sim {
namespace {

std::vector<std::int64_t> drain_rows(const OutputStationaryArray& array, const ArrayGeometry& geometry) {
  std::vector<std::int64_t> rows;
  for (int i = 0; i < geometry.total_rows(); ++i) rows.push_back(array.drain_row(i));
  return rows;
}

}  // namespace

LayerBlocks::LayerBlocks(const pe::Slice& slice, const LayerPlan& plan, int mode_index,
                         const tensor::GemmOperands* operands)
    : MemoryBlocks(plan, operands),
      mode(mode_index),
      array(slice, plan.machine.array, operands != nullptr),
      output(plan, drain_rows(array, plan.machine.array), operands != nullptr),
      sequencer(plan) {}

ActionCounts LayerBlocks::counts() const {
  ActionCounts counts = MemoryBlocks::counts();
  counts.output_convert = output.converted();
  counts.output = output.counts();
  return counts;
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

Accelerator::Accelerator(const sc_core::sc_module_name& name) : MemoryNetlist(name) {
  bind_load(slot_);
  for (ClockedModule* module : std::initializer_list<ClockedModule*>{&sequencer_, &array_, &output_}) clock(*module);
  sequencer_.weight(weight_state_);
  sequencer_.activation(activation_state_);
  sequencer_.output(output_state_);
  sequencer_.slot(slot_);
  sequencer_.control(control_);

  array_.control(control_);
  array_.weight(weight_data_);
  array_.activation(activation_data_);
  array_.row(row_);

  output_.row(row_);
  output_.dram(dram_response_);
  output_.state(output_state_);
}

void Accelerator::plug(LayerBlocks* blocks) {
  MemoryNetlist::plug(blocks);
  sequencer_.block = blocks != nullptr ? &blocks->sequencer : nullptr;
  output_.block = blocks != nullptr ? &blocks->output : nullptr;
  array_.array = blocks != nullptr ? &blocks->array : nullptr;
  if (blocks != nullptr) array_.mode = blocks->mode;
}

void Accelerator::run(LayerBlocks& blocks) {
  plug(&blocks);
  run_layer();
  plug(nullptr);
}

}  // namespace lop::sim
