// Power of a netlist from what its nets do: internal energy, switching energy and leakage.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "sim/characterize/cell_power.hpp"
#include "sim/characterize/liberty.hpp"
#include "sim/characterize/netlist.hpp"

namespace lop::characterize {

struct NetActivity {
  double toggles_per_cycle = 0;
  double high_fraction = 0;  // of the time
};

struct PowerConditions {
  double clock_period_ps = 0;
  std::unordered_map<std::string, Slew> slews;  // of input pins, as instance/pin
  Slew default_slew;                            // of pins without one
  double output_load_ff = 0;                    // at each output port
  const WireLoad* wire_load = nullptr;          // null: no wires
  std::vector<std::string> groups;              // prefixes of names: "multiplier.", "accumulator."
};

struct PowerFigures {
  double internal_fj_per_cycle = 0;
  double switching_fj_per_cycle = 0;
  double leakage_nw = 0;
  double clock_pin_fj_per_cycle = 0;  // part of internal: clock pins
  double clock_net_fj_per_cycle = 0;  // part of switching: nets with a clock pin
  double area_um2 = 0;

  PowerFigures& operator+=(const PowerFigures& other);
};

struct Power {
  double clock_period_ps = 0;
  PowerFigures all;
  std::vector<PowerFigures> groups;  // as PowerConditions::groups
  PowerFigures rest;                 // in no group

  static double leakage_fj_per_cycle(const PowerFigures& figures, double clock_period_ps);
  double total_fj_per_cycle() const;
  double total_nw() const;
};

/// Rules: docs/power.md. An instance is in the group of the longest prefix that its name has, else its output's name.
/// Nets of input ports that reach a clock pin toggle twice a cycle and are high for half of it, whatever is given.
/// shapes  activity: by net of the netlist
/// errors  std::invalid_argument: sizes, a period of 0, negative or infinite figures, cells with conditions too wide
Power calculate_power(const Library& library, const Netlist& netlist, const std::vector<NetActivity>& activity,
                      const PowerConditions& conditions);

/// Pins, the wire and output ports, of each net.
std::vector<double> net_loads_ff(const Netlist& netlist, const PowerConditions& conditions);

}  // namespace lop::characterize
