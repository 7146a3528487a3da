// A DRAM device's file: organisation, timing in clocks and prices.
#pragma once

#include <filesystem>

#include "sim/memory/dram_device.hpp"
#include "sim/report/price_list.hpp"

namespace lop::sim {

/// errors  config::ConfigError
DramDevice load_dram_device(const std::filesystem::path& file);

/// Puts the device's prices, with the background of `channels` channels, in the place of what the list says of DRAM.
/// errors  config::ConfigError
void load_dram_device_prices(const std::filesystem::path& file, std::int64_t channels, report::PriceList& list);

}  // namespace lop::sim
