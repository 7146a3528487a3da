// SystemC elaborates once a process: the netlists stay, the blocks in them change from layer to layer.
#include "sim/system/simulate_cycle.hpp"

#include <cstdlib>
#include <numeric>

#include "sim/fast/vector_plan.hpp"
#include "sim/system/accelerator.hpp"
#include "sim/system/fold_accelerator.hpp"
#include "sim/system/vector_accelerator.hpp"

/// SystemC's library asks for this entry point; programs of ours have a main of their own.
int sc_main(int, char**) { return EXIT_FAILURE; }

namespace lop::sim {
namespace {

struct Netlists {
  Accelerator accelerator{"accelerator"};
  FoldAccelerator fold_accelerator{"fold_accelerator"};
  VectorAccelerator vector_accelerator{"vector_accelerator"};

  void run(LayerBlocks& blocks) { accelerator.run(blocks); }
  void run(FoldBlocks& blocks) { fold_accelerator.run(blocks); }
  void run(OperationBlocks& blocks) { vector_accelerator.run(blocks); }
};

Netlists& netlists() {
  // Never destroyed: SystemC's kernel is a global of its library and may be gone first.
  static auto* const instance = new Netlists;
  return *instance;
}

/// Cycles and counts.
template <typename Blocks>
LayerResult simulate_blocks(Blocks& blocks, const LayerPlan& plan) {
  netlists().run(blocks);
  LayerResult result;
  result.breakdown = blocks.account.breakdown();
  result.cycles = std::accumulate(result.breakdown.begin(), result.breakdown.end(), std::uint64_t{0});
  result.counts = named_counts(blocks.counts(), plan, result.breakdown);
  return result;
}

template <typename Blocks>
LayerResult simulate_layer(const pe::Slice& slice, const LayerPlan& plan, const LayerJob& job) {
  Blocks blocks(slice, plan, job.mode, job.operands.get());
  LayerResult result = simulate_blocks(blocks, plan);
  if (job.operands) result.out = blocks.output.out();
  return result;
}

}  // namespace

LayerResult simulate_cycle(const pe::Slice& slice, const Machine& machine, const LayerJob& job) {
  const LayerPlan plan = make_plan(facts_of(slice, job.mode, machine.array), machine, job.shape(), job.mapping);
  return passes_sums(machine.array.dataflow) ? simulate_layer<FoldBlocks>(slice, plan, job)
                                             : simulate_layer<LayerBlocks>(slice, plan, job);
}

LayerResult simulate_cycle(const pe::Slice& slice, const Machine& machine, const VectorJob& job) {
  const LayerPlan plan = make_vector_plan(facts_of(slice, job.mode, machine.array), machine, job.shape);
  OperationBlocks blocks(slice, plan, job.mode, nullptr);
  return simulate_blocks(blocks, plan);
}

}  // namespace lop::sim
