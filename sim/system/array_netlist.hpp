// An array with its sequencer and its output SRAM on the memory side of the accelerator, whatever its dataflow.
#pragma once

#include "sim/system/memory_netlist.hpp"

namespace lop::sim {

template <typename Array>
Array array_of(const pe::Slice& slice, const LayerPlan& plan, bool with_values) {
  return Array(slice, plan.machine.array, with_values);
}

/// The plain C++ blocks of one layer, plugged into the netlist for its duration.
template <typename Array, typename Output, typename Sequencer>
struct ArrayBlocks : MemoryBlocks {
  /// Slice, plan and operands must outlive the blocks; operands null: no values. array_of and output_of make the array
  /// and its SRAM.
  ArrayBlocks(const pe::Slice& slice, const LayerPlan& plan, int mode_index, const tensor::GemmOperands* operands)
      : MemoryBlocks(plan, operands),
        mode(mode_index),
        array(array_of<Array>(slice, plan, operands != nullptr)),
        output(output_of(array, slice, plan, operands != nullptr)),
        sequencer(plan) {}

  ActionCounts counts() const {
    ActionCounts counts = MemoryBlocks::counts();
    counts.output_convert = output.converted();
    counts.output = output.counts();
    return counts;
  }

  int mode;
  Array array;
  Output output;
  Sequencer sequencer;
};

/// Modules of the three blocks, bound to the signals that every dataflow has.
template <typename Blocks, typename SequencerShell, typename ArrayShell, typename OutputShell>
class ArrayNetlist : public MemoryNetlist {
 public:
  /// Resets the machine and runs the layer of these blocks to its last cycle.
  void run(Blocks& blocks) {
    const Plugged plugged(*this, blocks);
    run_layer();
  }

 protected:
  explicit ArrayNetlist(const sc_core::sc_module_name& name) : MemoryNetlist(name) {
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

  SequencerShell sequencer_{"sequencer"};
  ArrayShell array_{"array"};
  OutputShell output_{"output_buffer"};

 private:
  /// The blocks are in the netlist as long as this lives: none is left there when a check fails.
  class Plugged {
   public:
    Plugged(ArrayNetlist& netlist, Blocks& blocks) : netlist_(netlist) { netlist_.plug(&blocks); }
    ~Plugged() { netlist_.plug(nullptr); }
    Plugged(const Plugged&) = delete;
    Plugged& operator=(const Plugged&) = delete;

   private:
    ArrayNetlist& netlist_;
  };

  void plug(Blocks* blocks) {
    MemoryNetlist::plug(blocks);
    sequencer_.block = blocks != nullptr ? &blocks->sequencer : nullptr;
    output_.block = blocks != nullptr ? &blocks->output : nullptr;
    array_.array = blocks != nullptr ? &blocks->array : nullptr;
    if (blocks != nullptr) array_.mode = blocks->mode;
  }
};

}  // namespace lop::sim
