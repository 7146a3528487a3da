// SystemC elaborates once a process: one netlist stays, the blocks in it change from layer to layer.
#include "sim/system/simulate_cycle.hpp"

#include <cstdlib>
#include <numeric>

#include "sim/system/accelerator.hpp"

/// SystemC's library asks for this entry point; programs of ours have a main of their own.
int sc_main(int, char**) { return EXIT_FAILURE; }

namespace lop::sim {
namespace {

Accelerator& accelerator() {
  // Never destroyed: SystemC's kernel is a global of its library and may be gone first.
  static auto* const instance = new Accelerator("accelerator");
  return *instance;
}

}  // namespace

std::vector<LayerResult> simulate_cycle(const pe::Slice& slice, const Machine& machine,
                                        const std::vector<LayerJob>& jobs) {
  std::vector<LayerResult> results;
  for (const LayerJob& job : jobs) {
    const LayerPlan plan = make_plan(facts_of(slice, job.mode, machine.array), machine, job.shape(), job.mapping);
    LayerBlocks blocks(slice, plan, job.mode, job.operands.get());
    accelerator().run(blocks);

    LayerResult& result = results.emplace_back();
    result.name = job.name;
    result.m = job.m;
    result.k = job.k;
    result.n = job.n;
    result.count = job.count;
    result.breakdown = blocks.account.breakdown();
    result.cycles = std::accumulate(result.breakdown.begin(), result.breakdown.end(), std::uint64_t{0});
    result.counts = named_counts(blocks.counts(), plan, result.breakdown);
    if (job.operands) result.out = blocks.output.out();
  }
  return results;
}

}  // namespace lop::sim
