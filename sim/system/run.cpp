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

using Simulate = LayerResult (*)(const pe::Slice&, const Machine&, const LayerJob&);

std::vector<LayerResult> run(Simulate simulate, const pe::Slice& slice, const MachineConfig& config,
                             const std::vector<LayerJob>& jobs) {
  const Machine machine = checked_machine(slice, config, jobs);
  std::vector<LayerResult> results;
  for (const LayerJob& job : jobs) {
    const Planned planned = as_planned(machine, job);
    LayerResult result = simulate(slice, planned.machine, planned.job);
    if (planned.exchanged) result = exchanged_roles(std::move(result));
    result.name = job.name;
    result.m = job.m;
    result.k = job.k;
    result.n = job.n;
    result.count = job.count;
    results.push_back(std::move(result));
  }
  return results;
}

template <typename Simulate>
LayerResult run_operation(Simulate simulate, const MachineConfig& config, const VectorJob& job) {
  check_job(job);
  LayerResult result = simulate(resolve(config));
  result.name = job.name;
  result.operation = job.shape.operation;
  result.m = job.shape.rows;
  result.k = job.shape.columns;
  result.count = job.count;
  return result;
}

}  // namespace

LayerResult run_operation_fast(const pe::Slice& slice, const MachineConfig& config, const VectorJob& job) {
  return run_operation([&](const Machine& machine) { return simulate_fast(slice, machine, job); }, config, job);
}

LayerResult run_operation_cycle(const pe::Slice& slice, const MachineConfig& config, const VectorJob& job) {
  return run_operation([&](const Machine& machine) { return simulate_cycle(slice, machine, job); }, config, job);
}

std::vector<LayerResult> run_fast(const pe::Slice& slice, const MachineConfig& config,
                                  const std::vector<LayerJob>& jobs) {
  return run(simulate_fast, slice, config, jobs);
}

std::vector<LayerResult> run_cycle(const pe::Slice& slice, const MachineConfig& config,
                                   const std::vector<LayerJob>& jobs) {
  return run(simulate_cycle, slice, config, jobs);
}

}  // namespace lop::sim
