// Plan, timeline and counts; output codes through the reference GEMM.
#include "sim/fast/simulate_fast.hpp"

#include <numeric>

#include "sim/fast/action_counts.hpp"
#include "sim/fast/layer_plan.hpp"
#include "sim/fast/timeline.hpp"

namespace lop::sim {
LayerResult simulate_fast(const pe::Slice& slice, const Machine& machine, const LayerJob& job) {
  const LayerPlan plan = make_plan(facts_of(slice, job.mode, machine.array), machine, job.shape(), job.mapping);
  LayerResult result;
  ActionCounts actions = count_actions(plan);
  result.breakdown = run_timeline(plan, actions);
  result.cycles = std::accumulate(result.breakdown.begin(), result.breakdown.end(), std::uint64_t{0});
  result.counts = named_counts(actions, plan, result.breakdown);
  if (job.operands) result.out = tensor::reference_gemm(slice, job.mode, *job.operands);
  return result;
}

}  // namespace lop::sim
