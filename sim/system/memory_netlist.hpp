// What the accelerators of every dataflow have in common as a SystemC netlist: DRAM, DMA, operand SRAMs and the
// account.
#pragma once

#include <systemc>

#include "sim/kernel/clocked_module.hpp"
#include "sim/memory/dma.hpp"
#include "sim/system/cycle_account.hpp"
#include "sim/system/signals.hpp"

namespace lop::sim {

using sc_core::sc_in;
using sc_core::sc_out;
using sc_core::sc_signal;

/// The plain C++ blocks of one layer on the memory side.
struct MemoryBlocks {
  /// Plan and operands must outlive the blocks; operands null: no values.
  MemoryBlocks(const LayerPlan& plan, const tensor::GemmOperands* operands);
  /// Without what the output SRAM counts.
  ActionCounts counts() const;

  Dram dram;
  Dma dma;
  OperandBuffer weight, activation;
  CycleAccount account;
};

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

inline std::uint8_t done(const DramOutputs& dram, Port port) { return dram.done[static_cast<std::size_t>(port)]; }

// The shells do nothing while no block is plugged in.

struct DramModule : ClockedModule {
  sc_in<DramRequest> request{"request"};
  sc_out<DramOutputs> response{"response"};
  Dram* block = nullptr;
  explicit DramModule(const sc_core::sc_module_name& n) : ClockedModule(n) {}
  void tick() override;
};

struct DmaModule : ClockedModule {
  sc_in<DramOutputs> dram{"dram"};
  sc_in<BufferState> weight{"weight"}, activation{"activation"}, output{"output"};
  sc_out<DramRequest> request{"request"};
  Dma* block = nullptr;
  explicit DmaModule(const sc_core::sc_module_name& n) : ClockedModule(n) {}
  void tick() override;
};

struct OperandBufferModule : ClockedModule {
  sc_in<DramOutputs> dram{"dram"};
  sc_in<Slot> slot{"slot"};
  sc_out<BufferState> state{"state"};
  sc_out<OperandData> data{"data"};
  OperandBuffer* block = nullptr;
  OperandBufferModule(const sc_core::sc_module_name& n, Port p) : ClockedModule(n), port(p) {}
  void tick() override;

 private:
  Port port;
};

/// Watches; pauses the simulation in the last cycle of a layer.
struct AccountModule : ClockedModule {
  sc_in<Slot> slot{"slot"}, load{"load"};
  sc_in<OutputRow> row{"row"};
  sc_in<DramOutputs> dram{"dram"};
  CycleAccount* block = nullptr;
  explicit AccountModule(const sc_core::sc_module_name& n) : ClockedModule(n) {}
  void tick() override;
};

class MemoryNetlist : public sc_core::sc_module {
 protected:
  explicit MemoryNetlist(const sc_core::sc_module_name& name);
  /// The slots in which the weight SRAM is read.
  void bind_load(sc_signal<Slot>& load);
  void clock(ClockedModule& module);
  void plug(MemoryBlocks* blocks);
  /// Resets the machine and runs the layer of the blocks plugged in to its last cycle.
  void run_layer();

  sc_signal<BufferState> weight_state_{"weight_state"}, activation_state_{"activation_state"},
      output_state_{"output_state"};
  sc_signal<DramOutputs> dram_response_{"dram_response"};
  sc_signal<Slot> slot_{"slot"};
  sc_signal<ArrayControl> control_{"control"};
  sc_signal<OperandData> weight_data_{"weight_data"}, activation_data_{"activation_data"};
  sc_signal<OutputRow> row_{"row"};

 private:
  sc_core::sc_clock clock_{"clock", 1, sc_core::SC_NS};
  sc_signal<bool> reset_{"reset"};
  sc_signal<DramRequest> dram_request_{"dram_request"};

  DramModule dram_{"dram"};
  DmaModule dma_{"dma"};
  OperandBufferModule weight_{"weight_buffer", Port::kWeight}, activation_{"activation_buffer", Port::kActivation};
  AccountModule account_{"account"};
};

}  // namespace lop::sim
