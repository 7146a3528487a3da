// What scripts/synthesize.py wrote of one unit.
#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/characterize/cell_power.hpp"
#include "sim/characterize/netlist.hpp"
#include "sim/characterize/slice_units.hpp"

namespace lop::characterize {

struct SynthesizedUnit {
  SliceUnit unit;
  std::filesystem::path folder;  // with netlist.v and cells.v
  Netlist netlist;
  std::unordered_map<std::string, Slew> slews;  // as instance/pin
  int cells = 0;
  double area_um2 = 0, sequential_um2 = 0;
  double period_ps = 0;          // that this netlist needs; 0: it has no path
  double minimum_period_ps = 0;  // of the fastest netlist found; 0: not searched, or no path
  double minimum_area_um2 = 0;   // of that netlist
  std::string verdict;           // of the proof RTL = netlist: proved or incomplete
  int points = 0, proved = 0;    // outputs and next states; how many are proved
  std::vector<std::string> rtl_files;
  std::string rtl_sha256;  // of what sha256sum prints for them
  std::string source;      // "yosys 0.23, ..., nangate45_typ.lib.gz b98a6cfb..."
};

/// `library` outlives the result.
/// errors  FileError for a file that is missing or is no such file
SynthesizedUnit read_synthesized_unit(const SliceUnit& unit, const std::filesystem::path& folder,
                                      const Library& library);

}  // namespace lop::characterize
