// The two fidelities give one answer where partial sums pass through the PEs, and the bits of the other dataflow.
#include <gtest/gtest.h>

#include "tests/sim/system/fidelity_comparison.hpp"

namespace lop::sim {
namespace {

TEST(FoldFidelity, FastEqualsCycleOnTheFirstHundredRandomMachines) { compare(3000, 3100, random_fold_case); }
TEST(FoldFidelity, FastEqualsCycleOnTheSecondHundredRandomMachines) { compare(3100, 3200, random_fold_case); }
TEST(FoldFidelity, FastEqualsCycleOnTheThirdHundredRandomMachines) { compare(3200, 3300, random_fold_case); }

TEST(FoldFidelity, OutputCodesAreThoseOfTheOutputStationaryMachine) {
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    RandomCase c = random_fold_case(seed, true);
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + c.describe());
    const LayerResult folds = run_cycle(*c.slice, c.config, {c.job}).front();
    c.config.array.dataflow = Dataflow::kOutputStationary;
    c.config.weight_buffer = c.config.activation_buffer = c.config.output_buffer = {4096, 1, 1 << 20};
    const LayerResult tiles = run_cycle(*c.slice, c.config, {c.job}).front();
    EXPECT_EQ(folds.out->values, tiles.out->values);
    EXPECT_EQ(folds.counts.at("pe.step"), tiles.counts.at("pe.step"));
    EXPECT_EQ(folds.counts.at("output.convert"), tiles.counts.at("output.convert"));
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace lop::sim
