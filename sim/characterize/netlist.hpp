// A flat netlist of library cells: instances, nets, who drives and who loads each net.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/characterize/liberty.hpp"

namespace lop::characterize {

// What a pin is connected to when it is no net.
inline constexpr int kOpen = -1;
inline constexpr int kLow = -2;
inline constexpr int kHigh = -3;

struct Instance {
  std::string name;
  const Cell* cell = nullptr;  // of the library that the netlist was read with
  std::vector<int> nets;       // by pin of the cell: index of the net, or one of the above
};

/// Pin `pin` of instance `instance`, both as indices.
struct Terminal {
  int instance = 0, pin = 0;
};

struct Net {
  std::string name;                  // name[3] for a bit of a vector
  std::vector<std::string> aliases;  // other names of the same net
  std::optional<Terminal> driver;    // none: an input port
  std::vector<Terminal> loads;
  int output_ports = 0;  // how many it leads to

  int fanout() const { return static_cast<int>(loads.size()) + output_ports; }
};

struct Netlist {
  std::string module_name;
  std::vector<Instance> instances;
  std::vector<Net> nets;
  std::unordered_map<std::string, int> net_of_name;  // aliases too

  /// Of cells, without wires.
  double area_um2() const;
};

/// Of yosys' write_json: `module_name`, or, when empty, the module marked top, or the only one that is no black box.
/// `library` outlives the result.
/// errors  FileError: not such a file; a cell or pin that the library lacks; inputs that nothing or two things drive;
///         an input at x or z (yosys: setundef); inout pins
Netlist read_netlist(const std::filesystem::path& file, const Library& library, const std::string& module_name = "");

}  // namespace lop::characterize
