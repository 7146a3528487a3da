// A fault planted in the gates of a PE and a campaign that has to find it.
#pragma once

#include <gtest/gtest.h>

#include "sim/cosim/campaign.hpp"
#include "tests/support/planted_fault.hpp"

namespace lop::cosim {

/// fixed  the variant, and the mode where one is meant
inline void expect_found(const std::string& stem, const pe::Choices& fixed, const test::Fault& fault) {
  const std::filesystem::path folder = std::filesystem::path(LOP_BINARY_DIR) / "rtl" / "planted" / fault.name;
  const std::filesystem::path broken = test::plant(fault, folder);

  CampaignOptions options;
  options.stem = stem;
  options.fixed = fixed;
  options.steps = 70'000;
  options.exhaustive = false;
  options.sources = {broken};
  options.folder = folder;
  options.waveform_folder = folder;
  bool found = false;
  for (const CampaignRow& row : run_campaign(options, [](const CampaignRow&) {})) {
    if (!row.report.mismatch) continue;
    found = true;
    EXPECT_FALSE(row.report.mismatch->port.empty());
    EXPECT_NE(row.report.mismatch->history.find("cycle"), std::string::npos);
    EXPECT_GT(std::filesystem::file_size(row.waveform), 0u);
  }
  EXPECT_TRUE(found) << fault.name << " was not noticed";
}

}  // namespace lop::cosim
