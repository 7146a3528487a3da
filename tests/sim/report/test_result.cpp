// Tests of the result file against figures worked out by hand.
#include "sim/report/result.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "sim/report/sha256.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/sim/report/sample_run.hpp"

namespace lop::report {
namespace {

using Json = nlohmann::ordered_json;

Json sample_result(const RunFacts& run = test::sample_run(), const PriceList& prices = test::sample_prices()) {
  const lop::test::TemporaryFolder folder;
  return build_result(run, prices, SramTable(folder.write("sram.csv", test::kSampleSram)));
}

bool mentions(const Json& texts, const std::string& part) {
  for (const Json& text : texts) {
    if (text.get<std::string>().find(part) != std::string::npos) return true;
  }
  return false;
}

// Cycles 3 * 16 + 16. MACs 3 * 64 + 16. Peak 4 PEs * 4 lanes / 2 terms = 8 MACs a cycle.
TEST(Result, FoldsLayersByTheirCount) {
  const Json result = sample_result();
  EXPECT_EQ(result["totals"]["cycles"], 64);
  EXPECT_EQ(result["totals"]["macs"], 208);
  EXPECT_EQ(result["totals"]["time_us"], 0.064);
  EXPECT_EQ(result["totals"]["utilization"], 208.0 / 512.0);
  EXPECT_EQ(result["counts"]["pe.step"], 104);
  EXPECT_EQ(result["counts"]["dram.read"], 7);
  EXPECT_EQ(result["breakdown_cycles"]["compute"], 28);
  EXPECT_EQ(result["breakdown_cycles"]["wait_activation"], 7);
  EXPECT_EQ(result["layers"][0]["cycles"], 16);
  EXPECT_EQ(result["layers"][0]["utilization"], 0.5);
  EXPECT_EQ(result["layers"][1]["utilization"], 0.125);
}

// pe: 104 * 0.5 + 8 * 0.25 + 96 * 0; sram: 24 * 2 + 12 * 4; dram: 7 * 512; leakage: 2 banks * 0.75 mW * 64 ns.
TEST(Result, EnergyIsCountsTimesPrices) {
  const Json result = sample_result();
  EXPECT_EQ(result["energy_pj"], (Json{{"pe", 54.0}, {"sram", 96.0}, {"dram", 3584.0}, {"leakage", 96.0}}));
  EXPECT_EQ(result["totals"]["energy_pj"], 3830.0);
  EXPECT_EQ(result["totals"]["average_power_mw"], 3830.0 / 64.0);
  EXPECT_EQ(result["layers"][0]["energy_pj"],
            (Json{{"pe", 16.0}, {"sram", 32.0}, {"dram", 1024.0}, {"leakage", 24.0}}));
  EXPECT_EQ(result["layers"][1]["energy_pj"], (Json{{"pe", 6.0}, {"dram", 512.0}, {"leakage", 24.0}}));
}

TEST(Result, SlowerClockTakesLongerAndLeaksMore) {
  RunFacts run = test::sample_run();
  run.machine.clock_ghz = 0.5;
  const Json result = sample_result(run);
  EXPECT_EQ(result["totals"]["time_us"], 0.128);
  EXPECT_EQ(result["energy_pj"]["leakage"], 192.0);
  EXPECT_EQ(result["energy_pj"]["pe"], 54.0);
  EXPECT_TRUE(mentions(result["price_notes"], "runs at 0.5 GHz"));
}

TEST(Result, PartsAddUpToTheTotalsToTheLastBit) {
  PriceList prices = test::sample_prices();
  prices.pes["bitmod"][0].prices[0].energy_pj = 0.1;
  prices.prices[0].energy_pj = 0.7;
  RunFacts run = test::sample_run();
  run.machine.clock_ghz = 0.3;
  const Json result = sample_result(run, prices);
  double energy_pj = 0, area_um2 = 0;
  for (const Json& part : result["energy_pj"]) energy_pj += part.get<double>();
  EXPECT_EQ(result["totals"]["energy_pj"].get<double>(), energy_pj);
  for (const auto& item : result["area_um2"].items()) {
    area_um2 += item.key() == "total" ? 0 : item.value().get<double>();
  }
  EXPECT_EQ(result["area_um2"]["total"].get<double>(), area_um2);
  std::uint64_t cycles = 0;
  for (const Json& cause : result["breakdown_cycles"]) cycles += cause.get<std::uint64_t>();
  EXPECT_EQ(result["totals"]["cycles"], cycles);
}

// 4 PEs of 1000 um2, 2 edges of 250 um2, 2 banks of 0.0078125 mm2.
TEST(Result, AreaIsPiecesTimesTheirAreas) {
  const Json result = sample_result();
  EXPECT_EQ(result["area_um2"], (Json{{"pe", 4000.0}, {"weight_edge", 500.0}, {"sram", 15625.0}, {"total", 20125.0}}));
}

TEST(Result, WhatHasNoPriceIsListedAndNeverZero) {
  const Json result = sample_result();
  EXPECT_EQ(result["unpriced"], Json::array({"column.accumulate"}));
  EXPECT_EQ(result["unpriced_areas"], Json::array({"column_unit"}));
  EXPECT_FALSE(result["energy_pj"].contains("array"));
}

TEST(Result, PricedActionsThatWereNotCountedAreListed) {
  RunFacts run = test::sample_run();
  for (sim::LayerResult& layer : run.layers) layer.counts.erase("pe.step");
  EXPECT_EQ(sample_result(run)["uncounted"], Json::array({"pe.step"}));
  EXPECT_TRUE(sample_result()["uncounted"].empty());
}

TEST(Result, EveryPriceHasValueUnitAndSource) {
  const Json result = sample_result();
  std::map<std::string, double> values;
  for (const Json& price : result["prices"]) {
    EXPECT_FALSE(price["source"].get<std::string>().empty());
    values[price["action"].get<std::string>() + " " + price["unit"].get<std::string>()] = price["value"].get<double>();
  }
  EXPECT_EQ(values, (std::map<std::string, double>{{"dram.read pJ per 64-byte burst", 512},
                                                   {"pe.idle pJ per PE-cycle", 0.25},
                                                   {"pe.step pJ per PE-cycle", 0.5},
                                                   {"pe.wait pJ per PE-cycle", 0},
                                                   {"sram.weight.leakage mW per bank", 0.75},
                                                   {"sram.weight.read pJ per 64-bit word", 2},
                                                   {"sram.weight.write pJ per 64-bit word", 4}}));
}

TEST(Result, PricesOfAnotherAccumulatorAreSaidOnItsFace) {
  RunFacts run = test::sample_run();
  run.machine.pe_stem = "fp16_mac";
  run.machine.choices = {{"accumulator", "fp32"}};
  EXPECT_TRUE(mentions(sample_result(run)["price_notes"], "belong to accumulator fp16; this machine has fp32"));
  run.machine.choices = {{"accumulator", "fp16"}};
  EXPECT_FALSE(mentions(sample_result(run)["price_notes"], "accumulator"));
}

TEST(Result, LeakageIsCalledAnUpperBoundAndAnotherNodeIsNoted) {
  RunFacts run = test::sample_run();
  EXPECT_TRUE(mentions(sample_result(run)["price_notes"], "upper bound"));
  run.machine.node_nm = 22;
  EXPECT_TRUE(mentions(sample_result(run)["price_notes"], "for 28 nm, those of SRAM for 22 nm"));
}

TEST(Result, UnknownPeHasNoEnergyRatherThanZero) {
  RunFacts run = test::sample_run();
  run.machine.pe_stem = "other";
  const Json result = sample_result(run);
  EXPECT_FALSE(result["energy_pj"].contains("pe"));
  EXPECT_TRUE(mentions(result["unpriced"], "pe.step"));
  EXPECT_TRUE(mentions(result["unpriced_areas"], "pe"));
  EXPECT_TRUE(mentions(result["price_notes"], "no figures for other"));
}

TEST(Result, ExactLayersHaveNullSqnrAndTheWorstLayerIsNamed) {
  const Json result = sample_result();
  EXPECT_TRUE(result["layers"][1]["accuracy"]["sqnr_db"].is_null());
  EXPECT_EQ(result["layers"][1]["accuracy"]["max_error"], 0.0);
  EXPECT_EQ(result["accuracy"]["lowest_sqnr_db"], 20.5);
  EXPECT_EQ(result["accuracy"]["lowest_sqnr_layer"], "first");
}

TEST(Result, IsEqualByteForByteBeyondItsProvenance) {
  RunFacts run = test::sample_run();
  run.provenance = gather_provenance("lopsim run a.yaml", 7);
  Json one = sample_result(run);
  run.provenance.host = "elsewhere";
  run.provenance.wall_s = 12.5;
  Json other = sample_result(run);
  EXPECT_NE(one.dump(), other.dump());
  one.erase("provenance");
  other.erase("provenance");
  EXPECT_EQ(one.dump(), other.dump());
}

TEST(Result, ConfigurationHashIsThatOfItsCompactText) {
  EXPECT_EQ(sample_result()["config_sha256"], sha256_hex(R"({"array":{"rows":2},"clock_ghz":1.0})"));
}

TEST(Result, RefusesCausesThatDoNotSumToTheCycles) {
  RunFacts run = test::sample_run();
  run.layers[0].cycles += 1;
  EXPECT_THROW(sample_result(run), std::logic_error);
}

TEST(Result, RefusesABufferWhoseBanksAreNotListedOrDoNotSplit) {
  RunFacts run = test::sample_run();
  run.machine.buffers = {{"weight", 5, 2, 64}};
  EXPECT_THROW(sample_result(run), SramTableError);
  run.machine.buffers = {{"weight", 1, 3, 64}};
  EXPECT_THROW(sample_result(run), SramTableError);
}

TEST(Result, WritesWhatItBuiltOrThrows) {
  const lop::test::TemporaryFolder folder;
  const Json result = sample_result();
  write_result(folder / "r.json", result);
  EXPECT_EQ(Json::parse(lop::test::content(folder / "r.json")).dump(), result.dump());
  EXPECT_THROW(write_result(folder / "absent" / "r.json", result), WriteError);
}

TEST(Provenance, KeepsCommandAndSeedAndKnowsTheVersions) {
  const Provenance facts = gather_provenance("lopsim run x", std::nullopt);
  EXPECT_EQ(facts.command, "lopsim run x");
  EXPECT_FALSE(facts.seed.has_value());
  EXPECT_TRUE(facts.git.empty() || facts.git.size() == 40) << facts.git;
  EXPECT_EQ(facts.versions.count("compiler"), 1u);
}

}  // namespace
}  // namespace lop::report
