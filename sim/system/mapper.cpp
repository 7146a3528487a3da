// Tries every mapping.
#include "sim/system/mapper.hpp"

#include <optional>

#include "sim/fast/exchanged_roles.hpp"
#include "sim/fast/tiling.hpp"
#include "sim/system/run.hpp"

namespace lop::sim {
namespace {

bool exchanges(const MachineConfig& config) { return config.array.dataflow == Dataflow::kInputStationary; }

BlockCosts costs_of(const pe::Slice& slice, const MachineConfig& config, const LayerJob& job) {
  const Machine machine = resolve(config);
  check_fit(machine, slice, job.mode);
  const PeFacts facts = facts_of(slice, job.mode, machine.array);
  if (exchanges(config)) return BlockCosts(facts, exchanged_roles(machine), exchanged_roles(job).shape());
  return BlockCosts(facts, machine, job.shape());
}

}  // namespace

Mapping best_mapping(const pe::Slice& slice, const MachineConfig& machine, const LayerJob& job, const LayerCost& cost) {
  LayerJob trial = job;
  trial.operands = nullptr;
  std::optional<Mapping> best;
  double least = 0;
  for (const Mapping& legal : costs_of(slice, machine, job).legal_mappings()) {
    const Mapping mapping = exchanges(machine) ? exchanged_roles(legal) : legal;
    trial.mapping = mapping;
    const double value = cost(run_fast(slice, machine, {trial}).front());
    if (best && value >= least) continue;
    best = mapping;
    least = value;
  }
  return *best;
}

Mapping rule_mapping(const pe::Slice& slice, const MachineConfig& machine, const LayerJob& job) {
  const Mapping mapping = costs_of(slice, machine, job).choose();
  return exchanges(machine) ? exchanged_roles(mapping) : mapping;
}

}  // namespace lop::sim
