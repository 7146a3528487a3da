// The four libraries that PEs are characterised with: read whole, every cell usable.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/characterize/cell_power.hpp"
#include "sim/characterize/liberty.hpp"

namespace lop::characterize {
namespace {

struct RealLibrary {
  std::string name;
  std::vector<std::filesystem::path> files;
  std::string absent;  // why there are none
};

/// Files of LOPSIM_LIBERTY whose names begin with `name`; osu018 is Debian's.
RealLibrary find(const std::string& name) {
  RealLibrary result{name, {}, ""};
  if (name == "osu018") {
    result.files = {"/usr/share/qflow/tech/osu018/osu018_stdcells.lib"};   // of the test packages: never absent
    return result;
  }
  const char* folder = std::getenv("LOPSIM_LIBERTY");
  if (folder == nullptr) {
    result.absent = "LOPSIM_LIBERTY names no folder of Liberty files";
    return result;
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename().string().compare(0, name.size(), name) == 0) result.files.push_back(entry.path());
  }
  std::sort(result.files.begin(), result.files.end());
  if (result.files.empty()) result.absent = "no file " + name + "* in " + folder;
  return result;
}

struct Expected {
  const char* name;
  std::size_t files, cells;
  double voltage_v;
  const char* inverter;
  double area_um2, input_ff;
  const char* flip_flop;
  const char* clock;
};

void PrintTo(const Expected& expected, std::ostream* out) { *out << expected.name; }

class RealLibraries : public testing::TestWithParam<Expected> {};

TEST_P(RealLibraries, AreReadWholeWithEveryCellUsable) {
  const Expected& expected = GetParam();
  const RealLibrary files = find(expected.name);
  if (!files.absent.empty()) GTEST_SKIP() << "no library but Debian's is part of the project: " << files.absent;
  ASSERT_EQ(files.files.size(), expected.files);
  const Library library = read_liberty(files.files);
  EXPECT_EQ(library.cells.size(), expected.cells);
  EXPECT_EQ(library.voltage_v, expected.voltage_v);
  const Cell* inverter = library.cell(expected.inverter);
  ASSERT_NE(inverter, nullptr);
  EXPECT_EQ(inverter->area_um2, expected.area_um2);
  EXPECT_DOUBLE_EQ(inverter->pins.at(static_cast<std::size_t>(inverter->pin_index("A"))).capacitance_ff,
                   expected.input_ff);
  const Cell* flip_flop = library.cell(expected.flip_flop);
  ASSERT_NE(flip_flop, nullptr);
  EXPECT_TRUE(flip_flop->pins.at(static_cast<std::size_t>(flip_flop->pin_index(expected.clock))).is_clock);
  for (const auto& [name, cell] : library.cells) {
    const CellPower power(cell);
    std::vector<PinActivity> pins(cell.pins.size(), {1, 0.5, 1, {20, 20}});
    const CellPower::Figures figures = power.evaluate(pins);
    EXPECT_GE(figures.leakage_nw, 0) << name;
    for (const double energy_fj : figures.internal_fj_per_cycle) EXPECT_TRUE(std::isfinite(energy_fj)) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Liberty, RealLibraries,
                         testing::Values(Expected{"nangate45", 1, 134, 1.1, "INV_X1", 0.532, 1.70023, "DFF_X1", "CK"},
                                         Expected{"sky130hd", 1, 428, 1.8, "sky130_fd_sc_hd__inv_1", 3.7536, 2.302,
                                                  "sky130_fd_sc_hd__dfxtp_1", "CLK"},
                                         Expected{"asap7", 5, 202, 0.7, "INVx1_ASAP7_75t_R", 0.04374, 0.619928,
                                                  "DFFHQNx1_ASAP7_75t_R", "CLK"},
                                         Expected{"osu018", 1, 32, 1.8, "INVX1", 16, 9.32456, "DFFPOSX1", "CLK"}),
                         [](const auto& of) { return std::string(of.param.name); });

}  // namespace
}  // namespace lop::characterize
