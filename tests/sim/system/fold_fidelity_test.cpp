// The two fidelities give one answer where partial sums pass through the PEs, and the bits of the other dataflow.
#include <gtest/gtest.h>

#include "sim/array/weight_stationary_array.hpp"
#include "sim/fast/exchanged_roles.hpp"
#include "sim/fast/layer_plan.hpp"
#include "tests/sim/system/fidelity_comparison.hpp"

namespace lop::sim {
namespace {

// Planted and found: a sum read a cycle before it has come back (a check of the output buffer), also where only the
// vectors at the end of a faster fold are too early; a load a cycle before the swap is through (a check of the array);
// a cycle of a load under another cause (here).
TEST(FoldFidelity, FastEqualsCycleOnTheFirstHundredRandomMachines) { compare(3000, 3100, random_fold_case); }
TEST(FoldFidelity, FastEqualsCycleOnTheSecondHundredRandomMachines) { compare(3100, 3200, random_fold_case); }
TEST(FoldFidelity, FastEqualsCycleOnTheThirdHundredRandomMachines) { compare(3200, 3300, random_fold_case); }

TEST(FoldFidelity, FastEqualsCycleOnAHundredRandomConvolutions) { compare(4000, 4100, random_fold_convolution); }

TEST(FoldFidelity, TheRandomMachinesMeetEveryRule) {
  int held_inputs = 0, banked = 0, slabs = 0, token_blocks = 0, waits_for_sums = 0, waits_for_load = 0, hides_loads = 0;
  int slow_rows = 0, slow_vectors = 0, faster_folds = 0;
  for (std::uint32_t seed = 3000; seed < 3300; ++seed) {
    const RandomCase c = random_fold_case(seed, false);
    Machine machine = resolve(c.config);
    LayerJob job = c.job;
    const bool exchanged = machine.array.dataflow == Dataflow::kInputStationary;
    if (exchanged) {
      machine = exchanged_roles(machine);
      job = exchanged_roles(job);
    }
    const PeFacts facts = facts_of(*c.slice, job.mode, machine.array);
    const LayerPlan plan = make_plan(facts, machine, {job.m, job.k, job.n});
    const FoldSchedule &first = plan.fold(plan.items.front()), &last = plan.fold(plan.items.back());
    const bool folds = !plan.items.front().closes_tile;
    const std::int64_t period = machine.array.total_rows() + weight_stationary_swap_cycles(machine.array);
    const std::int64_t distance = sums_distance(facts, first, first);
    held_inputs += exchanged;
    banked += machine.dram.banked != nullptr;
    slabs += plan.tiling.slabs > 1;
    token_blocks += plan.tiling.row_tiles > 1;
    waits_for_sums += folds && distance > std::max(period, first.vector_cycles());
    waits_for_load += folds && period > std::max(distance, first.vector_cycles());
    hides_loads += folds && first.vector_cycles() >= std::max(period, distance);
    slow_rows += first.full_row.bubbles > 0;
    slow_vectors += first.vector.bubbles > 0;
    faster_folds += folds && last.vector.bubbles < first.vector.bubbles;
  }
  for (const int met : {held_inputs, banked, slabs, token_blocks, waits_for_sums, waits_for_load, hides_loads,
                        slow_rows, slow_vectors, faster_folds}) {
    EXPECT_GE(met, 10);
  }
}

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
