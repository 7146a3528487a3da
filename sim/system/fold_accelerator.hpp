// The weight-stationary accelerator as a SystemC netlist: the memory side of the other one, and an array whose sums
// come from the output SRAM and go there.
#pragma once

#include "sim/system/array_module.hpp"
#include "sim/system/array_netlist.hpp"
#include "sim/system/fold_sequencer.hpp"
#include "sim/system/sum_buffer.hpp"

namespace lop::sim {

SumBuffer output_of(const WeightStationaryArray& array, const pe::Slice& slice, const LayerPlan& plan,
                    bool with_values);

using FoldBlocks = ArrayBlocks<WeightStationaryArray, SumBuffer, FoldSequencer>;

struct SumBufferModule : ClockedModule {
  sc_in<Slot> slot{"slot"};
  sc_in<OutputRow> row{"row"}, psum{"psum"};
  sc_in<DramOutputs> dram{"dram"};
  sc_out<OutputRow> sums{"sums"};
  sc_out<BufferState> state{"state"};
  SumBuffer* block = nullptr;
  explicit SumBufferModule(const sc_core::sc_module_name& n) : ClockedModule(n) {}
  void tick() override;
};

struct FoldSequencerModule : ClockedModule {
  sc_in<BufferState> weight{"weight"}, activation{"activation"}, output{"output"};
  sc_out<Slot> slot{"slot"}, load{"load"};
  sc_out<ArrayControl> control{"control"};
  FoldSequencer* block = nullptr;
  explicit FoldSequencerModule(const sc_core::sc_module_name& n) : ClockedModule(n) {}
  void tick() override;
};

class FoldAccelerator : public ArrayNetlist<FoldBlocks, FoldSequencerModule, WeightStationaryModule, SumBufferModule> {
 public:
  explicit FoldAccelerator(const sc_core::sc_module_name& name);

 private:
  sc_signal<Slot> load_{"load"};
  sc_signal<OutputRow> sums_{"sums"}, psum_{"psum"};
  sc_signal<OutputRow> no_partials_{"no_partials"}, no_partial_{"no_partial"};  // of PEs with groups
};

}  // namespace lop::sim
