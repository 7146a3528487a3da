// The Liberty reader: what a small library says, units, tables, wire loads, several files, gzip.
#include "sim/characterize/liberty.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "tests/sim/characterize/small_library.hpp"

namespace lop::characterize {
namespace {

const Pin& pin(const Library& library, const char* cell, const char* name) {
  const Cell& found = *library.cell(cell);
  return found.pins.at(static_cast<std::size_t>(found.pin_index(name)));
}

TEST(Liberty, ReadsWhatCellsAre) {
  const Library library = test::read_library(test::kSmallLibrary);
  EXPECT_EQ(library.name, "small");
  EXPECT_EQ(library.voltage_v, 2);
  EXPECT_EQ(library.cells.size(), 3U);
  EXPECT_EQ(library.cell("XOR"), nullptr);
  const Cell& flip_flop = *library.cell("DFF");
  EXPECT_EQ(flip_flop.area_um2, 8);
  EXPECT_EQ(flip_flop.leakage_nw, 5);
  EXPECT_EQ(flip_flop.storages.size(), 1U);
  EXPECT_EQ(flip_flop.storages[0].inverted_state, "IQN");
  EXPECT_TRUE(pin(library, "DFF", "CK").is_clock);
  EXPECT_FALSE(pin(library, "DFF", "D").is_clock);
  EXPECT_EQ(pin(library, "DFF", "CK").powers.size(), 3U);
  EXPECT_EQ(pin(library, "DFF", "QN").direction, Direction::kOutput);
  EXPECT_EQ(library.cell("INV")->leakages.at(1).leakage_nw, 30);
  EXPECT_EQ(pin(library, "NAND", "B").capacitance_ff, 3);
  EXPECT_EQ(pin(library, "NAND", "Y").powers.at(0).related_pins, std::vector<std::string>{"A"});
}

// 10 ps, 100 fF, 1 uW, 500 mV: energies in 100 fF x 0.25 V^2 = 25 fJ.
TEST(Liberty, ConvertsUnits) {
  std::string text = test::kHeader + test::kInverter + "}";
  const auto replace = [&](const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
  };
  replace("\"1ps\"", "\"10ps\"");
  replace("(1, ff)", "(0.1, \"pF\")");
  replace("\"1nW\"", "\"1uW\"");
  replace("\"1V\"", "\"500mV\"");
  const Library library = test::read_library(text);
  EXPECT_EQ(library.voltage_v, 1);
  EXPECT_EQ(pin(library, "INV", "A").capacitance_ff, 200);
  EXPECT_EQ(library.cell("INV")->leakages.at(0).leakage_nw, 10000);
  const EnergyTable& rise = pin(library, "INV", "Y").powers.at(0).rise;
  EXPECT_EQ(rise.slew_ps, (std::vector<double>{0, 1000}));
  EXPECT_EQ(rise.load_ff, (std::vector<double>{0, 1000}));
  EXPECT_EQ(rise.energy_fj, (std::vector<double>{100, 200, 150, 250}));
}

TEST(Liberty, TheTemplateSaysWhichIndexIsTheSlew) {
  std::string text = test::kHeader + test::kInverter + "}";
  const std::string from = "rise_power (slew_by_load) { values (\"4, 8\", \"6, 10\"); }";
  text.replace(text.find(from), from.size(), "rise_power (load_by_slew) { values (\"4, 6\", \"8, 10\"); }");
  const EnergyTable turned = pin(test::read_library(text), "INV", "Y").powers.at(0).rise;
  const EnergyTable straight = pin(test::read_library(test::kSmallLibrary), "INV", "Y").powers.at(0).rise;
  EXPECT_EQ(turned.energy_fj, straight.energy_fj);
  EXPECT_EQ(turned.at(100, 0), 6);
  EXPECT_EQ(turned.at(0, 10), 8);
}

TEST(Liberty, InterpolatesInBothAxesAndExtrapolatesAlongTheEnds) {
  const EnergyTable table{{0, 100, 300}, {0, 10}, {4, 8, 6, 10, 16, 20}};
  EXPECT_EQ(table.at(50, 5), 7);  // (4 + 8 + 6 + 10) / 4
  EXPECT_EQ(table.at(200, 0), 11);
  EXPECT_EQ(table.at(100, 10), 10);
  EXPECT_EQ(table.at(500, 0), 26);    // 0.05 a picosecond, from 100 to 300 on
  EXPECT_EQ(table.at(-100, 20), 10);  // 4 - 2 and 0.4 a femtofarad, twice 4
  EXPECT_EQ((EnergyTable{{0}, {0}, {3}}).at(77, 99), 3);
  EXPECT_EQ(EnergyTable{}.at(1, 1), 0);
}

TEST(Liberty, TablesHaveTheirOwnPointsOrThoseOfTheTemplate) {
  std::string text = test::kHeader + test::kInverter + "}";
  const std::string from = "{ values (\"2, 2\", \"8, 8\"); }";
  text.replace(text.find(from), from.size(), "{ index_2 (\"0, 1, 2\"); values (\"1, 2, 3, \\\n 4, 5, 6\"); }");
  const EnergyTable table = pin(test::read_library(text), "INV", "Y").powers.at(0).fall;
  EXPECT_EQ(table.slew_ps, (std::vector<double>{0, 100}));
  EXPECT_EQ(table.load_ff, (std::vector<double>{0, 1, 2}));
  EXPECT_EQ(table.at(100, 2), 6);
}

TEST(Liberty, WireLoadsGrowWithTheFanout) {
  const Library library = test::read_library(test::kHeader + R"(
    wire_load ("narrow") { capacitance : 0.5; slope : 4; fanout_length (1, 2);
      fanout_length (2, 6); fanout_length (4, 8); }
    default_wire_load : narrow; })");
  const WireLoad& wire_load = *library.wire_load(100);
  EXPECT_EQ(wire_load.capacitance_ff(0), 0);
  EXPECT_EQ(wire_load.capacitance_ff(1), 1);
  EXPECT_EQ(wire_load.capacitance_ff(2), 3);
  EXPECT_EQ(wire_load.capacitance_ff(3), 3.5);
  EXPECT_EQ(wire_load.capacitance_ff(6), 8);  // 8 + 2 x 4
  EXPECT_EQ((WireLoad{"", 1, 2, {{3, 5}}}).capacitance_ff(2), 3);
  EXPECT_EQ((WireLoad{"", 1, 4, {{3, 5}}}).capacitance_ff(1), 0);  // not 5 - 2 x 4
}

TEST(Liberty, AWireLoadMayDependOnTheArea) {
  const Library library = test::read_library(test::kHeader + R"(
    wire_load (small) { capacitance : 1; fanout_length (1, 1); }
    wire_load (large) { capacitance : 2; fanout_length (1, 1); }
    wire_load_selection (by_area) { wire_load_from_area (100, 200, "large"); wire_load_from_area (0, 100, "small"); }
    default_wire_load_selection : by_area; })");
  EXPECT_EQ(library.wire_load(50)->name, "small");
  EXPECT_EQ(library.wire_load(100)->name, "large");
  EXPECT_EQ(library.wire_load(1e6)->name, "large");
  EXPECT_EQ(test::read_library(test::kSmallLibrary).wire_load(50), nullptr);
}

