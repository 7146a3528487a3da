// A cell group of a Liberty file as a cell.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/characterize/liberty.hpp"
#include "sim/characterize/liberty_text.hpp"
#include "sim/characterize/liberty_values.hpp"

namespace lop::characterize {

enum class TableAxis { kSlew, kLoad };

/// A power_lut_template: the axes of index_1 and index_2, and the points where a table has none of its own.
struct TableTemplate {
  std::vector<TableAxis> axes;
  std::vector<double> points[2];  // in units of the file
};

/// What cells need of the library around them.
struct LibertyDefaults {
  LibertyUnits units;
  std::map<std::string, TableTemplate> templates;
  double leakage = 0;                                   // in units of the file, as the next
  double input_pin = 0, output_pin = 0, inout_pin = 0;  // capacitances
};

/// errors  FileError
TableTemplate read_template(const LibertyValues& values, const LibertyGroup& group);

/// errors  FileError
Cell read_cell(const LibertyValues& values, const LibertyDefaults& defaults, const LibertyGroup& group);

}  // namespace lop::characterize
