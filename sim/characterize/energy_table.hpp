// A look-up table of energy over input slew and output load.
#pragma once

#include <vector>

namespace lop::characterize {

/// An axis that the table does not have holds one point. No points at all: no energy.
struct EnergyTable {
  std::vector<double> slew_ps, load_ff;  // rising
  std::vector<double> energy_fj;         // [slew][load]

  /// Linear in each axis between the points around it; beyond the ends along the outermost pair.
  double at(double slew, double load) const;
};

}  // namespace lop::characterize
