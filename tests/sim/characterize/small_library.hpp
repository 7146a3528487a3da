// A Liberty library with round numbers, netlists of its cells, and how a test reads them.
#pragma once

#include <filesystem>
#include <string>

#include "sim/characterize/file_error.hpp"
#include "sim/characterize/liberty.hpp"
#include "sim/characterize/netlist.hpp"
#include "tests/support/temporary_folder.hpp"

namespace lop::characterize::test {

/// 2 V; 1 ps, 1 fF and 1 nW are one, so energies are in fJ. Open: the closing bracket is for the test to add.
inline const std::string kHeader = R"lib(library (small) {
  time_unit : "1ps"; capacitive_load_unit (1, ff); leakage_power_unit : "1nW"; voltage_unit : "1V";
  nom_voltage : 2.0;
  default_input_pin_cap : 1;
  power_lut_template (slew_by_load) {
    variable_1 : input_transition_time; variable_2 : total_output_net_capacitance;
    index_1 ("0, 100"); index_2 ("0, 10");
  }
  power_lut_template (load_by_slew) {
    variable_1 : total_output_net_capacitance; variable_2 : input_transition_time;
    index_1 ("0, 10"); index_2 ("0, 100");
  }
  power_lut_template (slew) { variable_1 : input_transition_time; index_1 ("0, 100"); }
)lib";

inline const std::string kInverter = R"lib(
  cell (INV) {
    area : 1;
    cell_leakage_power : 25;
    leakage_power () { when : "!A"; value : 10; }
    leakage_power () { when : "A"; value : 30; }
    pin (A) { direction : input; capacitance : 2; }
    pin (Y) { direction : output; function : "!A";
      internal_power () { related_pin : "A";
        rise_power (slew_by_load) { values ("4, 8", "6, 10"); }
        fall_power (slew_by_load) { values ("2, 2", "8, 8"); } }
    }
  }
)lib";

inline const std::string kNand = R"lib(
  cell (NAND) {
    area : 2;
    leakage_power () { when : "!A & !B"; value : 4; }
    leakage_power () { when : "!A & B"; value : 8; }
    leakage_power () { value : 16; }
    pin (A) { direction : input; capacitance : 1;
      internal_power () { when : "!B"; rise_power (scalar) { values ("2"); } fall_power (scalar) { values ("4"); } }
    }
    pin (B) { direction : input; capacitance : 3; }
    pin (Y) { direction : output; function : "!(A & B)";
      internal_power () { related_pin : "A"; when : "B";
        rise_power (scalar) { values ("10"); } fall_power (scalar) { values ("6"); } }
      internal_power () { related_pin : "B"; power (scalar) { values ("16"); } }
    }
  }
)lib";

inline const std::string kFlipFlop = R"lib(
  cell (DFF) {
    area : 8;
    ff (IQ, IQN) { clocked_on : "CK"; next_state : "D"; }
    cell_leakage_power : 5;
    pin (D) { direction : input; capacitance : 1;
      internal_power () { when : "CK"; power (scalar) { values ("2"); } }
      internal_power () { when : "!CK"; power (scalar) { values ("6"); } }
    }
    pin (CK) { direction : input; capacitance : 2; clock : true;
      internal_power () { when : "!D & !Q & QN";
        rise_power (scalar) { values ("1"); } fall_power (scalar) { values ("3"); } }
      internal_power () { when : "D & Q & !QN"; power (scalar) { values ("2"); } }
      internal_power () { when : "(D ^ Q) (Q ^ QN)";
        rise_power (scalar) { values ("0"); } fall_power (scalar) { values ("8"); } }
    }
    pin (Q) { direction : output; function : "IQ";
      internal_power () { related_pin : "CK";
        rise_power (slew) { values ("6, 8"); } fall_power (slew) { values ("10, 14"); } }
    }
    pin (QN) { direction : output; function : "IQN";
      internal_power () { related_pin : "CK";
        rise_power (scalar) { values ("10"); } fall_power (scalar) { values ("6"); } }
    }
  }
)lib";

inline const std::string kSmallLibrary = kHeader + kInverter + kNand + kFlipFlop + "}\n";

inline Library read_library(const std::string& text) {
  const lop::test::TemporaryFolder folder;
  return read_liberty({folder.write("small.lib", text)});
}

/// What the error says after the file's name, with the line: ":3: expected ...".
inline std::string liberty_error(const std::string& text) {
  const lop::test::TemporaryFolder folder;
  const std::filesystem::path file = folder.write("bad.lib", text);
  try {
    read_liberty({file});
  } catch (const FileError& error) {
    return std::string(error.what()).substr(file.string().size());
  }
  return "no error";
}

inline Netlist read_json(const std::string& text, const Library& library, const std::string& module_name = "") {
  const lop::test::TemporaryFolder folder;
  return read_netlist(folder.write("netlist.json", text), library, module_name);
}

inline int net(const Netlist& netlist, const std::string& name) { return netlist.net_of_name.at(name); }

}  // namespace lop::characterize::test
