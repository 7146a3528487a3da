// The shipped cost tables from gates: of the RTL as it is, and plausible.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "models/pe/slice.hpp"
#include "sim/report/price_list.hpp"
#include "sim/report/sha256.hpp"

namespace lop::report {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = LOP_SOURCE_DIR;

class CostTable : public testing::TestWithParam<fs::path> {
 protected:
  PriceList list_ = load_price_list(GetParam());
};

std::vector<fs::path> tables() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / "configs/cost")) {
    if (entry.path().extension() == ".yaml" && entry.path().parent_path() != kRoot / "configs/cost") {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string rtl_sha256(const std::vector<std::string>& files) {
  std::string text;
  for (const std::string& file : files) text += sha256_of_file(kRoot / file) + "  " + file + "\n";
  return sha256_hex(text);
}

TEST_P(CostTable, IsOfTheRtlAsItIs) {
  ASSERT_TRUE(list_.characterization);
  for (const UnitGates& unit : list_.characterization->units) {
    EXPECT_EQ(unit.rtl_sha256, rtl_sha256(unit.rtl_files))
        << unit.module << " has changed since its table was made; run scripts/characterize.sh";
  }
}

TEST_P(CostTable, IsOfThePeThatItIsNamedAfterAndHasEveryMode) {
  const std::string stem = GetParam().stem();
  ASSERT_EQ(list_.pes.size(), 1u);
  EXPECT_EQ(list_.pes.begin()->first, stem);
  const auto slice = pe::make_slice(stem);
  for (std::size_t mode = 0; mode < slice->modes().size(); ++mode) {
    EXPECT_EQ(list_.characterization->runs[4 * mode].mode, slice->modes()[mode]);
  }
  for (const PePrices& entry : list_.pes.begin()->second) {
    EXPECT_NO_THROW(pe::make_slice(stem, entry.requirements));
    EXPECT_EQ(entry.areas.size(), kAreaParts.size());
  }
}

TEST_P(CostTable, HasZeroDataBelowNormalDataInEveryModeOfThePe) {
  std::size_t compared = 0;
  const auto& runs = list_.characterization->runs;
  for (const GateRun& zero : runs) {
    if (zero.data != "zero") continue;
    for (const GateRun& normal : runs) {
      if (normal.data != "normal" || normal.mode != zero.mode || normal.variant != zero.variant) continue;
      EXPECT_LT(zero.parts.at("pe").dynamic_fj_per_cycle, normal.parts.at("pe").dynamic_fj_per_cycle)
          << zero.variant << ", " << zero.mode;
      ++compared;
    }
  }
  EXPECT_EQ(4 * compared, runs.size());
}

TEST_P(CostTable, IsWrittenAgainByteForByte) {
  std::ostringstream text;
  text << std::ifstream(GetParam(), std::ios::binary).rdbuf();
  EXPECT_EQ(price_list_text(list_), text.str());
}

INSTANTIATE_TEST_SUITE_P(Shipped, CostTable, testing::ValuesIn(tables()), [](const auto& tested) {
  return tested.param.parent_path().filename().string() + "_" + tested.param.stem().string();
});

}  // namespace
}  // namespace lop::report
