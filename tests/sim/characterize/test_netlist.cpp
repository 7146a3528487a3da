// The netlist reader: nets, names, drivers and loads, and netlists that must be refused.
#include "sim/characterize/netlist.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/sim/characterize/small_library.hpp"

namespace lop::characterize {
namespace {

// d[0] -> NAND with a constant 1 -> inverter -> q, which is also part of the vector v.
const std::string kJson = R"({"modules": {
  "NAND": {"attributes": {"blackbox": 1}, "ports": {}, "cells": {}, "netnames": {}},
  "top": {"attributes": {"top": "00000000000000000000000000000001"},
    "ports": {"d": {"direction": "input", "bits": [2, 3]}, "q": {"direction": "output", "bits": [5]}},
    "cells": {
      "u.g": {"type": "NAND", "connections": {"A": [2], "B": ["1"], "Y": [4]}},
      "u.h": {"type": "INV", "connections": {"A": [4], "Y": [5]}}},
    "netnames": {
      "$made_up": {"hide_name": 1, "bits": [5]},
      "d": {"hide_name": 0, "bits": [2, 3]},
      "n": {"hide_name": 0, "bits": [4]},
      "q": {"hide_name": 0, "bits": [5]},
      "v": {"hide_name": 0, "offset": 4, "upto": 1, "bits": [5, "0"]}}}}})";

std::string with(const std::string& from, const std::string& to) {
  std::string text = kJson;
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string error_of(const std::string& json, const std::string& module_name = "") {
  try {
    test::read_json(json, test::read_library(test::kSmallLibrary), module_name);
  } catch (const FileError& error) {
    const std::string text = error.what();
    return text.substr(text.find("netlist.json") + 12);
  }
  return "no error";
}

TEST(Netlist, KnowsWhoDrivesAndLoadsEachNet) {
  const Library library = test::read_library(test::kSmallLibrary);
  const Netlist netlist = test::read_json(kJson, library);
  EXPECT_EQ(netlist.module_name, "top");
  EXPECT_EQ(netlist.nets.size(), 4U);
  ASSERT_EQ(netlist.instances.size(), 2U);
  EXPECT_EQ(netlist.instances[0].name, "u.g");
  EXPECT_EQ(netlist.instances[0].cell, library.cell("NAND"));
  EXPECT_EQ(netlist.instances[0].nets, (std::vector<int>{test::net(netlist, "d[0]"), kHigh, test::net(netlist, "n")}));
  const Net& inner = netlist.nets.at(static_cast<std::size_t>(test::net(netlist, "n")));
  ASSERT_TRUE(inner.driver);
  EXPECT_EQ(inner.driver->instance, 0);
  EXPECT_EQ(inner.driver->pin, 2);
  ASSERT_EQ(inner.loads.size(), 1U);
  EXPECT_EQ(inner.loads[0].instance, 1);
  EXPECT_EQ(inner.fanout(), 1);
  const Net& output = netlist.nets.at(static_cast<std::size_t>(test::net(netlist, "q")));
  EXPECT_EQ(output.output_ports, 1);
  EXPECT_EQ(output.loads.size(), 0U);
  const Net& input = netlist.nets.at(static_cast<std::size_t>(test::net(netlist, "d[1]")));
  EXPECT_FALSE(input.driver);
  EXPECT_EQ(netlist.area_um2(), 3);
}

// v[5:4] downto would be v[4], v[5]; with upto the first bit is v[5].
TEST(Netlist, GivesEveryNameOfANetGivenNamesFirst) {
  const Library library = test::read_library(test::kSmallLibrary);
  const Netlist netlist = test::read_json(kJson, library);
  const Net& output = netlist.nets.at(static_cast<std::size_t>(test::net(netlist, "q")));
  EXPECT_EQ(output.name, "q");
  EXPECT_EQ(output.aliases, (std::vector<std::string>{"v[5]", "$made_up"}));
  EXPECT_EQ(test::net(netlist, "$made_up"), test::net(netlist, "q"));
  EXPECT_EQ(netlist.net_of_name.count("v[4]"), 0U);
}

TEST(Netlist, TakesTheModuleNamedTheTopOrTheOnlyOne) {
  EXPECT_EQ(error_of(kJson, "top"), "no error");
  EXPECT_EQ(error_of(kJson, "other"), ": no module 'other'");
  const std::string unmarked = with(R"("top": "00000000000000000000000000000001")", "");
  EXPECT_EQ(error_of(unmarked), "no error");
  std::string two = unmarked;
  two.replace(two.find("\"blackbox\": 1"), 13, "");
  EXPECT_EQ(error_of(two), ": 2 modules, none marked top; name one");
}

TEST(Netlist, RefusesWhatIsNoNetlistOfTheLibrary) {
  EXPECT_EQ(error_of("{\n1}").substr(0, 17), ":2: is not JSON: ");
  EXPECT_EQ(error_of("[]"), ": expected modules, as yosys' write_json writes them");
  EXPECT_EQ(error_of(with("\"type\": \"INV\"", "\"type\": \"$_NOT_\"")),
            ": instance 'u.h': the library has no cell '$_NOT_'");
  EXPECT_EQ(error_of(with("\"A\": [4]", "\"X\": [4]")),
            ": instance 'u.h', pin 'X' of 'INV': the library has no such pin");
  EXPECT_EQ(error_of(with("\"B\": [\"1\"]", "\"B\": [\"x\"]")),
            ": instance 'u.g': input 'B' of 'NAND' is open or undefined");
  EXPECT_EQ(error_of(with(", \"B\": [\"1\"]", "")), ": instance 'u.g': input 'B' of 'NAND' is open or undefined");
  EXPECT_EQ(error_of(with("\"A\": [4]", "\"A\": [4, 5]")), ": instance 'u.h', pin 'A' of 'INV': more than one bit");
  EXPECT_EQ(error_of(with("\"A\": [4]", "\"A\": [5]")), "no error");
  EXPECT_EQ(error_of(with("\"Y\": [5]", "\"Y\": [4]")),
            ": instance 'u.h', pin 'Y' of 'INV': net 'n' has another driver");
  EXPECT_EQ(error_of(with("\"Y\": [4]", "\"Y\": [3]")), ": input port 'd[1]' is driven from within");
  EXPECT_EQ(error_of(with(", \"Y\": [4]", "")), ": nothing drives net 'n'");
  EXPECT_EQ(error_of(with("\"Y\": [5]", "\"Y\": [\"0\"]")),
            ": instance 'u.h', pin 'Y' of 'INV': an output at a constant");
}

}  // namespace
}  // namespace lop::characterize
