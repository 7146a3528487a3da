// The accelerator as a SystemC netlist: one module a block of the diagram in docs/machine.md.
#pragma once

#include <systemc>

#include "sim/kernel/clocked_module.hpp"
#include "sim/memory/dma.hpp"
#include "sim/system/array_module.hpp"
#include "sim/system/cycle_account.hpp"
#include "sim/system/signals.hpp"
#include "sim/system/tile_sequencer.hpp"

namespace lop::sim {

using sc_core::sc_in;
using sc_core::sc_out;
using sc_core::sc_signal;

/// The plain C++ blocks of one layer, plugged into the netlist for its duration.
struct LayerBlocks {
  /// Slice, plan and operands must outlive the blocks; operands null: no values.
  LayerBlocks(const pe::Slice& slice, const LayerPlan& plan, int mode, const tensor::GemmOperands* operands);
  ActionCounts counts() const;

  int mode;
  Dram dram;
  Dma dma;
  OperandBuffer weight, activation;
  OutputStationaryArray array;
  OutputBuffer output;
  TileSequencer sequencer;
  CycleAccount account;
};

struct DramModule : ClockedModule {
  sc_in<DramRequest> request{"request"};
  sc_out<DramOutputs> response{"response"};
  LayerBlocks* blocks = nullptr;
  explicit DramModule(const sc_core::sc_module_name& n) : ClockedModule(n) {}
  void tick() override;
};

struct DmaModule : ClockedModule {
  sc_in<DramOutputs> dram{"dram"};
  sc_in<BufferState> weight{"weight"}, activation{"activation"}, output{"output"};
  sc_out<DramRequest> request{"request"};
  LayerBlocks* blocks = nullptr;
  explicit DmaModule(const sc_core::sc_module_name& n) : ClockedModule(n) {}
  void tick() override;
};

struct OperandBufferModule : ClockedModule {
  sc_in<DramOutputs> dram{"dram"};
  sc_in<Slot> slot{"slot"};
  sc_out<BufferState> state{"state"};
  sc_out<OperandData> data{"data"};
  LayerBlocks* blocks = nullptr;
  OperandBufferModule(const sc_core::sc_module_name& n, Port p) : ClockedModule(n), port(p) {}
  void tick() override;

 private:
  Port port;
};

struct OutputBufferModule : ClockedModule {
  sc_in<OutputRow> row{"row"};
  sc_in<DramOutputs> dram{"dram"};
  sc_out<BufferState> state{"state"};
  LayerBlocks* blocks = nullptr;
  explicit OutputBufferModule(const sc_core::sc_module_name& n) : ClockedModule(n) {}
  void tick() override;
};

struct SequencerModule : ClockedModule {
  sc_in<BufferState> weight{"weight"}, activation{"activation"}, output{"output"};
  sc_out<Slot> slot{"slot"};
  sc_out<ArrayControl> control{"control"};
  LayerBlocks* blocks = nullptr;
  explicit SequencerModule(const sc_core::sc_module_name& n) : ClockedModule(n) {}
  void tick() override;
};

/// Watches; pauses the simulation in the last cycle of a layer.
struct AccountModule : ClockedModule {
  sc_in<Slot> slot{"slot"};
  sc_in<OutputRow> row{"row"};
  sc_in<DramOutputs> dram{"dram"};
  LayerBlocks* blocks = nullptr;
  explicit AccountModule(const sc_core::sc_module_name& n) : ClockedModule(n) {}
  void tick() override;
};

class Accelerator : public sc_core::sc_module {
 public:
  explicit Accelerator(const sc_core::sc_module_name& name);
  /// Resets the machine and runs the layer of these blocks to its last cycle.
  void run(LayerBlocks& blocks);

 private:
  sc_core::sc_clock clock_{"clock", 1, sc_core::SC_NS};
  sc_signal<bool> reset_{"reset"};

  sc_signal<DramRequest> dram_request_{"dram_request"};
  sc_signal<DramOutputs> dram_response_{"dram_response"};
  sc_signal<BufferState> weight_state_{"weight_state"}, activation_state_{"activation_state"},
      output_state_{"output_state"};
  sc_signal<Slot> slot_{"slot"};
  sc_signal<ArrayControl> control_{"control"};
  sc_signal<OperandData> weight_data_{"weight_data"}, activation_data_{"activation_data"};
  sc_signal<OutputRow> row_{"row"};

  DramModule dram_{"dram"};
  DmaModule dma_{"dma"};
  OperandBufferModule weight_{"weight_buffer", Port::kWeight}, activation_{"activation_buffer", Port::kActivation};
  SequencerModule sequencer_{"sequencer"};
  ArrayModule<OutputStationaryArray> array_{"array"};
  OutputBufferModule output_{"output_buffer"};
  AccountModule account_{"account"};
};

}  // namespace lop::sim
