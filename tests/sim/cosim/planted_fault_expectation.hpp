// Plants a fault and expects a campaign to find it.
#pragma once

#include "tests/sim/cosim/lockstep_expectation.hpp"
#include "tests/support/planted_fault.hpp"

namespace lop::cosim {

/// The campaign of `options` on the broken gates names cycle and port, and leaves a waveform if it is to.
inline void expect_found(const test::Fault& fault, CampaignOptions options) {
  const std::filesystem::path folder = std::filesystem::path(LOP_BINARY_DIR) / "rtl" / "planted" / fault.name;
  if (!options.operands.empty()) options.complete.clear();
  options.sources = {test::plant(fault, folder)};
  options.folder = folder;
  options.waveform_folder = folder;
  bool found = false;
  for (const CampaignRow& row : run_campaign(options, [](const CampaignRow&) {})) {
    if (!row.report.mismatch) continue;
    found = true;
    EXPECT_FALSE(row.report.mismatch->port.empty());
    EXPECT_NE(row.report.mismatch->history.find("cycle"), std::string::npos);
    if (options.leave_waveform) {
      EXPECT_GT(std::filesystem::file_size(row.waveform), 0u);
    } else {
      EXPECT_TRUE(row.waveform.empty()) << row.waveform;
    }
  }
  EXPECT_TRUE(found) << fault.name << " was not noticed";
}

}  // namespace lop::cosim
