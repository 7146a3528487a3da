// The weight-stationary accelerator as a SystemC netlist: the memory side of the other one, and an array whose sums
// come from the output SRAM and go there.
#pragma once

#include "sim/system/array_module.hpp"
#include "sim/system/fold_sequencer.hpp"
#include "sim/system/memory_netlist.hpp"
#include "sim/system/sum_buffer.hpp"

namespace lop::sim {

/// The plain C++ blocks of one layer, plugged into the netlist for its duration.
struct FoldBlocks : MemoryBlocks {
  /// Slice, plan and operands must outlive the blocks; operands null: no values.
  FoldBlocks(const pe::Slice& slice, const LayerPlan& plan, int mode, const tensor::GemmOperands* operands);
  ActionCounts counts() const;

  int mode;
  WeightStationaryArray array;
  SumBuffer output;
  FoldSequencer sequencer;
};

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

class FoldAccelerator : public MemoryNetlist {
 public:
  explicit FoldAccelerator(const sc_core::sc_module_name& name);
  /// Resets the machine and runs the layer of these blocks to its last cycle.
  void run(FoldBlocks& blocks);

 private:
  void plug(FoldBlocks* blocks);

  sc_signal<Slot> load_{"load"};
  sc_signal<OutputRow> sums_{"sums"}, psum_{"psum"};
  sc_signal<OutputRow> no_partials_{"no_partials"}, no_partial_{"no_partial"};  // of PEs with groups

  FoldSequencerModule sequencer_{"sequencer"};
  WeightStationaryModule array_{"array"};
  SumBufferModule output_{"output_buffer"};
};

}  // namespace lop::sim
