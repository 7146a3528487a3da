// What a Liberty library says of the power of its cells, in the units of this project.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/characterize/boolean_function.hpp"
#include "sim/characterize/energy_table.hpp"

namespace lop::characterize {

enum class Direction { kInput, kOutput, kInout, kInternal };

/// Energy that a cell dissipates when a pin toggles, beyond that of charging the pin's net.
struct InternalPower {
  std::vector<std::string> related_pins;  // inputs that cause the toggle; none at an input pin
  std::string related_pg_pin;             // empty: the cell's only supply
  bool of_ground = false;                 // related_pg_pin is a ground: the same charge at its other end
  std::optional<BooleanFunction> when;    // none: in all states that no other group names
  EnergyTable rise, fall;                 // of one transition of the pin
};

struct Leakage {
  double leakage_nw = 0;
  std::string related_pg_pin;
  bool of_ground = false;
  std::optional<BooleanFunction> when;
};

struct Pin {
  std::string name;
  Direction direction = Direction::kInput;
  double capacitance_ff = 0;
  bool is_clock = false;                    // marked so, or what a flip-flop or a latch is clocked or enabled by
  std::optional<BooleanFunction> function;  // of an output, over inputs and states
  std::vector<InternalPower> powers;
};

/// An `ff` or `latch` group.
struct Storage {
  std::string state, inverted_state;
  bool is_latch = false;
  std::optional<BooleanFunction> clock;  // clocked_on or enable
};

struct Cell {
  std::string name;
  double area_um2 = 0;
  double leakage_nw = 0;  // in states without a group of their own
  std::vector<Leakage> leakages;
  std::vector<Pin> pins;
  std::vector<Storage> storages;

  /// Index into pins; -1 when there is no such pin.
  int pin_index(const std::string& name) const;
};

/// Capacitance of a net from its number of loads.
struct WireLoad {
  std::string name;
  double capacitance_ff_per_length = 0;
  double slope = 0;                         // length of each further load beyond the listed ones
  std::map<double, double> fanout_lengths;  // from 1 load up

  /// Interpolated between listed fanouts, beyond them along the slope, never below 0; 0 without a load.
  double capacitance_ff(int fanout) const;
};

/// Of a wire_load_selection, in rising order of area.
struct WireLoadRange {
  double min_area_um2 = 0, max_area_um2 = 0;
  std::string wire_load;
};

struct Library {
  std::string name;  // of the first file
  std::vector<std::filesystem::path> files;
  double voltage_v = 0;
  std::map<std::string, Cell> cells;
  std::map<std::string, WireLoad> wire_loads;
  std::string default_wire_load;                                       // empty: none
  std::map<std::string, std::vector<WireLoadRange>> wire_load_ranges;  // wire_load_selection groups
  std::string default_wire_load_selection;                             // empty: none

  /// Null when there is no such cell.
  const Cell* cell(const std::string& name) const;
  /// The library's own choice for a block of that area (of cells); null when it makes none.
  const WireLoad* wire_load(double area_um2) const;
};

/// Several files are one library; all at one voltage, each cell in one file. Timing is not read.
/// units   areas are taken for um2; energies are in capacitive_load_unit x voltage_unit^2
/// errors  FileError: a file that cannot be read, with the line and what was expected there
Library read_liberty(const std::vector<std::filesystem::path>& files);

}  // namespace lop::characterize
