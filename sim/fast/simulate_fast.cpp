// Plan, timeline and counts; output codes through the fast GEMM.
#include "sim/fast/simulate_fast.hpp"

#include <numeric>

#include "models/tensor/fast_gemm.hpp"
#include "sim/fast/action_counts.hpp"
#include "sim/fast/layer_plan.hpp"
#include "sim/fast/timeline.hpp"
#include "sim/fast/vector_plan.hpp"

namespace lop::sim {
namespace {

LayerResult run_plan(const LayerPlan& plan) {
  LayerResult result;
  ActionCounts actions = count_actions(plan);
  result.breakdown = run_timeline(plan, actions);
  result.cycles = std::accumulate(result.breakdown.begin(), result.breakdown.end(), std::uint64_t{0});
  result.counts = named_counts(actions, plan, result.breakdown);
  return result;
}

}  // namespace

LayerResult simulate_fast(const pe::Slice& slice, const Machine& machine, const LayerJob& job) {
  LayerResult result =
      run_plan(make_plan(facts_of(slice, job.mode, machine.array), machine, job.shape(), job.mapping));
  if (job.operands) result.out = tensor::fast_gemm(slice, job.mode, *job.operands);
  return result;
}

LayerResult simulate_fast(const pe::Slice& slice, const Machine& machine, const VectorJob& job) {
  return run_plan(make_vector_plan(facts_of(slice, job.mode, machine.array), machine, job.shape));
}

}  // namespace lop::sim
