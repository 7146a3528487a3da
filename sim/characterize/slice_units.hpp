// The units of a slice that are synthesised and priced apart, and where they are in the gates.
#pragma once

#include <string>
#include <vector>

namespace lop::characterize {

/// One of a slice's modules in an array of one tile with one column.
struct SliceUnit {
  std::string part;    // pe, weight_edge, activation_edge, column_unit, output_unit
  std::string module;  // of rtl/
  std::string scope;   // of the first row's instance, as a waveform of pe_array names it
};

/// All five, in the order above; what a slice does not need of them is wires or plain registers.
/// errors  std::invalid_argument for a stem that models/pe/pe_catalog.def does not list
std::vector<SliceUnit> slice_units(const std::string& stem);

}  // namespace lop::characterize
