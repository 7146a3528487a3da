// Rates are those of a 2 GHz server core; tests/bench/bench_machine.cpp measures them.
#include "sim/system/run_estimate.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "sim/fast/action_counts.hpp"
#include "sim/fast/exchanged_roles.hpp"
#include "sim/fast/layer_plan.hpp"

namespace lop::sim {
namespace {

constexpr double kSecondsPerItem = 2e-7;   // planned and scheduled
constexpr double kSecondsPerBurst = 1e-9;  // in pieces of up to 64
constexpr double kSecondsPerBankedBurst = 6e-8;
constexpr double kSecondsPerCycle = 1e-6;  // of the SystemC machine
constexpr double kSecondsPerMac = 3e-9;    // with values, of the reference GEMM

}  // namespace

RunEstimate estimate(const RunConfig& run) {
  const Machine machine = resolve(run.machine);
  const auto pes = static_cast<std::int64_t>(machine.array.total_rows()) * machine.array.total_columns();
  RunEstimate result;
  std::set<std::pair<GemmShape, int>> seen;
  for (const workloads::Layer& layer : run.workload.layers) {
    const pe::Slice& slice = run.slice_of(layer);
    const LayerJob job{layer.name, layer.m, layer.k, layer.n, 1, slice.default_mode(), nullptr, layer.convolution};
    const bool with_values = !run.workload.tensors.empty();
    if (!seen.insert({job.shape(), job.mode}).second && !with_values) continue;
    const Planned planned = as_planned(machine, job);
    const LayerPlan plan = make_plan(facts_of(slice, job.mode, machine.array), planned.machine, planned.job.shape());
    const ActionCounts counts = count_actions(plan);
    const auto bursts = static_cast<std::int64_t>(counts.dram_read + counts.dram_write);
    const auto steps = static_cast<std::int64_t>(counts.pe_step) / pes;
    ++result.distinct_layers;
    result.bursts += bursts;
    result.steps += steps;
    result.seconds += kSecondsPerItem * static_cast<double>(plan.items.size());
    result.seconds += (machine.dram.banked ? kSecondsPerBankedBurst : kSecondsPerBurst) * static_cast<double>(bursts);
    if (run.fidelity == Fidelity::kCycle) result.seconds += kSecondsPerCycle * static_cast<double>(steps);
    if (with_values) {
      result.seconds += kSecondsPerMac * static_cast<double>(job.m) * static_cast<double>(job.k * job.n);
    }
    const std::size_t bytes = plan.items.size() * sizeof(Item) + plan.tiles.size() * sizeof(Tile) +
                              plan.program.loads.size() * sizeof(Load) +
                              plan.program.regions.size() * sizeof(BurstRegion);
    result.mebibytes = std::max(result.mebibytes, static_cast<double>(bytes) / (1 << 20));
  }
  return result;
}

}  // namespace lop::sim
