// What a run will ask of the computer that runs it.
#pragma once

#include <cstdint>

#include "sim/system/run_config.hpp"

namespace lop::sim {

struct RunEstimate {
  std::int64_t distinct_layers = 0;  // layers of equal shape, mode and mapping are simulated once
  std::int64_t bursts = 0;           // of DRAM, of all distinct layers
  std::int64_t steps = 0;            // cycles in which all PEs would be busy, of all distinct layers
  double seconds = 0;                // on one core, within a factor of three on the machines where it was measured
  double mebibytes = 0;              // of the largest layer's plan
};

/// Plans every distinct layer by the machine's rule, without simulating it; a mapper's trials are not in it.
/// errors  MachineError
RunEstimate estimate(const RunConfig& run);

}  // namespace lop::sim
