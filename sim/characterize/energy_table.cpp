// Bilinear interpolation of energy tables.
#include "sim/characterize/energy_table.hpp"

#include <algorithm>
#include <cstddef>

namespace lop::characterize {

namespace {

struct Place {
  std::size_t low = 0, high = 0;
  double fraction = 0;  // below 0 or above 1 outside the axis
};

Place place_of(const std::vector<double>& axis, double value) {
  if (axis.size() < 2) return {};
  const auto above = std::upper_bound(axis.begin() + 1, axis.end() - 1, value);
  const std::size_t high = static_cast<std::size_t>(above - axis.begin());
  return {high - 1, high, (value - axis[high - 1]) / (axis[high] - axis[high - 1])};
}

}  // namespace

double EnergyTable::at(double slew, double load) const {
  if (energy_fj.empty()) return 0;
  const Place row = place_of(slew_ps, slew);
  const Place column = place_of(load_ff, load);
  const auto along_row = [&](std::size_t index) {
    const double* values = &energy_fj[index * load_ff.size()];
    return values[column.low] + column.fraction * (values[column.high] - values[column.low]);
  };
  const double low = along_row(row.low);
  return row.high == row.low ? low : low + row.fraction * (along_row(row.high) - low);
}

}  // namespace lop::characterize
