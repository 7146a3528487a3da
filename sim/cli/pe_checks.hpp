// What the tree holds each PE to, read from its tests, regressions and gates, so that it says what is there.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/cosim/campaign.hpp"

namespace lop::cli {

class PeChecks {
 public:
  /// tree  the project's folder
  /// errors  config::ConfigError, std::filesystem::filesystem_error
  explicit PeChecks(std::filesystem::path tree);

  /// A line a check: value tests, gates against cycle model, planted faults that are found, proofs of units.
  std::vector<std::string> of(const std::string& stem) const;

 private:
  std::vector<std::string> value_tests(const std::string& stem) const;
  std::vector<std::string> lock_step(const std::string& stem) const;
  std::vector<std::string> proofs(const std::string& stem) const;

  std::filesystem::path tree_;
  std::vector<cosim::CampaignOptions> regression_;
  std::map<std::string, std::vector<std::string>> planted_faults_;  // by stem
  std::map<std::string, std::set<std::string>> modules_;            // of rtl/, each with those that it names
  std::set<std::string> proved_units_;
};

}  // namespace lop::cli
