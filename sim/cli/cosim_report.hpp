// The rows of a co-simulation in words: a table, what was found, and JUnit XML.
#pragma once

#include <string>
#include <vector>

#include "sim/cosim/campaign.hpp"

namespace lop::cli {

struct NumberedRow {
  std::size_t number = 0;        // from 1
  std::uint64_t seed = 0;        // the user's
  const cosim::CampaignOptions* campaign = nullptr;
  cosim::PlannedRow planned;
};

std::string table_head();
std::string table_line(const NumberedRow& row, const cosim::CampaignRow& done);

std::string plan_head();
std::string plan_line(const NumberedRow& row);

/// Place, both values, the last cycles, the waveform and `replay`, the command that finds it again.
std::string finding(const cosim::CampaignRow& done, const std::string& replay);

struct JunitCase {
  NumberedRow row;
  cosim::CampaignRow done;
  std::string finding;           // empty: none
};

std::string junit(const std::vector<JunitCase>& cases);

}  // namespace lop::cli
