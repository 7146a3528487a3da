// lopsim dram, and systems whose DRAM has banks.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sim/cli/program.hpp"
#include "tests/sim/cli/tiny_system.hpp"

namespace lop::cli::test {
namespace {

using Json = nlohmann::json;

constexpr const char* kDdr4 = LOP_SOURCE_DIR "/configs/memory/ddr4_3200.yaml";

TEST(DramCommand, EveryShippedDeviceHasATable) {
  const TinySystem system;
  for (const char* device : {"ddr4_3200", "lpddr4_4266", "lpddr5_6400", "hbm2"}) {
    const Ran ran = lopsim(system.folder(), {"dram", std::string(LOP_SOURCE_DIR "/configs/memory/") + device + ".yaml",
                                             "--bursts", "20000"});
    EXPECT_EQ(ran.exit_code, 0) << device << ": " << ran.err;
    EXPECT_NE(ran.out.find("| row conflicts in one bank |"), std::string::npos) << ran.out;
  }
}

// DDR4-3200, 64 bits: 8 bytes x 3.2 GT/s.
TEST(DramCommand, ThePeakIsThatOfTheDataSheet) {
  const TinySystem system;
  const Ran ran = lopsim(system.folder(), {"dram", kDdr4, "--bursts", "1000"});
  EXPECT_NE(ran.out.find("peak 25.6 GB/s"), std::string::npos) << ran.out;
}

// Neighbours then share a bank group, whose tCCD_L is twice the burst.
TEST(DramCommand, ColumnsBelowTheirBankGroupHalveAStream) {
  const TinySystem system;
  const auto with = [&](const std::string& fields) {
    return lopsim(system.folder(), {"dram", kDdr4, "--bursts", "20000", "--address-mapping", fields});
  };
  const Ran slow = with("bank_group,row,bank,column,channel");
  const auto at = slow.out.find("| sequential reads | ");
  ASSERT_NE(at, std::string::npos) << slow.out << slow.err;
  EXPECT_LE(std::stod(slow.out.substr(at + 21)), 12.8);
  const Ran bad = with("row,row,bank,column,channel");
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_NE(bad.err.find("is not there once"), std::string::npos) << bad.err;
}

TEST(DramCommand, AWrongFigureIsRefusedAtItsPlace) {
  const TinySystem system;
  system.write("bad.yaml", system.read(kDdr4));
  system.replace("bad.yaml", "refi: 12480", "refi: 1248");
  const Ran ran = lopsim(system.folder(), {"dram", "bad.yaml"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_NE(ran.err.find("bad.yaml:"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("twice a refresh"), std::string::npos) << ran.err;
  system.replace("bad.yaml", "refi: 1248", "refi: 12480");
  system.replace("bad.yaml", "rows: 65536", "rows: 1");  // no row to conflict with
  EXPECT_EQ(lopsim(system.folder(), {"dram", "bad.yaml"}).exit_code, 2);
}

Json run(const TinySystem& system, const std::vector<std::string>& sets) {
  const Ran ran = lopsim_with(system.folder(), {"run", "system.yaml"}, sets);
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  return Json::parse(ran.out, nullptr, false);
}

TEST(DramWithBanks, BothFidelitiesGiveOneResult) {
  const TinySystem system;
  const std::string device = std::string("memory.dram.device=") + kDdr4;
  const Json fast = run(system, {device}), cycle = run(system, {device, "fidelity=cycle"});
  for (const char* key : {"totals", "breakdown_cycles", "counts", "energy_pj", "output_sha256"}) {
    EXPECT_EQ(fast[key], cycle[key]) << key;
  }
  EXPECT_GT(fast["counts"]["dram.activate"], 0);
}

// Price of a command x its count, and the background: 1.2 V x 52 mA x 8 devices for the time of the run.
TEST(DramWithBanks, EveryCommandIsPriced) {
  const TinySystem system;
  const Json result = run(system, {std::string("memory.dram.device=") + kDdr4});
  const Json& counts = result["counts"];
  const double expected = 2784 * counts["dram.read"].get<double>() + 2352 * counts["dram.write"].get<double>() +
                          4200 * counts["dram.activate"].get<double>() + 665280 * counts["dram.refresh"].get<double>() +
                          499.2 * 1000 * result["totals"]["time_us"].get<double>();
  EXPECT_NEAR(result["energy_pj"]["dram"].get<double>(), expected, 1e-9 * expected);
}

TEST(DramWithBanks, TwoChannelsDoubleTheBackground) {
  const TinySystem system;
  const std::string device = std::string("memory.dram.device=") + kDdr4;
  const Json prices = run(system, {device, "memory.dram.channels=2"})["prices"];
  bool found = false;
  for (const Json& price : prices) {
    if (price["action"] != "dram.background") continue;
    found = true;
    EXPECT_DOUBLE_EQ(price["value"].get<double>(), 2 * 499.2);
  }
  EXPECT_TRUE(found) << prices;
}

TEST(DramWithBanks, KeysOfBanksNeedADevice) {
  const TinySystem system;
  const Ran ran = lopsim(system.folder(), {"validate", "system.yaml", "--set", "memory.dram.channels=2"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_NE(ran.err.find("expected a `device` beside it"), std::string::npos) << ran.err;
}

TEST(DramWithBanks, ThreeChannelsAreRefusedAtTheirKey) {
  const TinySystem system;
  const Ran ran = lopsim_with(system.folder(), {"validate", "system.yaml"},
                              {std::string("memory.dram.device=") + kDdr4, "memory.dram.channels=3"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_NE(ran.err.find("memory.dram.channels: is 3, expected a power of two"), std::string::npos) << ran.err;
}

TEST(DramWithBanks, AMappingWithoutAFieldIsRefused) {
  const TinySystem system;
  const Ran ran =
      lopsim(system.folder(), {"validate", "system.yaml", "--set", std::string("memory.dram.device=") + kDdr4, "--set",
                               "memory.dram.address_mapping=[row, bank, column, bank_group]"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_NE(ran.err.find("'channel' is not there once"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace lop::cli::test
