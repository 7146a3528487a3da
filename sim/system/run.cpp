// Checks configuration and jobs, then hands them to one of the two fidelities.
#include "sim/system/run.hpp"

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

}  // namespace

std::vector<LayerResult> run_fast(const pe::Slice& slice, const MachineConfig& config,
                                  const std::vector<LayerJob>& jobs) {
  return simulate_fast(slice, checked_machine(slice, config, jobs), jobs);
}

std::vector<LayerResult> run_cycle(const pe::Slice& slice, const MachineConfig& config,
                                   const std::vector<LayerJob>& jobs) {
  return simulate_cycle(slice, checked_machine(slice, config, jobs), jobs);
}

}  // namespace lop::sim
