// The SystemC shells of the arrays: row by row what the gates say, under bubbles and resets.
#include "sim/system/array_module.hpp"

#include <gtest/gtest.h>

#include "sim/cosim/array_witness.hpp"
#include "sim/cosim/rtl_build.hpp"
#include "sim/cosim/stimulus.hpp"

/// SystemC's library asks for this entry point.
int sc_main(int, char**) { return 1; }

namespace lop::sim {
namespace {

using sc_core::SC_NS;
using sc_core::sc_signal;

/// A shell between signals, a clock at a time.
template <typename Module, typename Array>
class Bench {
 public:
  Bench(Array& array, int mode) {
    shell.clock(clock_);
    shell.reset(reset_);
    shell.control(control_);
    shell.weight(weight_);
    shell.activation(activation_);
    shell.row(row);
    shell.array = &array;
    shell.mode = mode;
  }

  void cycle(const ArrayInputs& in, bool reset) {
    clock_.write(false);
    reset_.write(reset);
    control_.write({in.valid, in.step.clear, in.step.end_group, in.step.read, in.load});
    weight_.write({in.step.weights, in.step.metadata, nullptr, in.channel_scale});
    activation_.write({in.step.activations, nullptr, in.step.row_metadata, nullptr});
    sc_core::sc_start(1, SC_NS);
    clock_.write(true);
    sc_core::sc_start(1, SC_NS);
  }

  Module shell{"array"};
  sc_signal<OutputRow> row{"row"};

 private:
  sc_signal<bool> clock_{"clock"}, reset_{"reset"};
  sc_signal<ArrayControl> control_{"control"};
  sc_signal<OperandData> weight_{"weight"}, activation_{"activation"};
};

void expect_row(const OutputRow& row, bool valid, const std::vector<std::uint32_t>& codes, int cycle) {
  ASSERT_EQ(row.valid, valid) << "cycle " << cycle;
  if (!valid) return;
  ASSERT_EQ(std::vector<std::uint32_t>(row.codes, row.codes + codes.size()), codes) << "cycle " << cycle;
}

/// The gates and what drives both.
struct Reference {
  Reference(const std::string& stem, const ArrayGeometry& geometry)
      : slice(pe::make_slice(stem)),
        gates(cosim::make_rtl_witness(*slice, geometry, cosim::find_or_build({slice.get(), geometry, false, {}, {}}),
                                      7)) {
    cosim::StimulusOptions options;
    options.modes = {slice->default_mode()};
    options.bubble_percent = 30;
    options.reset_period = 400;
    stimulus = cosim::make_stimulus(*slice, geometry, options);
  }
  void advance() {
    stimulus->advance();
    gates->cycle(stimulus->inputs(), stimulus->reset());
  }

  std::unique_ptr<pe::Slice> slice;
  std::unique_ptr<cosim::ArrayWitness> gates;
  std::unique_ptr<cosim::Stimulus> stimulus;
};

TEST(ArrayModule, OfAnOutputStationaryArrayGivesTheRowsOfTheGates) {
  const ArrayGeometry geometry{2, 2, 2, 2};
  Reference reference("fp16_mac", geometry);
  OutputStationaryArray array(*reference.slice, geometry, true);
  Bench<ArrayModule<OutputStationaryArray>, OutputStationaryArray> bench(array, reference.slice->default_mode());
  for (int cycle = 0; cycle < 5000 && !HasFatalFailure(); ++cycle) {
    reference.advance();
    bench.cycle(reference.stimulus->inputs(), reference.stimulus->reset());
    expect_row(bench.row.read(), reference.gates->outputs().valid, reference.gates->outputs().out, cycle);
  }
  EXPECT_GT(reference.stimulus->outputs(), 500u);
}

void compare_weight_stationary(const std::string& stem) {
  const ArrayGeometry geometry{4, 4, 1, 1, Dataflow::kWeightStationary};
  Reference reference(stem, geometry);
  WeightStationaryArray array(*reference.slice, geometry);
  Bench<WeightStationaryModule, WeightStationaryArray> bench(array, reference.slice->default_mode());
  sc_signal<OutputRow> sums{"sums"}, psum{"psum"}, partials{"partials"}, partial{"partial"};
  bench.shell.sums(sums);
  bench.shell.psum(psum);
  bench.shell.partials(partials);
  bench.shell.partial(partial);
  for (int cycle = 0; cycle < 5000 && !testing::Test::HasFatalFailure(); ++cycle) {
    reference.advance();
    const ArrayInputs& in = reference.stimulus->inputs();
    sums.write({in.sums != nullptr, in.sums});
    partials.write({in.valid, in.partials});
    bench.cycle(in, reference.stimulus->reset());
    const ArrayOutputs& gates = reference.gates->outputs();
    expect_row(bench.row.read(), gates.valid, gates.out, cycle);
    expect_row(psum.read(), gates.psum_valid, gates.accumulators, cycle);
    expect_row(partial.read(), gates.partial_valid, gates.partials, cycle);
  }
  EXPECT_GT(reference.stimulus->outputs(), 1000u);
}

TEST(ArrayModule, OfAWeightStationaryArrayGivesTheRowsAndSumsOfTheGates) { compare_weight_stationary("int8_mac"); }

TEST(ArrayModule, OfAWeightStationaryArrayOfGroupsGivesTheirSumsAsWell) { compare_weight_stationary("mixpe_w4a8"); }

}  // namespace
}  // namespace lop::sim
