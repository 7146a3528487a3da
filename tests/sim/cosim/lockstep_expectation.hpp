// Says where a campaign found a difference.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sim/cosim/campaign.hpp"

namespace lop::cosim {

/// PEs that pass a partial sum on, so that a weight-stationary array can be made of them.
inline std::vector<std::string> stems_with_chains() {
  std::vector<std::string> stems;
  for (const std::string& stem : pe::stems()) {
    if (pe::make_slice(stem)->make_chain(1, 1) != nullptr) stems.push_back(stem);
  }
  return stems;
}

inline std::string words(const CampaignRow& row) {
  const Mismatch& m = *row.report.mismatch;
  return fmt::format("{} mode {} seed {}: cycle {} port {}[{}] model {:x} gates {:x}\n{}", row.variant, row.mode,
                     row.seed, m.cycle, m.port, m.column, m.expected, m.found, m.history);
}

/// Every row compared outputs and none differs.
inline void expect_equal(const std::vector<CampaignRow>& rows) {
  ASSERT_FALSE(rows.empty());
  for (const CampaignRow& row : rows) {
    EXPECT_FALSE(row.report.mismatch.has_value()) << words(row);
    EXPECT_GT(row.report.outputs, 0u) << row.variant << " mode " << row.mode;
  }
}

}  // namespace lop::cosim
