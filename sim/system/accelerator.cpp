// Shells of the blocks, and the wires between them.
#include "sim/system/accelerator.hpp"

#include "sim/kernel/check.hpp"

namespace lop::sim {
namespace {

std::vector<std::int64_t> drain_rows(const OutputStationaryArray& array, const ArrayGeometry& geometry) {
  std::vector<std::int64_t> rows;
  for (int i = 0; i < geometry.total_rows(); ++i) rows.push_back(array.drain_row(i));
  return rows;
}

std::uint8_t done(const DramOutputs& dram, Port port) { return dram.done[static_cast<std::size_t>(port)]; }

/// One clock of a block.
template <typename Block, typename Inputs>
void clock_block(Block& block, bool reset, const Inputs& inputs) {
  if (reset) {
    block.reset();
  } else {
    block.compute(inputs);
    block.commit();
  }
}

}  // namespace

LayerBlocks::LayerBlocks(const pe::Slice& slice, const LayerPlan& plan, int mode_index,
                         const tensor::GemmOperands* operands)
    : mode(mode_index),
      dram(plan.machine.dram),
      weight(Port::kWeight, plan, operands),
      activation(Port::kActivation, plan, operands),
      array(slice, plan.machine.array, operands != nullptr),
      output(plan, drain_rows(array, plan.machine.array), operands != nullptr),
      sequencer(plan),
      account(plan) {
  dma.load_program(plan.program);
}

ActionCounts LayerBlocks::counts() const {
  ActionCounts counts = account.actions();
  counts.output_convert = output.converted();
  counts.weight = weight.counts();
  counts.activation = activation.counts();
  counts.output = output.counts();
  const DramCommands commands = dram.commands();
  counts.dram_read = commands.reads;
  counts.dram_write = commands.writes;
  counts.dram_activate = commands.activates;
  counts.dram_refresh = commands.refreshes;
  return counts;
}

void DramModule::tick() {
  clock_block(blocks->dram, reset.read(), request.read());
  response.write(blocks->dram.outputs());
}

void DmaModule::tick() {
  clock_block(blocks->dma, reset.read(), DmaInputs{dram.read().ready, weight.read(), activation.read(), output.read()});
  request.write(blocks->dma.outputs());
}

void OperandBufferModule::tick() {
  OperandBuffer& block = port == Port::kWeight ? blocks->weight : blocks->activation;
  clock_block(block, reset.read(), OperandBufferInputs{slot.read(), done(dram.read(), port)});
  state.write(block.state());
  data.write(block.data());
}

void OutputBufferModule::tick() {
  clock_block(blocks->output, reset.read(), OutputBufferInputs{row.read(), done(dram.read(), Port::kOutput)});
  state.write(blocks->output.state());
}

void SequencerModule::tick() {
  clock_block(blocks->sequencer, reset.read(), SequencerInputs{weight.read(), activation.read(), output.read()});
  slot.write(blocks->sequencer.slot());
  control.write(blocks->sequencer.control());
}

void AccountModule::tick() {
  if (reset.read()) {
    blocks->account.reset();
    return;
  }
  blocks->account.tick({slot.read(), row.read().valid, done(dram.read(), Port::kOutput)});
  if (blocks->account.finished()) sc_core::sc_pause();
}

Accelerator::Accelerator(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
  for (ClockedModule* module : std::initializer_list<ClockedModule*>{&dram_, &dma_, &weight_, &activation_, &sequencer_,
                                                                     &array_, &output_, &account_}) {
    module->clock(clock_);
    module->reset(reset_);
  }
  dram_.request(dram_request_);
  dram_.response(dram_response_);

  dma_.dram(dram_response_);
  dma_.weight(weight_state_);
  dma_.activation(activation_state_);
  dma_.output(output_state_);
  dma_.request(dram_request_);

  weight_.dram(dram_response_);
  weight_.slot(slot_);
  weight_.state(weight_state_);
  weight_.data(weight_data_);

  activation_.dram(dram_response_);
  activation_.slot(slot_);
  activation_.state(activation_state_);
  activation_.data(activation_data_);

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

  account_.slot(slot_);
  account_.row(row_);
  account_.dram(dram_response_);
}

void Accelerator::run(LayerBlocks& blocks) {
  dram_.blocks = dma_.blocks = weight_.blocks = activation_.blocks = &blocks;
  sequencer_.blocks = output_.blocks = account_.blocks = &blocks;
  array_.array = &blocks.array;
  array_.mode = blocks.mode;
  try {
    reset_.write(true);
    sc_core::sc_start(2, sc_core::SC_NS);  // at least one edge, wherever the layer before stopped
    reset_.write(false);
    sc_core::sc_start();
  } catch (const sc_core::sc_report& report) {
    throw InternalError(report.what());
  }
  LOP_CHECK(blocks.account.finished(), "the simulation stopped before the layer was done");
}

}  // namespace lop::sim
