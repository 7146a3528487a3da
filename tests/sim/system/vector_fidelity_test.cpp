// The vector unit: both fidelities give one answer, and single operations take the cycles that their passes say.
#include <gtest/gtest.h>

#include <set>

#include "sim/fast/vector_plan.hpp"
#include "tests/sim/system/fidelity_comparison.hpp"
#include "workloads/vector_operation.hpp"

namespace lop::sim {
namespace {

TEST(VectorFidelity, FastEqualsCycleOnThreeHundredRandomOperations) { compare_operations(1, 301); }

TEST(VectorFidelity, RandomOperationsAreOfAllKindsWithWholeRowsAndWithSlabs) {
  std::set<std::string> met;
  int in_slabs = 0;
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    const RandomOperation c = random_operation(seed);
    met.insert(c.job.shape.operation);
    const LayerPlan plan =
        make_vector_plan(facts_of(*c.slice, c.job.mode, c.config.array), resolve(c.config), c.job.shape);
    in_slabs += plan.tiles.front().columns < c.job.shape.columns ? 1 : 0;
  }
  EXPECT_EQ(met.size(), workloads::vector_operation_names().size());
  EXPECT_GT(in_slabs, 40);
}

/// Broken once on purpose: a unit of one cycle more changes the answer of both fidelities.
TEST(VectorFidelity, OneMoreCycleOfLatencyIsSeenInBoth) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    RandomOperation c = random_operation(seed);
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + c.describe());
    const LayerResult before = run_operation_fast(*c.slice, c.config, c.job);
    ++c.config.vector.latency_cycles;
    EXPECT_NE(run_operation_fast(*c.slice, c.config, c.job).breakdown, before.breakdown);
    EXPECT_NE(run_operation_cycle(*c.slice, c.config, c.job).breakdown, before.breakdown);
  }
}

/// Buffers that never make anything wait.
MachineConfig wide_machine() {
  MachineConfig config;
  config.clock_ghz = 1;
  config.weight_buffer = config.activation_buffer = config.output_buffer = {1024, 16, 64};
  config.dram.bandwidth_gb_per_s = 1000;
  config.vector.lanes = 16;
  config.vector.latency_cycles = 5;
  return config;
}

LayerResult run(const std::string& operation, std::int64_t rows, std::int64_t columns) {
  const auto slice = pe::make_slice("fp16_mac");
  VectorJob job{"operation", 1, slice->default_mode(), {operation, rows, columns, columns, Packing{4, 64, 16}}};
  return run_operation_fast(*slice, wide_machine(), job);
}

std::uint64_t of(const LayerResult& result, Cause cause) { return result.breakdown[static_cast<std::size_t>(cause)]; }

TEST(VectorUnit, APassTakesAStepForEachOperationOfALanesElements) {
  // ceil(100 / 16) = 7 chunks a row. softmax: 1, then 4 (subtract, two of the interpolation, accumulate), then 3 steps a
  // chunk.
  EXPECT_EQ(of(run("softmax", 3, 100), Cause::kCompute), 3u * 7 * (1 + 4 + 3));
  // rms_norm: 1, then 2; layer_norm: 2, then 2; the gate: 4 multiplications.
  EXPECT_EQ(of(run("rms_norm", 3, 100), Cause::kCompute), 3u * 7 * (1 + 2));
  EXPECT_EQ(of(run("layer_norm", 3, 100), Cause::kCompute), 3u * 7 * (2 + 2));
  EXPECT_EQ(of(run("silu_gate", 3, 100), Cause::kCompute), 3u * 7 * 4);
  EXPECT_EQ(of(run("add", 3, 100), Cause::kCompute), 3u * 7);
}

TEST(VectorUnit, AReductionIsWaitedForBeforeTheNextPass) {
  // Latency 5 and 4 levels of pairs for 16 lanes, for each of two reductions a row; then the last results leave, 5
  // cycles behind their step, which is at the port a cycle after its slot.
  const std::uint64_t leaving = 5;
  EXPECT_EQ(of(run("softmax", 3, 100), Cause::kDrain), 3u * 2 * (5 + 4) + leaving);
  EXPECT_EQ(of(run("relu", 3, 100), Cause::kDrain), leaving);
}

TEST(VectorUnit, CountsAreThoseOfTheOperationsTable) {
  const LayerResult softmax = run("softmax", 3, 100);
  EXPECT_EQ(softmax.counts.at("vector.add"), 300u * (1 + 4 + 3));
  EXPECT_EQ(softmax.counts.at("vector.multiply"), 300u * (2 + 3));
  EXPECT_EQ(softmax.counts.at("sram.activation.read"), 3u * 3 * (6 * 8 + 2));  // 16 codes of 32 bits are 8 words, the last 4 two
  EXPECT_EQ(softmax.counts.at("dram.read"), 3u * 7);                           // 400 bytes a row
  const LayerResult add = run("add", 3, 100);
  EXPECT_EQ(add.counts.at("dram.read"), 2u * 3 * 7);
  const LayerResult cache = run("quantize", 3, 100);
  EXPECT_EQ(cache.counts.at("dram.write"), 3u);   // 100 x 4 + 2 x 16 bits are 54 bytes
}

TEST(VectorUnit, AMachineWithoutOneSaysWhatItNeeds) {
  const auto slice = pe::make_slice("fp16_mac");
  MachineConfig config = wide_machine();
  config.vector.lanes = 0;
  try {
    run_operation_fast(*slice, config, VectorJob{"operation", 1, 0, {"relu", 1, 1, 0, {}}});
    FAIL();
  } catch (const MachineError& error) {
    EXPECT_EQ(error.key(), "vector");
  }
}

}  // namespace
}  // namespace lop::sim
