// The stimulus waits between modes, and tries a change of the mode within an output where that means something.
#include "sim/cosim/array_stimulus.hpp"

#include <gtest/gtest.h>

#include <set>

#include "sim/array/output_stationary_array.hpp"
#include "sim/pe/timing.hpp"

namespace lop::cosim {
namespace {

struct Observed {
  int outputs_in_another_mode = 0, refused_steps = 0, refused_reads = 0, shortest_wait = 1 << 20;
  std::set<std::pair<int, int>> refused;   // mode of the output and of the step
};

Observed observe(const pe::Slice& slice) {
  StimulusOptions options;
  options.reset_period = 0;
  ArrayStimulus stimulus(slice, {}, options);
  Observed observed;
  int mode = -1, last_step = 0;
  bool begins = true;
  for (int cycle = 0; cycle < 100'000; ++cycle) {
    stimulus.advance();
    const sim::ArrayInputs& in = stimulus.inputs();
    if (stimulus.reset() || !in.valid) continue;
    if ((begins || in.step.clear) && mode >= 0 && in.step.mode != mode) {
      ++observed.outputs_in_another_mode;
      observed.shortest_wait = std::min(observed.shortest_wait, cycle - last_step - 1);
    } else if (!begins && in.step.mode != mode) {
      ++observed.refused_steps;
      observed.refused_reads += in.step.read ? 1 : 0;
      observed.refused.insert({mode, in.step.mode});
    }
    if (begins || in.step.clear) mode = in.step.mode;
    begins = in.step.read;
    last_step = cycle;
  }
  return observed;
}

TEST(ArrayStimulus, WaitsForTheModeSwitchAndTriesEveryRefusedChange) {
  const Observed observed = observe(*pe::make_slice("rmmec"));
  EXPECT_GT(observed.outputs_in_another_mode, 100);
  EXPECT_EQ(observed.shortest_wait, 5 + 8);
  EXPECT_GT(observed.refused_steps, 100);
  EXPECT_GT(observed.refused_reads, 10);
  EXPECT_EQ(observed.refused.size(), 4u * 3u);
  EXPECT_EQ(observe(*pe::make_slice("rmmec", {{"wake_cycles", "0"}})).shortest_wait, 5);
}

TEST(ArrayStimulus, NeverChangesTheModeOfAnOutputWhereThatMeansNothing) {
  const Observed observed = observe(*pe::make_slice("bitmod"));
  EXPECT_GT(observed.outputs_in_another_mode, 100);
  EXPECT_EQ(observed.refused_steps, 0);
}

TEST(ArrayStimulus, TheRmmecTakesFiveCyclesToAccumulate) {
  const auto slice = pe::make_slice("rmmec");
  const sim::SliceTiming timing = sim::timing_of(*slice);
  EXPECT_EQ(timing.edge + timing.pe, 5);
  EXPECT_EQ(sim::array_latency(*slice, {}), 8) << "the move to the drain register, then two of read-out";
}

}  // namespace
}  // namespace lop::cosim
