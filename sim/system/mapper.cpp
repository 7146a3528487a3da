// Tries every mapping.
#include "sim/system/mapper.hpp"

#include <optional>

#include "sim/fast/exchanged_roles.hpp"
#include "sim/fast/tiling.hpp"
#include "sim/system/run.hpp"

namespace lop::sim {
namespace {

/// The costs of a job, and whether its roles are exchanged in them.
struct JobCosts {
  JobCosts(const pe::Slice& slice, const MachineConfig& config, const LayerJob& job)
      : JobCosts(slice, as_planned(fitting(slice, config, job), job)) {}

  /// Mappings of the job become those of the costs, and the other way round.
  Mapping exchange(const Mapping& mapping) const { return exchanged ? exchanged_roles(mapping) : mapping; }

  BlockCosts blocks;
  bool exchanged;

 private:
  JobCosts(const pe::Slice& slice, const Planned& planned)
      : blocks(facts_of(slice, planned.job.mode, planned.machine.array), planned.machine, planned.job.shape()),
        exchanged(planned.exchanged) {}

  static Machine fitting(const pe::Slice& slice, const MachineConfig& config, const LayerJob& job) {
    const Machine machine = resolve(config);
    check_fit(machine, slice, job.mode);
    return machine;
  }
};

}  // namespace

Mapping best_mapping(const pe::Slice& slice, const MachineConfig& machine, const LayerJob& job, const LayerCost& cost) {
  LayerJob trial = job;
  trial.operands = nullptr;
  std::optional<Mapping> best;
  double least = 0;
  const JobCosts costs(slice, machine, job);
  for (const Mapping& mapping : costs.blocks.legal_mappings()) {
    trial.mapping = costs.exchange(mapping);
    const double value = cost(run_fast(slice, machine, {trial}).front());
    if (best && value >= least) continue;
    best = trial.mapping;
    least = value;
  }
  return *best;
}

Mapping rule_mapping(const pe::Slice& slice, const MachineConfig& machine, const LayerJob& job) {
  const JobCosts costs(slice, machine, job);
  return costs.exchange(costs.blocks.choose());
}

}  // namespace lop::sim
