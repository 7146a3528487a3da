// Leakage against OpenSTA's report, digit for digit: six of them, since it computes in single precision.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "sim/characterize/power.hpp"
#include "sim/report/process.hpp"
#include "tests/sim/characterize/small_library.hpp"

namespace lop::characterize {
namespace {

const std::filesystem::path kOsu018 = "/usr/share/qflow/tech/osu018/osu018_stdcells.lib";

struct Gate {
  std::string name, type;
  std::vector<std::pair<std::string, std::string>> connections;  // pin, net
};

const std::vector<std::string> kInputs = {"a", "b", "clk"};
const std::vector<Gate> kGates = {{"g1", "NAND2X1", {{"A", "a"}, {"B", "b"}, {"Y", "n1"}}},
                                  {"g2", "XOR2X1", {{"A", "n1"}, {"B", "b"}, {"Y", "n2"}}},
                                  {"g3", "AOI21X1", {{"A", "n2"}, {"B", "a"}, {"C", "n1"}, {"Y", "n3"}}},
                                  {"g4", "DFFPOSX1", {{"CLK", "clk"}, {"D", "n3"}, {"Q", "n4"}}},
                                  {"g5", "INVX4", {{"A", "n4"}, {"Y", "n5"}}},
                                  {"g6", "OAI22X1", {{"A", "n5"}, {"B", "n2"}, {"C", "a"}, {"D", "n4"}, {"Y", "n6"}}},
                                  {"g7", "DFFPOSX1", {{"CLK", "clk"}, {"D", "n6"}, {"Q", "q"}}}};

std::string verilog() {
  std::string text = "module m (a, b, clk, q);\n  input a, b, clk;\n  output q;\n  wire n1, n2, n3, n4, n5, n6;\n";
  for (const Gate& gate : kGates) {
    std::string pins;
    for (const auto& [pin, net] : gate.connections) pins += (pins.empty() ? "." : ", .") + pin + "(" + net + ")";
    text += "  " + gate.type + " " + gate.name + " (" + pins + ");\n";
  }
  return text + "endmodule\n";
}

std::string json() {
  std::vector<std::string> nets = kInputs;
  const auto bit = [&](const std::string& net) {
    for (std::size_t i = 0; i < nets.size(); ++i) {
      if (nets[i] == net) return i + 2;
    }
    nets.push_back(net);
    return nets.size() + 1;
  };
  std::string cells, ports, names;
  for (const Gate& gate : kGates) {
    std::string pins;
    for (const auto& [pin, net] : gate.connections) {
      pins += fmt::format("{}\"{}\": [{}]", pins.empty() ? "" : ", ", pin, bit(net));
    }
    cells += fmt::format("{}\"{}\": {{\"type\": \"{}\", \"connections\": {{{}}}}}", cells.empty() ? "" : ", ",
                         gate.name, gate.type, pins);
  }
  for (const std::string& net : kInputs) {
    ports += fmt::format("\"{}\": {{\"direction\": \"input\", \"bits\": [{}]}}, ", net, bit(net));
  }
  ports += fmt::format("\"q\": {{\"direction\": \"output\", \"bits\": [{}]}}", bit("q"));
  for (std::size_t i = 0; i < nets.size(); ++i) {
    names += fmt::format("{}\"{}\": {{\"hide_name\": 0, \"bits\": [{}]}}", i == 0 ? "" : ", ", nets[i], i + 2);
  }
  return fmt::format("{{\"modules\": {{\"m\": {{\"ports\": {{{}}}, \"cells\": {{{}}}, \"netnames\": {{{}}}}}}}}}",
                     ports, cells, names);
}

/// The columns of the line that ends in `name`; a line of report_power -instances.
std::vector<std::string> row_of(const std::string& output, const std::string& name) {
  const std::size_t end = output.find(" " + name + "\n");
  if (end == std::string::npos) return {};
  const std::size_t start = output.rfind('\n', end) + 1;
  std::vector<std::string> columns;
  std::istringstream line(output.substr(start, end - start));
  for (std::string column; line >> column;) columns.push_back(column);
  return columns;
}

TEST(Leakage, EqualsOpenStasToThePrintedDigits) {
  ASSERT_TRUE(std::filesystem::exists(kOsu018)) << "Debian's qflow-tech-osu018 has it";
  ASSERT_TRUE(report::run_process({"sta", "-version"}).started) << "Debian's opensta has it";
  const lop::test::TemporaryFolder folder;
  const auto design = folder.write("m.v", verilog());
  const auto script = folder.write("power.tcl", fmt::format("read_liberty {}\nread_verilog {}\nlink_design m\n"
                                                            "create_clock -period 10 [get_ports clk]\n"
                                                            "report_power -digits 5 -instances [get_cells *]\n",
                                                            kOsu018.string(), design.string()));
  const report::Outcome sta = report::run_process({"sta", "-exit", script.string()});
  ASSERT_EQ(sta.exit_code, 0) << sta.output;

  const Library library = read_liberty({kOsu018});
  const Netlist netlist = test::read_json(json(), library);
  PowerConditions conditions;
  conditions.clock_period_ps = 10000;
  for (const Gate& gate : kGates) conditions.groups.push_back(gate.name);
  const std::vector<NetActivity> activity(netlist.nets.size(), {0.5, 0.5});
  const Power power = calculate_power(library, netlist, activity, conditions);
  for (std::size_t i = 0; i < kGates.size(); ++i) {
    const std::vector<std::string> columns = row_of(sta.output, kGates[i].name);
    ASSERT_EQ(columns.size(), 4U) << kGates[i].name << "\n" << sta.output;
    EXPECT_EQ(fmt::format("{:.5e}", power.groups[i].leakage_nw * 1e-9), columns[2]) << kGates[i].type;
    EXPECT_NE(fmt::format("{:.5e}", power.groups[i].leakage_nw * 1.00002e-9), columns[2]) << kGates[i].type;
  }
  EXPECT_EQ(power.rest.leakage_nw, 0);
}

}  // namespace
}  // namespace lop::characterize
