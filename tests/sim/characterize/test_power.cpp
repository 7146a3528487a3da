// The power calculator against figures worked out by hand, exactly.
#include "sim/characterize/power.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "tests/sim/characterize/small_library.hpp"

namespace lop::characterize {
namespace {

/// A module of one cell whose pins are ports; outputs that are not named are open.
std::string one_cell(const std::string& type, const std::vector<std::string>& inputs,
                     const std::vector<std::string>& outputs) {
  std::string ports, connections, names;
  int bit = 2;
  const auto add = [&](const std::string& pin, const char* direction) {
    const std::string comma = ports.empty() ? "" : ", ";
    const std::string bits = "[" + std::to_string(bit++) + "]";
    ports += comma + "\"" + pin + "\": {\"direction\": \"" + direction + "\", \"bits\": " + bits + "}";
    connections += comma + "\"" + pin + "\": " + bits;
    names += comma + "\"" + pin + "\": {\"hide_name\": 0, \"bits\": " + bits + "}";
  };
  for (const std::string& pin : inputs) add(pin, "input");
  for (const std::string& pin : outputs) add(pin, "output");
  return "{\"modules\": {\"m\": {\"ports\": {" + ports + "}, \"cells\": {\"u\": {\"type\": \"" + type +
         "\", \"connections\": {" + connections + "}}}, \"netnames\": {" + names + "}}}}";
}

struct Case {
  Library library;
  Netlist netlist;
  std::vector<NetActivity> activity;
  PowerConditions conditions;

  Case(const std::string& text, const std::string& json) : library(test::read_library(text)) {
    netlist = test::read_json(json, library);
    activity.resize(netlist.nets.size());
    conditions.clock_period_ps = 1000;
  }
  Case(const Case&) = delete;
  Case& operator=(const Case&) = delete;

