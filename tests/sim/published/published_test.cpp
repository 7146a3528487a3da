// Every figure that the artefacts of BitMoD and MixPE were measured to give, from the shipped configurations.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "sim/published/run_published.hpp"

namespace lop::published {
namespace {

const std::string kRoot = LOP_SOURCE_DIR;

nlohmann::ordered_json result_of(const std::string& design, const std::vector<std::string>& overrides) {
  const auto document = config::Document::load(kRoot + "/configs/published/" + design + ".yaml", overrides);
  EXPECT_TRUE(is_published(document));
  return published_result(run_published(document), {});
}

std::vector<std::vector<std::string>> rows_of(const std::string& file) {
  std::ifstream stream(kRoot + "/tests/vectors/" + file);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(stream, line);) {
    std::vector<std::string> cells;
    std::istringstream text(line);
    for (std::string cell; std::getline(text, cell, ',');) cells.push_back(cell);
    rows.push_back(cells);
  }
  return rows;
}

std::string refusal(const std::string& design, const std::vector<std::string>& overrides) {
  try {
    result_of(design, overrides);
  } catch (const config::ConfigError& error) {
    return error.what();
  }
  return "";
}

// Broken on purpose once: with attention of 2025 in the release of 2024 twenty rows differed.
TEST(BitmodArtefact, CyclesAreEqualAndEnergiesWithinAHundredThousandthInAllRuns) {
  const auto rows = rows_of("bitmod_artefact.csv");
  ASSERT_EQ(rows.size(), 41u);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto& row = rows[i];
    SCOPED_TRACE(row[0] + " " + row[1] + " " + row[2] + " " + row[3]);
    const auto result =
        result_of("bitmod_" + row[0] + "_" + row[1], {"workload.network=" + row[3], "workload.phase=" + row[2]});
    EXPECT_EQ(result["breakdown_cycles"]["compute"].get<std::uint64_t>(), std::stoull(row[4]));
    EXPECT_EQ(result["totals"]["cycles"].get<std::uint64_t>(), std::stoull(row[5]));
    const auto& energy = result["energy_pj"];
    const double on_chip_uj = (energy["pe"].get<double>() + energy["sram"].get<double>()) / 1e6;
    EXPECT_NEAR(on_chip_uj / std::stod(row[6]), 1, 1e-5);  // the access energies have five digits
    EXPECT_NEAR(energy["dram"].get<double>() / 1e6 / std::stod(row[7]), 1, 1e-5);
  }
}

TEST(BitmodArtefact, AllSixNetworksRunInAllTenDesigns) {
  for (const char* release : {"2024", "2025"}) {
    for (const char* design : {"fp16", "ant", "olive", "bitmod_lossless", "bitmod_lossy"}) {
      for (const char* network : {"opt-1.3b", "phi-2", "yi-6b", "llama-2-7b", "llama-2-13b", "llama-3-8b"}) {
        for (const char* phase : {"prefill", "decode"}) {
          const auto result =
              result_of(fmt::format("bitmod_{}_{}", release, design),
                        {std::string("workload.network=") + network, std::string("workload.phase=") + phase});
          EXPECT_GT(result["totals"]["cycles"], 0) << release << design << network << phase;
        }
      }
    }
  }
}

TEST(MixpeArtefact, All120PrintedDigitsAreEqual) {
  const auto rows = rows_of("mixpe_artefact.csv");
  ASSERT_EQ(rows.size(), 21u);
  const std::map<std::string, std::string> parts = {
      {"static", "static"}, {"dram", "dram"}, {"buffer", "sram"}, {"core", "pe"}};
  std::map<std::string, nlohmann::ordered_json> results;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    for (std::size_t column = 2; column < rows[i].size(); ++column) {
      const std::string &figure = rows[i][0], &network = rows[i][1];
      const auto result = [&](const std::string& design) -> const nlohmann::ordered_json& {
        nlohmann::ordered_json& kept = results[design + network];
        if (kept.is_null()) kept = result_of(design, {"workload.network=" + network});
        return kept;
      };
      const nlohmann::ordered_json &own = result(rows[0][column]), &base = result("mixpe_fp16");
      const double value =
          figure == "time"
              ? own["totals"]["cycles"].get<double>() / base["totals"]["cycles"].get<double>()
              : own["energy_pj"][parts.at(figure)].get<double>() / base["totals"]["energy_pj"].get<double>();
      EXPECT_EQ(fmt::format("{:.2f}", value), rows[i][column]) << figure << " " << network << " " << rows[0][column];
    }
  }
}

TEST(MixpeArtefact, TotalsOfTheFirstFeedForwardLayerOfOptAreEqual) {
  const std::map<std::string, std::uint64_t> totals = {{"mixpe_w4a8", 525376},  {"mixpe_w4a16", 1048672},
                                                       {"mixpe_ant", 1048624},  {"mixpe_bitfusion", 3408010},
                                                       {"mixpe_int8", 4194328}, {"mixpe_fp16", 4850190}};
  for (const auto& [design, cycles] : totals) {
    const auto result = result_of(design, {"workload.network=opt-6.7b"});
    const std::string wanted = design == "mixpe_ant" ? "up_low" : "up";
    for (const auto& layer : result["layers"]) {
      if (layer["name"] == wanted) {
        EXPECT_EQ(layer["cycles"].get<std::uint64_t>(), cycles) << design;
      }
    }
  }
}

TEST(Published, SumsAreThoseOfTheLayersAndThePhaseOfMixpeChangesNothing) {
  const auto result = result_of("mixpe_bitfusion", {"workload.network=vit"});
  std::uint64_t cycles = 0;
  for (const auto& layer : result["layers"]) {
    const std::uint64_t parts = layer["breakdown_cycles"]["compute"].get<std::uint64_t>() +
                                layer["breakdown_cycles"]["wait_dram"].get<std::uint64_t>();
    EXPECT_EQ(parts, layer["cycles"].get<std::uint64_t>());
    cycles += layer["count"].get<std::uint64_t>() * layer["cycles"].get<std::uint64_t>();
  }
  EXPECT_EQ(cycles, result["totals"]["cycles"].get<std::uint64_t>());
  const auto prefill = result_of("mixpe_bitfusion", {"workload.network=vit", "workload.phase=prefill"});
  EXPECT_EQ(prefill["totals"], result["totals"]);
}

TEST(Published, RefusesWhatTheSimulatorsDoNotKnow) {
  EXPECT_NE(refusal("bitmod_2024_fp16", {"workload.network=gpt-2"}).find("opt-1.3b"), std::string::npos);
  EXPECT_NE(refusal("mixpe_int8", {"workload.network=opt-1.3b"}).find("opt-6.7b"), std::string::npos);
  EXPECT_NE(refusal("bitmod_2024_fp16", {"workload.phase=training"}).find("prefill"), std::string::npos);
  EXPECT_NE(refusal("bitmod_2024_ant", {"pe.lanes=3"}).find("width_bits"), std::string::npos);
  EXPECT_NE(refusal("mixpe_int8", {"pe.color=7"}).find("color"), std::string::npos);
  EXPECT_NE(refusal("bitmod_2024_fp16", {"release=2023"}).find("2024"), std::string::npos);
}

}  // namespace
}  // namespace lop::published
