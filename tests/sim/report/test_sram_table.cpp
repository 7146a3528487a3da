// Tests of the bank table: the shipped one against rows read by eye, and damaged ones.
#include "sim/report/sram_table.hpp"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"
#include "tests/sim/report/sample_run.hpp"

namespace lop::report {
namespace {

std::string error_of(const std::string& csv) {
  const lop::test::TemporaryFolder folder;
  try {
    const SramTable table(folder.write("bad.csv", csv));
  } catch (const SramTableError& error) {
    return error.what();
  }
  return "no error";
}

TEST(SramTable, HasTheRowsOfTheShippedTable) {
  const SramTable table(std::string(LOP_SOURCE_DIR) + "/configs/cost/sram_cacti7.csv");
  const SramBank& small = table.bank(28, 1024, 32);
  EXPECT_EQ(small.read_energy_pj, 0.548455);
  EXPECT_EQ(small.write_energy_pj, 0.847402);
  EXPECT_EQ(small.leakage_mw, 0.612468);
  EXPECT_EQ(small.gate_leakage_mw, 0.0387979);
  EXPECT_EQ(small.area_mm2, 0.002752);
  EXPECT_EQ(small.access_ns, 0.138249);
  EXPECT_EQ(small.cycle_ns, 0.112646);
  EXPECT_EQ(table.bank(28, 8192, 256).write_energy_pj, 11.6679);
}

TEST(SramTable, NamesTheNearestBanksInsteadOfExtrapolating) {
  const lop::test::TemporaryFolder folder;
  const SramTable table(folder.write("sram.csv", test::kSampleSram));
  try {
    table.bank(28, 3000, 64);   // above the largest
    FAIL() << "no error";
  } catch (const SramTableError& error) {
    const std::string text = error.what();
    EXPECT_NE(text.find("no bank of 3000 bytes, 64 bits wide, at 28 nm"), std::string::npos) << text;
    EXPECT_NE(text.find("nearest are 2048 bytes x 64 bits at 28 nm, 1024 bytes x 64 bits at 28 nm"), std::string::npos)
        << text;
  }
}

TEST(SramTable, InterpolatesInCapacityBetweenListedBanksAndSaysSo) {
  const lop::test::TemporaryFolder folder;
  const SramTable table(folder.write("sram.csv", test::kSampleSram));
  const SramBank bank = table.bank(28, 1280, 64);   // a quarter of the way from 1024 to 2048
  EXPECT_EQ(bank.read_energy_pj, 2.25);
  EXPECT_EQ(bank.write_energy_pj, 4.25);
  EXPECT_EQ(bank.leakage_mw, 0.625);
  EXPECT_EQ(bank.gate_leakage_mw, 0.3125);
  EXPECT_EQ(bank.area_mm2, 0.009765625);
  EXPECT_EQ(bank.source, "CACTI 7, sram.csv: 28 nm, 1280 (interpolated between 1024 and 2048) bytes x 64 bits a bank");
  EXPECT_EQ(table.bank(28, 2048, 64).source, "CACTI 7, sram.csv: 28 nm, 2048 bytes x 64 bits a bank");
  EXPECT_THROW(table.bank(22, 1280, 64), SramTableError);   // the other bank is of another node
  EXPECT_THROW(table.bank(28, 512, 64), SramTableError);    // below the smallest
}

TEST(SramTable, RefusesDamagedTables) {
  const std::string good = test::kSampleSram;
  const std::string header = good.substr(0, good.find('\n') + 1);
  EXPECT_EQ(error_of(good), "no error");
  EXPECT_EQ(error_of(header.substr(0, header.size() - 1) + "\r\n28,1024,64,2,4,0.5,0.25,0.1,0.1,1\r\n"), "no error");
  EXPECT_NE(error_of("").find("cannot be read"), std::string::npos);
  EXPECT_NE(error_of(header).find("no banks"), std::string::npos);
  EXPECT_NE(error_of("node,capacity\n1,2\n").find(":1: expected the header"), std::string::npos);
  EXPECT_NE(error_of(header + "28,1024,64,2,4,0.5,0.25,0.1,0.1\n").find(":2: expected 10 columns, found 9"),
            std::string::npos);
  EXPECT_NE(error_of(header + "28,1024,64,2x,4,0.5,0.25,0.1,0.1,1\n").find(":2: column 4"), std::string::npos);
  EXPECT_NE(error_of(header + "28,1024,64,-2,4,0.5,0.25,0.1,0.1,1\n").find("number above 0"), std::string::npos);
  EXPECT_NE(error_of(header + "28,1024,64,inf,4,0.5,0.25,0.1,0.1,1\n").find("number above 0"), std::string::npos);
  EXPECT_NE(error_of(header + "28,1024.5,64,2,4,0.5,0.25,0.1,0.1,1\n").find("column 2"), std::string::npos);
  EXPECT_NE(error_of(good + "28,1024,64,2,4,0.5,0.25,0.1,0.1,1\n").find(":5: this bank is listed twice"),
            std::string::npos);
  EXPECT_THROW(SramTable("absent.csv"), SramTableError);
}

}  // namespace
}  // namespace lop::report
