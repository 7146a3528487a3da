// How the figures of a cost table came about: each unit's netlist and each run of the gates.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace lop::config {
class Map;
}

namespace lop::report {

/// One unit's gates at one choice of build-time parameters.
struct UnitGates {
  std::string variant;  // "alignment=bsig_aware rounding=truncate", "-" without parameters
  std::string part, module;
  int cells = 0;
  double area_um2 = 0, sequential_um2 = 0;
  double period_ps = 0;                                // that these gates need; 0: no path
  double minimum_period_ps = 0, minimum_area_um2 = 0;  // of the fastest gates found; 0: not searched, or no path
  int points = 0, proved = 0;                          // outputs and next states; how many are proved equal to the RTL
  std::vector<std::string> rtl_files;
  std::string rtl_sha256;  // of what sha256sum prints for them
};

/// What one part took in a run. actions: steps of a PE or an edge, groups of a column unit, outputs of an output unit
struct PartEnergy {
  std::uint64_t actions = 0;
  double dynamic_fj_per_cycle = 0;
  double leakage_nw = 0;
};

/// One run of a slice's gates.
struct GateRun {
  std::string variant, mode, data;  // data: idle, zero, normal, traced
  std::uint64_t cycles = 0;
  double macs = 0;  // of one PE, all lanes
  std::map<std::string, PartEnergy> parts;
};

struct Characterization {
  double clock_period_ps = 0;
  int rows = 0;  // of the tile that the column unit serves
  std::string tools;
  std::vector<UnitGates> units;
  std::vector<GateRun> runs;
};

/// errors  config::ConfigError
Characterization load_characterization(const config::Map& map);

/// As YAML, the value of a key `characterization`.
std::string characterization_text(const Characterization& characterization);

}  // namespace lop::report
