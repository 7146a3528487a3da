// A regression of gates against cycle models, as its YAML file describes it.
#pragma once

#include <vector>

#include "configs/reader/document.hpp"
#include "sim/cosim/campaign.hpp"

namespace lop::cli {

/// A campaign for each run and seed, in file order; pairs of codes are exhausted once, with the first seed.
/// docs/cosim.md has the keys. errors  config::ConfigError
std::vector<cosim::CampaignOptions> read_regression(const config::Document& document);

}  // namespace lop::cli
