// Tests of price lists: the shipped one against the published tables, and lists that must be refused.
#include "sim/report/price_list.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "configs/reader/config_error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace lop::report {
namespace {

PriceList shipped() {
  return load_price_list(std::string(LOP_SOURCE_DIR) + "/configs/cost/bitmod_28nm_published.yaml");
}

std::string error_of(const std::string& yaml) {
  const lop::test::TemporaryFolder folder;
  try {
    load_price_list(folder.write("list.yaml", yaml));
  } catch (const config::ConfigError& error) {
    EXPECT_GT(error.place().line, 0);
    return error.what();
  }
  return "no error";
}

// BitMoD Table X: 64 PEs 37.5 mW, encoder of 8 columns 1.86 mW
// and 2419 um2 at 1 GHz; the sheet rounds the PE to 0.586 mW.
TEST(PublishedPrices, AgreeWithTableTenOfThePaper) {
  const PriceList list = shipped();
  EXPECT_EQ(list.node_nm, 28);
  EXPECT_EQ(list.clock_ghz, 1.0);
  EXPECT_NEAR(list.price("bitmod", "pe.step")->energy_pj * 64, 37.5, 0.05);
  EXPECT_EQ(list.price("bitmod", "weight_edge.step")->energy_pj * 8, 1.86);
  EXPECT_EQ(list.area("bitmod", "weight_edge")->area_um2 * 8, 2419);
  // the sheet's four blocks, tenths of um2
  EXPECT_EQ(list.area("bitmod", "pe")->area_um2 * 10, 3069 + 7483 + 5461 + 1924);
  EXPECT_EQ(list.price("fp16_mac", "pe.step")->energy_pj, 0.77);
  EXPECT_EQ(list.area("fp16_mac", "pe")->area_um2, 1968.7);
  EXPECT_EQ(list.price("bitmod", "dram.read")->energy_pj, 18.75 * 512);
  EXPECT_EQ(list.price("fp16_mac", "dram.write")->energy_pj, 9600);
}

TEST(PublishedPrices, ChargeIdlePesAsBusyOnesAndWaitingOnesNothing) {
  const PriceList list = shipped();
  for (const char* stem : {"bitmod", "fp16_mac"}) {
    EXPECT_EQ(list.price(stem, "pe.idle")->energy_pj, list.price(stem, "pe.step")->energy_pj);
    EXPECT_EQ(list.price(stem, "pe.wait")->energy_pj, 0);
  }
}

TEST(PublishedPrices, TieTheFp16FiguresToAnFp16Accumulator) {
  EXPECT_EQ(shipped().pe("fp16_mac")->requirements, (pe::Choices{{"accumulator", "fp16"}}));
}

TEST(PublishedPrices, SayNothingOfWhatThePaperDoesNot) {
  const PriceList list = shipped();
  EXPECT_EQ(list.price("bitmod", "column.accumulate"), nullptr);
  EXPECT_EQ(list.price("fp16_mac", "weight_edge.step"), nullptr);
  EXPECT_EQ(list.price("unknown", "pe.step"), nullptr);
  EXPECT_EQ(list.area("bitmod", "column_unit"), nullptr);
}

TEST(PublishedPrices, EveryEntryHasASource) {
  const PriceList list = shipped();
  for (const Price& price : list.prices) EXPECT_GT(price.source.size(), 20u) << price.action;
  for (const auto& item : list.pes) {
    for (const PePrices& own : item.second) {
      for (const Price& price : own.prices) EXPECT_GT(price.source.size(), 20u) << price.action;
      for (const PartArea& area : own.areas) EXPECT_GT(area.source.size(), 20u) << area.part;
    }
  }
}

TEST(DramPrices, TakeThePlaceOfTheListsOwn) {
  PriceList list = shipped();
  load_dram_prices(std::string(LOP_SOURCE_DIR) + "/configs/memory/ddr4_3200_prices.yaml", list);
  // 1.2 V x 116 mA x 2.52 ns x 8 devices; a row of 128 bursts takes 1.2 V x (57 x 74 - 52 x 52 - 37 x 22) mA x 0.63 ns
  // x 8
  EXPECT_NEAR(list.price("bitmod", "dram.read")->energy_pj, 2806.272 + 4233.6 / 128, 0.005);
  EXPECT_NEAR(list.dram_background_mw, 1.2 * (52 + 198.0 * 560 / 12480) * 8, 0.001);
  EXPECT_EQ(list.notes.back().substr(0, 14), "DRAM is DDR4-3");
  EXPECT_EQ(list.prices.size(), 2u);
}

TEST(DramPrices, AreShippedForThreeTypesWithTheirSources) {
  for (const char* type : {"ddr4_3200", "lpddr4_3200", "hbm2"}) {
    PriceList list;
    load_dram_prices(fmt::format("{}/configs/memory/{}_prices.yaml", LOP_SOURCE_DIR, type), list);
    ASSERT_EQ(list.prices.size(), 2u) << type;
    for (const Price& price : list.prices) EXPECT_NE(price.source.find("commit"), std::string::npos) << type;
    EXPECT_GT(list.dram_background_mw, 0) << type;
  }
}

TEST(DramPrices, RefuseActionsThatAreNotOfDram) {
  const lop::test::TemporaryFolder folder;
  PriceList list;
  const auto file = folder.write("dram.yaml",
                                 "name: d\nprices: [{action: pe.step, energy_pj: 1, unit: u, source: s}]\n"
                                 "background_mw: 1\nbackground_source: s\n");
  EXPECT_THROW(load_dram_prices(file, list), config::ConfigError);
}

TEST(Horowitz, PricesAnLMulWithItsAccumulator) {
  const PriceList list = load_price_list(std::string(LOP_SOURCE_DIR) + "/configs/cost/horowitz_45nm.yaml");
  const pe::Choices bf16 = {{"format", "bf16"}, {"accumulator", "fp32"}};
  EXPECT_DOUBLE_EQ(list.price("lmul", "pe.step", bf16)->energy_pj, 0.95);  // int16 add + fp32 add
  EXPECT_DOUBLE_EQ(list.price("fp16_mac", "pe.step", {{"accumulator", "fp16"}})->energy_pj, 1.5);
  EXPECT_EQ(list.area("int8_mac", "pe")->area_um2, 282 + 137);
}

TEST(PriceList, RefusesEveryDefectWithItsPlace) {
  const std::string head = "technology: t\nnode_nm: 28\nclock_ghz: 1.0\n";
  const std::string price = "action: a, energy_pj: 1, unit: u, source: s";
  const auto general = [&](const std::string& entries) { return head + "prices: [" + entries + "]\npe: {}\n"; };
  const auto area = [&](const std::string& entries) {
    return head + "prices: []\npe: {bitmod: [{prices: [], areas: [" + entries + "]}]}\n";
  };
  EXPECT_EQ(error_of(general("{" + price + "}")), "no error");
  EXPECT_EQ(error_of(area("{part: pe, area_um2: 1, source: s}")), "no error");
  EXPECT_NE(error_of(general("{action: a, energy_pj: 1, unit: u}")).find("source"), std::string::npos);
  EXPECT_NE(error_of(general("{action: a, energy_pj: 1, unit: u, source: \" \"}")).find("not empty"),
            std::string::npos);
  EXPECT_NE(error_of(general("{action: a, energy_pj: 1, source: s}")).find("unit"), std::string::npos);
  EXPECT_NE(error_of(general("{action: a, energy_pj: -1, unit: u, source: s}")).find("energy_pj"), std::string::npos);
  EXPECT_NE(error_of(general("{action: a, energy_nj: 1, unit: u, source: s}")).find("energy_pj"), std::string::npos);
  EXPECT_NE(error_of(general("{" + price + "}, {" + price + "}")).find("'a' is priced twice"), std::string::npos);
  EXPECT_NE(error_of(general("{" + price + ", per: mm}")).find("per"), std::string::npos);
  EXPECT_NE(error_of(area("{part: pe, area_um2: 1}")).find("source"), std::string::npos);
  EXPECT_NE(error_of(area("{part: rom, area_um2: 1, source: s}")).find("weight_edge"), std::string::npos);
  EXPECT_NE(error_of(area("{part: pe, area_um2: 1, source: s}, {part: pe, area_um2: 2, source: s}")).find("two areas"),
            std::string::npos);
  EXPECT_NE(error_of("node_nm: 28\nclock_ghz: 1.0\nprices: []\npe: {}\n").find("technology"), std::string::npos);
  EXPECT_NE(error_of(head + "prices: []\npe: {}\nvoltage: 1\n").find("voltage"), std::string::npos);
}

}  // namespace
}  // namespace lop::report
