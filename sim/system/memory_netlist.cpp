// Shells of the memory side, and the wires between them.
#include "sim/system/memory_netlist.hpp"

#include "sim/kernel/check.hpp"

namespace lop::sim {

MemoryBlocks::MemoryBlocks(const LayerPlan& plan, const tensor::GemmOperands* operands)
    : dram(plan.machine.dram),
      weight(Port::kWeight, plan, operands),
      activation(Port::kActivation, plan, operands),
      account(plan) {
  dma.load_program(plan.program);
}

ActionCounts MemoryBlocks::counts() const {
  ActionCounts counts = account.actions();
  counts.weight = weight.counts();
  counts.activation = activation.counts();
  const DramCommands commands = dram.commands();
  counts.dram_read = commands.reads;
  counts.dram_write = commands.writes;
  counts.dram_activate = commands.activates;
  counts.dram_refresh = commands.refreshes;
  return counts;
}

void DramModule::tick() {
  if (block == nullptr) return;
  clock_block(*block, reset.read(), request.read());
  response.write(block->outputs());
}

void DmaModule::tick() {
  if (block == nullptr) return;
  clock_block(*block, reset.read(), DmaInputs{dram.read().ready, weight.read(), activation.read(), output.read()});
  request.write(block->outputs());
}

void OperandBufferModule::tick() {
  if (block == nullptr) return;
  clock_block(*block, reset.read(), OperandBufferInputs{slot.read(), done(dram.read(), port)});
  state.write(block->state());
  data.write(block->data());
}

void AccountModule::tick() {
  if (block == nullptr) return;
  if (reset.read()) {
    block->reset();
    return;
  }
  block->tick({slot.read(), load.read(), row.read().valid, done(dram.read(), Port::kOutput)});
  if (block->finished()) sc_core::sc_pause();
}

MemoryNetlist::MemoryNetlist(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
  for (ClockedModule* module :
       std::initializer_list<ClockedModule*>{&dram_, &dma_, &weight_, &activation_, &account_}) {
    clock(*module);
  }
  dram_.request(dram_request_);
  dram_.response(dram_response_);

  dma_.dram(dram_response_);
  dma_.weight(weight_state_);
  dma_.activation(activation_state_);
  dma_.output(output_state_);
  dma_.request(dram_request_);

  weight_.dram(dram_response_);
  weight_.state(weight_state_);
  weight_.data(weight_data_);

  activation_.dram(dram_response_);
  activation_.slot(slot_);
  activation_.state(activation_state_);
  activation_.data(activation_data_);

  account_.slot(slot_);
  account_.row(row_);
  account_.dram(dram_response_);
}

void MemoryNetlist::bind_load(sc_signal<Slot>& load) {
  weight_.slot(load);
  account_.load(load);
}

void MemoryNetlist::clock(ClockedModule& module) {
  module.clock(clock_);
  module.reset(reset_);
}

void MemoryNetlist::plug(MemoryBlocks* blocks) {
  dram_.block = blocks != nullptr ? &blocks->dram : nullptr;
  dma_.block = blocks != nullptr ? &blocks->dma : nullptr;
  weight_.block = blocks != nullptr ? &blocks->weight : nullptr;
  activation_.block = blocks != nullptr ? &blocks->activation : nullptr;
  account_.block = blocks != nullptr ? &blocks->account : nullptr;
}

void MemoryNetlist::run_layer() {
  try {
    reset_.write(true);
    sc_core::sc_start(2, sc_core::SC_NS);  // at least one edge, wherever the layer before stopped
    reset_.write(false);
    sc_core::sc_start();
  } catch (const sc_core::sc_report& report) {
    throw InternalError(report.what());
  }
  LOP_CHECK(account_.block->finished(), "the simulation stopped before the layer was done");
}

}  // namespace lop::sim
