// Netlists of several cells: groups, wire loads, and what scales with activity.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/characterize/power.hpp"
#include "tests/sim/characterize/small_library.hpp"

namespace lop::characterize {
namespace {

// clk, d -> core.ff -> s -> an inverter without a name of its own -> core.n -> edge.g, with d -> q
const std::string kJson = R"({"modules": {"m": {
  "ports": {"clk": {"direction": "input", "bits": [2]}, "d": {"direction": "input", "bits": [3]},
            "q": {"direction": "output", "bits": [6]}},
  "cells": {
    "core.ff": {"type": "DFF", "connections": {"CK": [2], "D": [3], "Q": [4]}},
    "$abc$7": {"type": "INV", "connections": {"A": [4], "Y": [5]}},
    "edge.g": {"type": "NAND", "connections": {"A": [5], "B": [3], "Y": [6]}}},
  "netnames": {
    "clk": {"hide_name": 0, "bits": [2]}, "d": {"hide_name": 0, "bits": [3]}, "s": {"hide_name": 0, "bits": [4]},
    "core.n": {"hide_name": 0, "bits": [5]}, "q": {"hide_name": 0, "bits": [6]}}}}})";

struct Block {
  Library library;
  Netlist netlist;
  std::vector<NetActivity> activity;
  PowerConditions conditions;

  explicit Block(double toggles = 0.25)
      : library(test::read_library(test::kHeader + test::kInverter + test::kNand + test::kFlipFlop + R"(
          wire_load (wires) { capacitance : 0.5; slope : 2; fanout_length (1, 2); fanout_length (2, 4); }
          default_wire_load : wires; })")) {
    netlist = test::read_json(kJson, library);
    activity.assign(netlist.nets.size(), {toggles, 0.5});
    conditions.clock_period_ps = 500;
  }
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;

  Power power() const { return calculate_power(library, netlist, activity, conditions); }
  double load_ff(const char* name) const {
    return net_loads_ff(netlist, conditions).at(static_cast<std::size_t>(test::net(netlist, name)));
  }
};

// Pins: clk 2, d 1 + 3, s 2, n 1, q none. Wires: one load 1 fF, two loads 2 fF; the port counts as one.
TEST(PowerOfANetlist, LoadsArePinsWiresAndPorts) {
  Block block;
  EXPECT_EQ(block.load_ff("d"), 4);
  EXPECT_EQ(block.load_ff("q"), 0);
  block.conditions.output_load_ff = 10;
  EXPECT_EQ(block.load_ff("q"), 10);
  block.conditions.wire_load = block.library.wire_load(block.netlist.area_um2());
  EXPECT_EQ(block.load_ff("clk"), 3);
  EXPECT_EQ(block.load_ff("d"), 6);
  EXPECT_EQ(block.load_ff("s"), 3);
  EXPECT_EQ(block.load_ff("q"), 11);
}

// At 2 V, a quarter toggle a cycle is half a fJ a fF; a clock's two toggles are 4 fJ a fF.
TEST(PowerOfANetlist, SwitchingIsThatOfEveryNet) {
  Block block;
  EXPECT_EQ(block.power().all.switching_fj_per_cycle, 2 * 4 + (4 + 2 + 1) * 0.5);
  EXPECT_EQ(block.power().all.clock_net_fj_per_cycle, 2 * 4);
  block.conditions.wire_load = block.library.wire_load(0);
  block.conditions.output_load_ff = 10;
  EXPECT_EQ(block.power().all.switching_fj_per_cycle, 3 * 4 + (6 + 3 + 2 + 11) * 0.5);
}

TEST(PowerOfANetlist, SwitchingDoublesExactlyWithActivity) {
  const PowerFigures once = Block(0.3).power().all, twice = Block(0.6).power().all;
  ASSERT_GT(once.switching_fj_per_cycle, once.clock_net_fj_per_cycle);
  // Of data nets, apart from the clock, which does not follow the data: exact, as the clock's part is 8.
  Block still(0);
  EXPECT_EQ(still.power().all.switching_fj_per_cycle, 8);
  std::vector<double> loads = net_loads_ff(still.netlist, still.conditions);
  double data_ff = 0;
  for (const char* name : {"d", "s", "core.n", "q"})
    data_ff += loads[static_cast<std::size_t>(test::net(still.netlist, name))];
  EXPECT_DOUBLE_EQ(once.switching_fj_per_cycle - 8, 0.3 * data_ff * 2);
  EXPECT_DOUBLE_EQ(twice.switching_fj_per_cycle - 8, 2 * (once.switching_fj_per_cycle - 8));
}

TEST(PowerOfANetlist, AllDynamicEnergyDoublesWithActivityButForTheClock) {
  const auto data = [](const PowerFigures& f) { return f.internal_fj_per_cycle - f.clock_pin_fj_per_cycle; };
  const PowerFigures once = Block(0.25).power().all, twice = Block(0.5).power().all;
  EXPECT_EQ(data(twice), 2 * data(once));
  EXPECT_EQ(twice.switching_fj_per_cycle - 8, 2 * (once.switching_fj_per_cycle - 8));
  EXPECT_EQ(twice.clock_pin_fj_per_cycle, once.clock_pin_fj_per_cycle);
  EXPECT_EQ(twice.leakage_nw, once.leakage_nw);
  EXPECT_NE(Block(0.375).power().all.switching_fj_per_cycle - 8, 2 * (once.switching_fj_per_cycle - 8));
}

// The inverter has the group of its output's name. d's pins: 1 fF in core, 3 fF in edge.
TEST(PowerOfANetlist, GroupsAddUpToTheWhole) {
  Block block;
  block.conditions.groups = {"core.", "edge.", "none."};
  const Power power = block.power();
  ASSERT_EQ(power.groups.size(), 3U);
  EXPECT_EQ(power.groups[0].area_um2, 9);
  EXPECT_EQ(power.groups[1].area_um2, 2);
  EXPECT_EQ(power.groups[0].switching_fj_per_cycle, 8 + (1 + 2 + 1) * 0.5);
  EXPECT_EQ(power.groups[1].switching_fj_per_cycle, 3 * 0.5);
  EXPECT_EQ(power.groups[0].clock_pin_fj_per_cycle, power.all.clock_pin_fj_per_cycle);
  EXPECT_EQ(power.groups[2].area_um2, 0);
  EXPECT_EQ(power.rest.leakage_nw, 0);
  EXPECT_EQ(power.groups[0].leakage_nw + power.groups[1].leakage_nw, power.all.leakage_nw);
  EXPECT_EQ(power.groups[0].internal_fj_per_cycle + power.groups[1].internal_fj_per_cycle,
            power.all.internal_fj_per_cycle);
}

TEST(PowerOfANetlist, TheLongestPrefixWinsAndTheRestIsCalledSo) {
  Block block;
  block.conditions.groups = {"core.", "core.f"};
  const Power power = block.power();
  EXPECT_EQ(power.groups[0].area_um2, 1);
  EXPECT_EQ(power.groups[1].area_um2, 8);
  EXPECT_EQ(power.rest.area_um2, 2);
  EXPECT_EQ(Block().power().rest.area_um2, 11);
}

}  // namespace
}  // namespace lop::characterize