TEST(Liberty, SeveralFilesAreOneLibraryEachWithItsTemplatesAndUnits) {
  const lop::test::TemporaryFolder folder;
  const auto one = folder.write("one.lib", test::kHeader + test::kInverter + "}");
  std::string text = test::kHeader + test::kNand + "}";
  text.replace(text.find("\"1nW\""), 5, "\"1pW\"");
  const Library library = read_liberty({one, folder.write("two.lib", text)});
  EXPECT_EQ(library.cells.size(), 2U);
  EXPECT_EQ(library.cell("INV")->leakages.at(0).leakage_nw, 10);
  EXPECT_EQ(library.cell("NAND")->leakages.at(0).leakage_nw, 0.004);
  EXPECT_THROW(read_liberty({one, one}), FileError);  // INV twice
  text.replace(text.find("2.0"), 3, "1.8");
  EXPECT_THROW(read_liberty({one, folder.write("two.lib", text)}), FileError);
}

TEST(Liberty, ReadsGzip) {
  const lop::test::TemporaryFolder folder;
  const std::filesystem::path file = folder.write("small.lib", test::kSmallLibrary);
  ASSERT_EQ(std::system(("gzip " + file.string()).c_str()), 0);
  const std::filesystem::path packed = file.string() + ".gz";
  EXPECT_EQ(read_liberty({packed}).cells.size(), 3U);
  std::filesystem::resize_file(packed, std::filesystem::file_size(packed) / 2);
  EXPECT_THROW(read_liberty({packed}), FileError);
}

TEST(Liberty, SkipsWhatItDoesNotNeedWithBracketsInStringsAndComments) {
  const Library library = test::read_library(test::kHeader + R"(
    operating_conditions (typical) { process : 1; voltage : 2.0 /* } */ ; }
    define (drive_strength, cell, float);   // "
    normalized_driver_waveform (x) { note : "}}}"; deep () { deeper () { } } /* "{" */ }
    cell ("FILL") { area : 1.5 ; timing () { related_pin : "nothing that exists"; }; }
  };)");
  EXPECT_EQ(library.cell("FILL")->area_um2, 1.5);
}

}  // namespace
}  // namespace lop::characterize
