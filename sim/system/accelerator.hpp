// The output-stationary accelerator as a SystemC netlist: one module a block of the diagram in docs/machine.md.
#pragma once

#include "sim/system/array_module.hpp"
#include "sim/system/array_netlist.hpp"
#include "sim/system/tile_sequencer.hpp"

namespace lop::sim {

OutputBuffer output_of(const OutputStationaryArray& array, const pe::Slice& slice, const LayerPlan& plan,
                       bool with_values);

using LayerBlocks = ArrayBlocks<OutputStationaryArray, OutputBuffer, TileSequencer>;

/// An output SRAM that takes what comes from an array, a row at a time.
template <typename Buffer>
struct OutputBufferModuleOf : ClockedModule {
  sc_in<OutputRow> row{"row"};
  sc_in<DramOutputs> dram{"dram"};
  sc_out<BufferState> state{"state"};
  Buffer* block = nullptr;
  explicit OutputBufferModuleOf(const sc_core::sc_module_name& n) : ClockedModule(n) {}

  void tick() override {
    if (block == nullptr) return;
    clock_block(*block, reset.read(), OutputBufferInputs{row.read(), done(dram.read(), Port::kOutput)});
    state.write(block->state());
  }
};

template <typename Sequencer>
struct SequencerModuleOf : ClockedModule {
  sc_in<BufferState> weight{"weight"}, activation{"activation"}, output{"output"};
  sc_out<Slot> slot{"slot"};
  sc_out<ArrayControl> control{"control"};
  Sequencer* block = nullptr;
  explicit SequencerModuleOf(const sc_core::sc_module_name& n) : ClockedModule(n) {}

  void tick() override {
    if (block == nullptr) return;
    clock_block(*block, reset.read(), SequencerInputs{weight.read(), activation.read(), output.read()});
    slot.write(block->slot());
    control.write(block->control());
  }
};

class Accelerator : public ArrayNetlist<LayerBlocks, SequencerModuleOf<TileSequencer>,
                                        ArrayModule<OutputStationaryArray>, OutputBufferModuleOf<OutputBuffer>> {
 public:
  explicit Accelerator(const sc_core::sc_module_name& name);
};

}  // namespace lop::sim
