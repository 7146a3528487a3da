// Energy of the units of a slice while gates compute: netlists in lock-step with the values, then their activity
// priced.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "models/pe/slice.hpp"
#include "sim/characterize/power.hpp"
#include "sim/characterize/synthesized_unit.hpp"
#include "sim/cosim/lockstep.hpp"
#include "sim/cosim/stimulus.hpp"

namespace lop::characterize {

/// The gates are not the values: the first difference, in words.
class GatesError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// How the library's energies are applied: docs/power.md.
struct Conditions {
  double clock_period_ps = 0;
  double output_load_ff = 0;            // at each output port
  const WireLoad* wire_load = nullptr;  // null: no wires
};

/// A tile of `rows` PEs in one column whose first row's units, or one of them, are netlists.
struct GateTile {
  const pe::Slice* slice = nullptr;
  int rows = 1;
  std::vector<const SynthesizedUnit*> units;
  std::filesystem::path folder;  // of verilated gates and waveforms
};

/// What happened in the cycles that were looked at, and what each unit took of it.
struct Measurement {
  std::uint64_t cycles = 0, steps = 0, groups = 0, outputs = 0;  // groups, outputs: of one PE
  std::map<std::string, Power> power;                            // by part
};

/// Runs the tile for `warm_up + cycles` cycles, first in lock-step with the cycle model on every port, then with every
/// net looked at from cycle `warm_up` on. errors  GatesError at the first difference; cosim::RtlError; FileError where
/// a net of a netlist is not in the waveform
Measurement measure(const GateTile& tile, const Library& library, const Conditions& conditions,
                    const cosim::StimulusOptions& stimulus, std::uint64_t warm_up, std::uint64_t cycles);

}  // namespace lop::characterize
