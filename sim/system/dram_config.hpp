// The DRAM of a system: a bandwidth, or a device's file with organisation, timing in clocks and prices.
#pragma once

#include <filesystem>
#include <optional>

#include "configs/reader/map.hpp"
#include "sim/report/price_list.hpp"
#include "sim/system/machine_config.hpp"

namespace lop::sim {

struct DramFile {
  DramDevice device;
  report::DramPrices prices;
};

/// errors  config::ConfigError
DramFile load_dram_file(const std::filesystem::path& file);

/// memory.dram, and what its device costs.
struct DramSection {
  DramConfig config;
  std::optional<report::DramPrices> prices;
};

/// errors  config::ConfigError
DramSection read_dram(const config::Map& section);

/// Puts the prices of the device, or of cost.dram, in the place of what the list says of DRAM.
/// errors  config::ConfigError
void price_dram(const DramSection& dram, const config::Map& cost, report::PriceList& list);

}  // namespace lop::sim
