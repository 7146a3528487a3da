// Plan, timeline and counts of each distinct shape; output codes through the reference GEMM.
#include "sim/fast/simulate_fast.hpp"

#include <map>
#include <numeric>
#include <utility>

#include "sim/fast/action_counts.hpp"
#include "sim/fast/layer_plan.hpp"
#include "sim/fast/timeline.hpp"

namespace lop::sim {
namespace {

LayerResult simulate_shape(const pe::Slice& slice, const Machine& machine, const LayerJob& job) {
  const LayerPlan plan = make_plan(facts_of(slice, job.mode, machine.array), machine, job.shape(), job.mapping);
  LayerResult result;
  ActionCounts actions = count_actions(plan);
  result.breakdown = run_timeline(plan, actions);
  result.cycles = std::accumulate(result.breakdown.begin(), result.breakdown.end(), std::uint64_t{0});
  result.counts = named_counts(actions, plan, result.breakdown);
  return result;
}

}  // namespace

std::vector<LayerResult> simulate_fast(const pe::Slice& slice, const Machine& machine,
                                       const std::vector<LayerJob>& jobs) {
  std::map<std::pair<GemmShape, int>, LayerResult> shapes;
  std::vector<LayerResult> results;
  for (const LayerJob& job : jobs) {
    const auto [it, is_new] = shapes.try_emplace({job.shape(), job.mode});
    if (is_new || job.mapping) it->second = simulate_shape(slice, machine, job);
    LayerResult& result = results.emplace_back(it->second);
    result.name = job.name;
    result.m = job.m;
    result.k = job.k;
    result.n = job.n;
    result.count = job.count;
    if (job.operands) result.out = tensor::reference_gemm(slice, job.mode, *job.operands);
  }
  return results;
}

}  // namespace lop::sim
