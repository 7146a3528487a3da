// Rates are those of a 2 GHz server core; tests/bench/bench_machine.cpp measures them.
#include "sim/system/run_estimate.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "sim/fast/action_counts.hpp"
#include "sim/fast/exchanged_roles.hpp"
#include "sim/fast/layer_plan.hpp"
#include "sim/fast/vector_plan.hpp"
#include "sim/system/workload_jobs.hpp"

namespace lop::sim {
namespace {

constexpr double kSecondsPerItem = 2e-7;   // planned and scheduled
constexpr double kSecondsPerBurst = 1e-9;  // in pieces of up to 64
constexpr double kSecondsPerBankedBurst = 6e-8;
constexpr double kSecondsPerCycle = 1e-6;  // of the SystemC machine
constexpr double kSecondsPerMac = 3e-9;    // with values, of the reference GEMM

double seconds_of(const LayerPlan& plan, std::int64_t bursts, std::int64_t steps, Fidelity fidelity) {
  double seconds = kSecondsPerItem * static_cast<double>(plan.items.size());
  seconds += (plan.machine.dram.banked ? kSecondsPerBankedBurst : kSecondsPerBurst) * static_cast<double>(bursts);
  if (fidelity == Fidelity::kCycle) seconds += kSecondsPerCycle * static_cast<double>(steps);
  return seconds;
}

void add_plan(const LayerPlan& plan, const ActionCounts& counts, std::int64_t steps, Fidelity fidelity,
              RunEstimate& result) {
  const auto bursts = static_cast<std::int64_t>(counts.dram_read + counts.dram_write);
  ++result.distinct_layers;
  result.bursts += bursts;
  result.steps += steps;
  result.seconds += seconds_of(plan, bursts, steps, fidelity);
  const std::size_t bytes = plan.items.size() * sizeof(Item) + plan.tiles.size() * sizeof(Tile) +
                            plan.program.loads.size() * sizeof(Load) +
                            plan.program.regions.size() * sizeof(BurstRegion);
  result.mebibytes = std::max(result.mebibytes, static_cast<double>(bytes) / (1 << 20));
}

void add_operation(const pe::Slice& slice, const Machine& machine, const workloads::Layer& layer, Fidelity fidelity,
                   RunEstimate& result, std::set<std::pair<VectorShape, int>>& seen) {
  const int mode = slice.default_mode();
  if (!seen.insert({vector_shape(layer), mode}).second) return;
  const LayerPlan plan = make_vector_plan(facts_of(slice, mode, machine.array), machine, vector_shape(layer));
  std::int64_t steps = 0;
  for (const Item& item : plan.items) steps += plan.vector(item).slots.steps;
  add_plan(plan, count_actions(plan), steps, fidelity, result);
}

}  // namespace

RunEstimate estimate(const RunConfig& run) {
  const Machine machine = resolve(run.machine);
  const auto pes = static_cast<std::int64_t>(machine.array.total_rows()) * machine.array.total_columns();
  RunEstimate result;
  std::set<std::pair<GemmShape, int>> seen;
  std::set<std::pair<VectorShape, int>> operations;
  for (const workloads::Layer& layer : run.workload.layers) {
    const pe::Slice& slice = run.slice_of(layer);
    if (!layer.operation.empty()) {
      add_operation(slice, machine, layer, run.fidelity, result, operations);
      continue;
    }
    const LayerJob job = job_of(slice, layer);
    const bool with_values = !run.workload.tensors.empty();
    if (!seen.insert({job.shape(), job.mode}).second && !with_values) continue;
    const Planned planned = as_planned(machine, job);
    const LayerPlan plan = make_plan(facts_of(slice, job.mode, machine.array), planned.machine, planned.job.shape());
    const ActionCounts counts = count_actions(plan);
    add_plan(plan, counts, static_cast<std::int64_t>(counts.pe_step) / pes, run.fidelity, result);
    if (with_values) {
      result.seconds += kSecondsPerMac * static_cast<double>(job.m) * static_cast<double>(job.k * job.n);
    }
  }
  return result;
}

}  // namespace lop::sim
