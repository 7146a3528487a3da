// The output-stationary accelerator as a SystemC netlist: one module a block of the diagram in docs/machine.md.
#pragma once

#include "sim/system/array_module.hpp"
#include "sim/system/array_netlist.hpp"
#include "sim/system/tile_sequencer.hpp"

namespace lop::sim {

OutputBuffer output_of(const OutputStationaryArray& array, const pe::Slice& slice, const LayerPlan& plan,
                       bool with_values);

using LayerBlocks = ArrayBlocks<OutputStationaryArray, OutputBuffer, TileSequencer>;

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

class Accelerator
    : public ArrayNetlist<LayerBlocks, SequencerModule, ArrayModule<OutputStationaryArray>, OutputBufferModule> {
 public:
  explicit Accelerator(const sc_core::sc_module_name& name);
};

}  // namespace lop::sim