  void set(const char* name, double toggles, double high) {
    activity.at(static_cast<std::size_t>(test::net(netlist, name))) = {toggles, high};
  }
  Power power() const { return calculate_power(library, netlist, activity, conditions); }
};

/// A toggles every other cycle and is high a quarter of the time; the load of Y is 5 fF.
struct Inverter : Case {
  explicit Inverter(const std::string& text = test::kSmallLibrary) : Case(text, one_cell("INV", {"A"}, {"Y"})) {
    set("A", 0.5, 0.25);
    set("Y", 0.5, 0.75);
    conditions.output_load_ff = 5;
    conditions.slews["u/A"] = {50, 100};
  }
};

// Y rises on A's fall, slew 100: half way from 6 to 10, 8 fJ. It falls on A's rise, slew 50: half way from 2 to 8,
// 5 fJ. A toggle is half of each: 6.5 fJ. A toggle charges or discharges 2 fF and 5 fF at 2 V: 4 fJ and 10 fJ.
TEST(Power, OfAnInverter) {
  const Power power = Inverter().power();
  EXPECT_EQ(power.all.internal_fj_per_cycle, 0.5 * 6.5);
  EXPECT_EQ(power.all.switching_fj_per_cycle, 0.5 * 4 + 0.5 * 10);
  EXPECT_EQ(power.all.leakage_nw, 0.75 * 10 + 0.25 * 30);
  EXPECT_EQ(power.all.clock_pin_fj_per_cycle, 0);
  EXPECT_EQ(power.all.clock_net_fj_per_cycle, 0);
  EXPECT_EQ(power.all.area_um2, 1);
  EXPECT_EQ(power.total_fj_per_cycle(), 3.25 + 7 + 0.015);  // 15 nW for 1 ns
  EXPECT_DOUBLE_EQ(power.total_nw(), 10265);
}

// What a wrong calculator would say: both edges in each toggle; slews of the output's edge; nothing of the load.
TEST(Power, TheInverterTellsTheRulesApart) {
  const double internal = Inverter().power().all.internal_fj_per_cycle;
  EXPECT_NE(internal, 0.5 * (8 + 5));
  EXPECT_NE(internal, 0.5 * (7 + 8) / 2);
  EXPECT_NE(internal, 0.5 * (6 + 5) / 2);
  Inverter other;
  other.conditions.slews["u/A"] = {100, 50};
  EXPECT_EQ(other.power().all.internal_fj_per_cycle, 0.5 * (7 + 8) / 2);
  other.conditions.slews.clear();
  other.conditions.default_slew = {50, 100};
  EXPECT_EQ(other.power().all.internal_fj_per_cycle, internal);
  other.conditions.output_load_ff = 0;
  EXPECT_EQ(other.power().all.internal_fj_per_cycle, 0.5 * (6 + 5) / 2);
}

/// A 0.25 toggles a cycle, high for 0.5; B 0.125, high for 0.75; Y 0.25.
struct Nand : Case {
  explicit Nand(const std::string& text = test::kSmallLibrary) : Case(text, one_cell("NAND", {"A", "B"}, {"Y"})) {
    set("A", 0.25, 0.5);
    set("B", 0.125, 0.75);
    set("Y", 0.25, 0.625);
  }
};

// Pin A: 3 fJ a toggle when B is low, a quarter of the time. Y follows A when B is high: 0.25 x 0.75 = 3/16 a cycle,
// and B when A is high: 0.125 x 0.5 = 1/16: of its toggles 3/4 are A's at 8 fJ and 1/4 are B's at 16 fJ: 10 fJ.
TEST(Power, OfANandWeighsStatesAndCauses) {
  const Power power = Nand().power();
  EXPECT_EQ(power.all.internal_fj_per_cycle, 0.25 * 0.25 * 3 + 0.25 * 10);
  EXPECT_EQ(power.all.switching_fj_per_cycle, 0.25 * 2 + 0.125 * 6);  // Y has no load
  // !A !B 1/8, !A B 3/8, and the group without `when` in the other half.
  EXPECT_EQ(power.all.leakage_nw, 4.0 / 8 + 8 * 3.0 / 8 + 16.0 / 2);
}

TEST(Power, TheNandTellsTheRulesApart) {
  Nand low;  // B low for good: pin A pays in full, and Y does not toggle
  low.set("B", 0, 0);
  low.set("Y", 0, 1);
  EXPECT_EQ(low.power().all.internal_fj_per_cycle, 0.25 * 3);
  EXPECT_EQ(low.power().all.leakage_nw, 4.0 / 2 + 16.0 / 2);
  Nand high;  // B high for good: every toggle of Y is A's
  high.set("B", 0, 1);
  EXPECT_EQ(high.power().all.internal_fj_per_cycle, 0.25 * 8);
  Nand only_b;
  only_b.set("A", 0, 1);
  EXPECT_EQ(only_b.power().all.internal_fj_per_cycle, 0.25 * 16);
  EXPECT_NE(Nand().power().all.internal_fj_per_cycle, 0.25 * 3 + 0.25 * 10);          // `when` of the input ignored
  EXPECT_NE(Nand().power().all.internal_fj_per_cycle, 0.1875 + 0.25 * (8 + 16) / 2);  // causes taken for equal
}

// Y follows A when S is high: 4 fJ then with B high, a quarter of the time, 12 fJ with B low: 10 fJ. What a toggle of A
// costs with S low is none of Y's.
TEST(Power, AnOutputsGroupsAreWeighedWhereTheOutputFollows) {
  const std::string mux = R"(
    cell (MUX) {
      pin (A) { direction : input; } pin (B) { direction : input; } pin (S) { direction : input; }
      pin (Y) { direction : output; function : "S & A | !S & B";
        internal_power () { related_pin : "A"; when : "S & B"; power (scalar) { values ("4"); } }
        internal_power () { related_pin : "A"; when : "S & !B"; power (scalar) { values ("12"); } }
        internal_power () { related_pin : "A"; power (scalar) { values ("100"); } } } })";
  Case block(test::kHeader + mux + "}", one_cell("MUX", {"A", "B", "S"}, {"Y"}));
  block.set("A", 1, 0.5);
  block.set("B", 0, 0.25);
  block.set("S", 0, 0.5);
  block.set("Y", 0.5, 0.375);
  EXPECT_EQ(block.power().all.internal_fj_per_cycle, 0.5 * 10);
  EXPECT_NE(block.power().all.internal_fj_per_cycle, 0.5 * (0.125 * 4 + 0.375 * 12 + 0.5 * 100));
}

/// D toggles every other cycle, high a quarter of the time; Q 0.5, high for half of it, 4 fF; QN is open.
struct FlipFlop : Case {
  explicit FlipFlop(const std::string& text = test::kSmallLibrary, const std::vector<std::string>& outputs = {"Q"})
      : Case(text, one_cell("DFF", {"D", "CK"}, outputs)) {
    set("D", 0.5, 0.25);
    set(outputs[0].c_str(), 0.5, 0.5);
    conditions.output_load_ff = 4;
    conditions.slews["u/CK"] = {50, 1000};
  }
};

// CK, a mean of 2 fJ when D = Q and of 4 fJ when not: D and Q both low 3/8, both high 1/8, different 1/2: 3 fJ, twice.
// D: 2 fJ with the clock high, 6 fJ with it low, half the time each: 4 fJ. Q: both edges come from the clock's rise,
// slew 50: 7 and 12 fJ: 9.5 fJ. QN toggles with Q though nothing is connected to it: 8 fJ.
TEST(Power, OfAFlipFlop) {
  const Power power = FlipFlop().power();
  EXPECT_EQ(power.all.clock_pin_fj_per_cycle, 2 * 3);
  EXPECT_EQ(power.all.internal_fj_per_cycle, 2 * 3 + 0.5 * 4 + 0.5 * 9.5 + 0.5 * 8);
  EXPECT_EQ(power.all.clock_net_fj_per_cycle, 2 * 4);
  EXPECT_EQ(power.all.switching_fj_per_cycle, 2 * 4 + 0.5 * 2 + 0.5 * 8);
  EXPECT_EQ(power.all.leakage_nw, 5);
}

// As four independent pins, Q and QN would agree half of the time, where no group of CK's holds.
TEST(Power, TheOutputsOfAFlipFlopNeverAgree) {
  const double independent = 2 * (2 * (0.75 * 0.5 * 0.5 + 0.25 * 0.5 * 0.5) + 4 * 0.25);
  EXPECT_NE(FlipFlop().power().all.clock_pin_fj_per_cycle, independent);
  FlipFlop both(test::kSmallLibrary, {"Q", "QN"});
  both.set("QN", 0.5, 0.5);
  EXPECT_EQ(both.power().all.internal_fj_per_cycle, FlipFlop().power().all.internal_fj_per_cycle);
  EXPECT_EQ(both.power().all.clock_pin_fj_per_cycle, 6);
}

// QN low is Q high: with D high a quarter of the time, both low is 3/16, both high 3/16, different 5/8.
TEST(Power, AStoredBitIsKnownFromItsComplementToo) {
  FlipFlop inverted(test::kSmallLibrary, {"QN"});
  inverted.set("QN", 0.5, 0.25);
  EXPECT_EQ(inverted.power().all.clock_pin_fj_per_cycle, 2 * (2 * 3.0 / 8 + 4 * 5.0 / 8));
  FlipFlop straight;
  straight.set("Q", 0.5, 0.75);
  EXPECT_EQ(straight.power().all.clock_pin_fj_per_cycle, inverted.power().all.clock_pin_fj_per_cycle);
}

TEST(Power, AClockPinTogglesTwiceACycleWhateverWasCounted) {
  FlipFlop other;
  other.set("CK", 0, 1);
  EXPECT_EQ(other.power().all.internal_fj_per_cycle, FlipFlop().power().all.internal_fj_per_cycle);
  EXPECT_EQ(other.power().all.clock_net_fj_per_cycle, 8);
  other.set("D", 0, 0);
  other.set("Q", 0, 0);  // idle: only the clock is left, at 2 fJ an edge
  EXPECT_EQ(other.power().all.internal_fj_per_cycle, 2 * 2);
  EXPECT_EQ(other.power().all.switching_fj_per_cycle, 8);
}

TEST(Power, AFlipFlopOnTheFallingEdgeFollowsTheClocksFall) {
  std::string text = test::kSmallLibrary;
  text.replace(text.find("clocked_on : \"CK\""), 17, "clocked_on : \"!CK\"");
  FlipFlop other(text);
  other.conditions.slews["u/CK"] = {1000, 50};
  EXPECT_EQ(other.power().all.internal_fj_per_cycle, FlipFlop().power().all.internal_fj_per_cycle);
}

// Energy at the ground pin is the same charge once more.
TEST(Power, GroupsOfAGroundPinAreNotCountedTwice) {
  std::string text = test::kHeader + test::kInverter + "}";
  text.replace(text.find("area : 1;"), 9,
               R"(pg_pin (VSS) { pg_type : primary_ground; } pg_pin (VDD) { pg_type : primary_power; }
    leakage_power () { related_pg_pin : VSS; value : 1000; })");
  const std::string from = "internal_power () {";
  const std::size_t at = text.find(from);
  text.insert(at,
              "internal_power () { related_pg_pin : VSS; related_pin : \"A\"; power (scalar) { values (\"99\"); } }\n");
  EXPECT_EQ(Inverter(text).power().all.internal_fj_per_cycle, Inverter().power().all.internal_fj_per_cycle);
  EXPECT_EQ(Inverter(text).power().all.leakage_nw, 15);
  text.replace(text.find("primary_ground"), 14, "backup_power");  // a second supply does count
  EXPECT_EQ(Inverter(text).power().all.internal_fj_per_cycle, 3.25 + 0.5 * 99);
  EXPECT_EQ(Inverter(text).power().all.leakage_nw, 1015);
}

TEST(Power, RefusesActivityThatDoesNotFit) {
  Inverter inverter;
  inverter.set("A", -1, 0);
  EXPECT_THROW(inverter.power(), std::invalid_argument);
  inverter.set("A", 1, 1.5);
  EXPECT_THROW(inverter.power(), std::invalid_argument);
  inverter.set("A", 1, 0.5);
  EXPECT_NO_THROW(inverter.power());
  inverter.conditions.clock_period_ps = 0;
  EXPECT_THROW(inverter.power(), std::invalid_argument);
  inverter.conditions.clock_period_ps = 1;
  inverter.activity.pop_back();
  EXPECT_THROW(inverter.power(), std::invalid_argument);
}

}  // namespace
}  // namespace lop::characterize
