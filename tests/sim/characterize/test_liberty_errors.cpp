// Malformed Liberty: the line, and what was expected there.
#include <gtest/gtest.h>

#include <string>

#include "tests/sim/characterize/small_library.hpp"

namespace lop::characterize {
namespace {

/// A library of one inverter: its area is on line 16, its pin Y from line 21, its rise_power on line 23.
std::string with(const std::string& from, const std::string& to) {
  std::string text = test::kHeader + test::kInverter + "}\n";
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(MalformedLiberty, TheLibraryAsItIsHasNoError) { EXPECT_EQ(test::liberty_error(with("INV", "INV")), "no error"); }

TEST(MalformedLiberty, SyntaxErrorsNameTheirLine) {
  EXPECT_EQ(test::liberty_error("cell (A) { }"), ":1: expected 'library', found 'cell (A) { }'");
  EXPECT_EQ(test::liberty_error(""), ":1: expected 'library', found the end of the file");
  EXPECT_EQ(test::liberty_error(with("area : 1;", "area 1;")), ":16: expected ':' or '(' after 'area', found '1;'");
  EXPECT_EQ(test::liberty_error(with("area : 1;", "area : ;")), ":16: expected a value of 'area', found ';'");
  EXPECT_EQ(test::liberty_error(with("area : 1;", ") area : 1;")),
            ":16: expected an attribute, a group or '}', found ') area : 1;'");
  EXPECT_EQ(test::liberty_error(with("pin (A) {", "pin (A {")),
            ":20: '(' is not closed before '{ direction : input; cap'");
  EXPECT_EQ(test::liberty_error(with("}\n  }\n}\n", "}\n  }\n")), ":1: group 'library' has no closing '}'");
  EXPECT_EQ(test::liberty_error(with("}\n  }\n}\n", "}\n  }\n} }\n")), ":27: expected the end of the file, found '}'");
  EXPECT_EQ(test::liberty_error(with("\"8, 8\")", "\"8, 8)")), ":24: string without an end");
  EXPECT_EQ(test::liberty_error(with("area", "/* area")), ":16: comment without an end");
  EXPECT_EQ(test::liberty_error(with("area : 1;", "include_file (x);")),
            ":16: include_file is not followed; give the files one by one");
  EXPECT_EQ(test::liberty_error(with("area : 1;", "timing () { { { ")), ":16: group 'timing' has no closing '}'");
}

TEST(MalformedLiberty, ValuesOfTheWrongKindNameTheirLine) {
  EXPECT_EQ(test::liberty_error(with("area : 1;", "area : one;")), ":16: expected a number, found 'one'");
  EXPECT_EQ(test::liberty_error(with("area : 1;", "area : 1e999;")), ":16: expected a number, found '1e999'");
  EXPECT_EQ(test::liberty_error(with("area : 1;", "area (1, 2);")), ":16: expected one value of 'area'");
  EXPECT_EQ(test::liberty_error(with("value : 10;", "")), ":18: group 'leakage_power' has no 'value'");
  EXPECT_EQ(test::liberty_error(with("direction : input", "direction : in")),
            ":20: pin 'A': expected a direction input, output, inout or internal, found 'in'");
  EXPECT_EQ(test::liberty_error(with("direction : input;", "direction : input; clock : yes;")),
            ":20: expected true or false, found 'yes'");
  EXPECT_EQ(test::liberty_error(with("\"!A\"; v", "\"!A &\"; v")),
            ":18: when: expected a pin, '!' or '(' at character 5 of \"!A &\", found its end");
  EXPECT_EQ(test::liberty_error(with("\"1ps\"", "\"1 parsec\"")),
            ":2: expected a unit of 's' with a prefix m, u, n, p or f, found 'parsec'");
  EXPECT_EQ(test::liberty_error(with("\"1ps\"", "\"0ps\"")), ":2: expected a unit above 0, found '0ps'");
  EXPECT_EQ(test::liberty_error(with("(1, ff)", "(1)")), ":2: expected capacitive_load_unit (number, unit)");
  EXPECT_EQ(test::liberty_error(with("nom_voltage : 2.0;", "")), ":1: group 'library' has no 'nom_voltage'");
}

TEST(MalformedLiberty, TablesThatDoNotFitNameTheirLine) {
  EXPECT_EQ(test::liberty_error(with("\"4, 8\", \"6, 10\"", "\"4, 8\"")), ":23: expected 4 values, found 2");
  EXPECT_EQ(test::liberty_error(with("\"4, 8\"", "\"4, x\"")), ":23: expected a number, found 'x'");
  EXPECT_EQ(test::liberty_error(with("rise_power (slew_by_load)", "rise_power (nothing)")),
            ":23: no power_lut_template 'nothing' in this library");
  EXPECT_EQ(test::liberty_error(with("{ values (\"4, 8\"", "{ index_1 (\"1, 1\"); values (\"4, 8\"")),
            ":23: expected rising points of index_1");
  EXPECT_EQ(test::liberty_error(with("variable_1 : input_transition_time; variable_2", "variable_2")),
            ":6: expected input_transition_time and total_output_net_capacitance, "
            "found variable_2 'total_output_net_capacitance'");
  EXPECT_EQ(test::liberty_error(with("variable_1 : input_transition_time;", "variable_1 : temperature;")),
            ":6: expected input_transition_time and total_output_net_capacitance, found variable_1 'temperature'");
  EXPECT_EQ(
      test::liberty_error(with("capacitance : 2;", "internal_power () { power (slew_by_load) { values (\"1\"); } }")),
      ":20: the power of an input pin depends on an output's load; expected its slew alone");
}

TEST(MalformedLiberty, NamesOfNothingNameTheirLine) {
  EXPECT_EQ(test::liberty_error(with("related_pin : \"A\"", "related_pin : \"B\"")),
            ":22: related_pin: cell 'INV' has no pin 'B'");
  EXPECT_EQ(test::liberty_error(with("related_pin : \"A\";", "")),
            ":22: expected the related_pin of an output's power");
  EXPECT_EQ(test::liberty_error(with("when : \"!A\"", "when : \"!B\"")), ":18: cell 'INV': no pin or state 'B'");
  EXPECT_EQ(test::liberty_error(with("function : \"!A\"", "function : \"IQ\"")),
            ":21: cell 'INV': no pin or state 'IQ'");
  EXPECT_EQ(test::liberty_error(with("pin (Y)", "pin (A)")), ":21: pin 'A' of cell 'INV' is there twice");
  EXPECT_EQ(test::liberty_error(test::kHeader + test::kInverter + test::kInverter + "}"),
            ":28: cell 'INV' is there twice");
  EXPECT_EQ(test::liberty_error(with("nom_voltage", "default_wire_load : none; nom_voltage")),
            ":3: no wire_load 'none'");
}

TEST(MalformedLiberty, AMissingFileIsNamed) {
  try {
    read_liberty({"/nowhere/missing.lib"});
    FAIL();
  } catch (const FileError& error) {
    EXPECT_STREQ(error.what(), "/nowhere/missing.lib: cannot be opened");
    EXPECT_EQ(error.line(), 0U);
  }
}

}  // namespace
}  // namespace lop::characterize
