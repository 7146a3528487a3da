// The SystemC shells of the arrays.
#pragma once

#include <systemc>

#include "sim/array/weight_stationary_array.hpp"
#include "sim/kernel/clocked_module.hpp"
#include "sim/system/signals.hpp"

namespace lop::sim {

/// What arrays of either dataflow have. The array is plugged in and outlives the simulation; without one, nothing happens.
template <typename Array>
struct ArrayModule : ClockedModule {
  sc_core::sc_in<ArrayControl> control{"control"};
  sc_core::sc_in<OperandData> weight{"weight"}, activation{"activation"};
  sc_core::sc_out<OutputRow> row{"row"};
  Array* array = nullptr;
  int mode = 0;
  explicit ArrayModule(const sc_core::sc_module_name& n) : ClockedModule(n) {}

  void tick() override {
    if (array == nullptr) return;
    if (reset.read()) {
      array->reset();
    } else {
      array->compute(inputs());
    }
    array->commit();
    const auto& outputs = array->outputs();
    row.write({outputs.valid, outputs.valid ? outputs.out.data() : nullptr});
  }

 protected:
  virtual ArrayInputs inputs() const {
    const ArrayControl& c = control.read();
    const OperandData &w = weight.read(), &a = activation.read();
    ArrayInputs in;
    in.valid = c.valid;
    in.load = c.load;
    in.step = {mode, c.clear, c.end_group, c.read, a.codes, w.codes, w.metadata, a.row_metadata};
    in.channel_scale = w.channel_scale;
    return in;
  }
};

/// Sums come from where the fold before left them, and go there: `sums` the accumulators, weight_stationary_sums_delay
/// cycles after their vector, `partials` those of a group that goes on.
struct WeightStationaryModule : ArrayModule<WeightStationaryArray> {
  sc_core::sc_in<OutputRow> sums{"sums"}, partials{"partials"};
  sc_core::sc_out<OutputRow> psum{"psum"}, partial{"partial"};
  explicit WeightStationaryModule(const sc_core::sc_module_name& n) : ArrayModule(n) {}

  void tick() override {
    ArrayModule::tick();
    if (array == nullptr) return;
    const ArrayOutputs& outputs = array->outputs();
    psum.write({outputs.psum_valid, outputs.psum_valid ? outputs.accumulators.data() : nullptr});
    partial.write({outputs.partial_valid, outputs.partial_valid ? outputs.partials.data() : nullptr});
  }

 protected:
  ArrayInputs inputs() const override {
    ArrayInputs in = ArrayModule::inputs();
    in.sums = sums.read().codes;
    in.partials = partials.read().codes;
    return in;
  }
};

}  // namespace lop::sim
