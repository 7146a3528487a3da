// The output-stationary accelerator as a SystemC netlist: one module a block of the diagram in docs/machine.md.
#pragma once

#include "sim/system/array_module.hpp"
#include "sim/system/memory_netlist.hpp"
#include "sim/system/tile_sequencer.hpp"

namespace lop::sim {

/// The plain C++ blocks of one layer, plugged into the netlist for its duration.
struct LayerBlocks : MemoryBlocks {
  /// Slice, plan and operands must outlive the blocks; operands null: no values.
  LayerBlocks(const pe::Slice& slice, const LayerPlan& plan, int mode, const tensor::GemmOperands* operands);
  ActionCounts counts() const;

  int mode;
  OutputStationaryArray array;
  OutputBuffer output;
  TileSequencer sequencer;
};

struct OutputBufferModule : ClockedModule {
  sc_in<OutputRow> row{"row"};
  sc_in<DramOutputs> dram{"dram"};
  sc_out<BufferState> state{"state"};
  OutputBuffer* block = nullptr;
  explicit OutputBufferModule(const sc_core::sc_module_name& n) : ClockedModule(n) {}
  void tick() override;
};

struct SequencerModule : ClockedModule {
  sc_in<BufferState> weight{"weight"}, activation{"activation"}, output{"output"};
  sc_out<Slot> slot{"slot"};
  sc_out<ArrayControl> control{"control"};
  TileSequencer* block = nullptr;
  explicit SequencerModule(const sc_core::sc_module_name& n) : ClockedModule(n) {}
  void tick() override;
};

class Accelerator : public MemoryNetlist {
 public:
  explicit Accelerator(const sc_core::sc_module_name& name);
  /// Resets the machine and runs the layer of these blocks to its last cycle.
  void run(LayerBlocks& blocks);

 private:
  void plug(LayerBlocks* blocks);

  SequencerModule sequencer_{"sequencer"};
  ArrayModule<OutputStationaryArray> array_{"array"};
  OutputBufferModule output_{"output_buffer"};
};

}  // namespace lop::sim
