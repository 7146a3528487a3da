// Checks configuration and jobs, then hands them to one of the two fidelities.
#include "sim/system/run.hpp"

#include <utility>

#include "sim/fast/exchanged_roles.hpp"
#include "sim/fast/simulate_fast.hpp"
#include "sim/system/simulate_cycle.hpp"

namespace lop::sim {
namespace {

Machine checked_machine(const pe::Slice& slice, const MachineConfig& config, const std::vector<LayerJob>& jobs) {
  const Machine machine = resolve(config);
  int mode_checked = -1;
  for (const LayerJob& job : jobs) {
    check_job(slice, job);
    if (job.mode != mode_checked) check_fit(machine, slice, job.mode);
    mode_checked = job.mode;
  }
  return machine;
}

using Simulate = std::vector<LayerResult> (*)(const pe::Slice&, const Machine&, const std::vector<LayerJob>&);

std::vector<LayerResult> run(Simulate simulate, const pe::Slice& slice, const MachineConfig& config,
                             const std::vector<LayerJob>& jobs) {
  const Machine machine = checked_machine(slice, config, jobs);
  if (machine.array.dataflow != Dataflow::kInputStationary) return simulate(slice, machine, jobs);
  std::vector<LayerJob> exchanged;
  for (const LayerJob& job : jobs) exchanged.push_back(exchanged_roles(job));
  std::vector<LayerResult> results = simulate(slice, exchanged_roles(machine), exchanged);
  for (LayerResult& result : results) result = exchanged_roles(std::move(result));
  return results;
}

}  // namespace

std::vector<LayerResult> run_fast(const pe::Slice& slice, const MachineConfig& config,
                                  const std::vector<LayerJob>& jobs) {
  return run(simulate_fast, slice, config, jobs);
}

std::vector<LayerResult> run_cycle(const pe::Slice& slice, const MachineConfig& config,
                                   const std::vector<LayerJob>& jobs) {
  return run(simulate_cycle, slice, config, jobs);
}

}  // namespace lop::sim
