// lopsim characterize from end to end, with the library that Debian packages.
#include <gtest/gtest.h>

#include <cmath>

#include "sim/report/price_list.hpp"
#include "tests/sim/cli/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace lop::cli::test {
namespace {

using lop::test::TemporaryFolder;

constexpr const char* kLibrary = "/usr/share/qflow/tech/osu018/osu018_stdcells.lib";

Ran characterize(const TemporaryFolder& folder, std::vector<std::string> more) {
  std::vector<std::string> words = {"characterize", "int4_mac", "--technology", "osu018", "--liberty", kLibrary,
                                    "--folder",     "work",     "--cycles",     "1000",   "--rows",    "2"};
  words.insert(words.end(), more.begin(), more.end());
  return lopsim(folder.path(), words);
}

const report::GateRun& run_of(const report::PriceList& list, const std::string& data) {
  for (const report::GateRun& run : list.characterization->runs) {
    if (run.data == data) return run;
  }
  throw std::runtime_error("no run of " + data);
}

TEST(Characterize, MakesACostTableFromNetlistsThatEqualTheRtl) {
  const TemporaryFolder folder;
  const Ran ran = characterize(folder, {"--clock-ghz", "0.1", "--out", "int4_mac.yaml"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const report::PriceList list = report::load_price_list(folder / "int4_mac.yaml");
  EXPECT_EQ(list.node_nm, 180);
  EXPECT_EQ(list.clock_ghz, 0.1);
  ASSERT_EQ(list.characterization->units.size(), report::kAreaParts.size());
  for (const report::UnitGates& unit : list.characterization->units) {
    EXPECT_EQ(unit.proved, unit.points) << unit.module;
    EXPECT_LE(unit.period_ps, 10'000) << unit.module;
    EXPECT_FALSE(unit.rtl_files.empty()) << unit.module;
  }
  // Idle is below zeros, zeros below data; a step's price is what the run says.
  const auto pe_fj = [&](const char* data) { return run_of(list, data).parts.at("pe").dynamic_fj_per_cycle; };
  EXPECT_LE(pe_fj("idle"), pe_fj("zero"));
  EXPECT_LT(pe_fj("zero"), pe_fj("normal"));
  EXPECT_LT(pe_fj("zero"), pe_fj("traced"));
  const report::GateRun& traced = run_of(list, "traced");
  EXPECT_EQ(traced.macs, 1000);
  EXPECT_NEAR(list.price("int4_mac", "pe.step")->energy_pj, traced.parts.at("pe").dynamic_fj_per_cycle / 1000,
              1e-5 * pe_fj("traced"));
  EXPECT_NEAR(list.price("int4_mac", "pe.idle")->energy_pj, pe_fj("idle") / 1000, 1e-5 * pe_fj("idle"));
}

TEST(Characterize, SaysWhatCannotBeMeant) {
  const TemporaryFolder folder;
  const auto error = [&](std::vector<std::string> more) {
    const Ran ran = characterize(folder, std::move(more));
    EXPECT_EQ(ran.exit_code, 2) << ran.err;
    return ran.err;
  };
  EXPECT_NE(error({}).find("--clock-ghz"), std::string::npos);
  EXPECT_NE(error({"--clock-ghz", "0"}).find("--clock-ghz"), std::string::npos);
  EXPECT_NE(error({"--clock-ghz", "0.1", "--variant", "accumulator=fp16"}).find("accumulator"), std::string::npos);
  const std::string library = folder.write("cells.lib", "library(cells) {").string();
  EXPECT_NE(lopsim(folder.path(),
                   {"characterize", "int4_mac", "--technology", "osu018", "--liberty", library, "--clock-ghz", "0.1"})
                .err.find("cells.lib:1"),
            std::string::npos);
  EXPECT_NE(lopsim(folder.path(),
                   {"characterize", "int4_mac", "--technology", "nowhere", "--liberty", library, "--clock-ghz", "0.1"})
                .err.find("nowhere"),
            std::string::npos);
}

}  // namespace
}  // namespace lop::cli::test
