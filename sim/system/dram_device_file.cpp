// Every figure of the file is checked; the prices are those of report::read_dram_prices.
#include "sim/system/dram_device_file.hpp"

#include <array>
#include <string>
#include <utility>

#include "configs/reader/document.hpp"

namespace lop::sim {
namespace {

constexpr std::int64_t kMostClocks = 1 << 20;

std::int64_t power_of_two(const config::Map& map, const std::string& key, std::int64_t most) {
  const std::int64_t value = map.integer(key, 1, most);
  if ((value & (value - 1)) != 0) map.fail(key, std::to_string(value) + ": expected a power of two");
  return value;
}

DramRules read_rules(const config::Map& map) {
  constexpr std::array<std::pair<const char*, std::int64_t DramRules::*>, 18> kKeys{{
      {"cl", &DramRules::cl},
      {"cwl", &DramRules::cwl},
      {"rcd", &DramRules::rcd},
      {"rp", &DramRules::rp},
      {"rp_all", &DramRules::rp_all},
      {"ras", &DramRules::ras},
      {"rrd_s", &DramRules::rrd_s},
      {"rrd_l", &DramRules::rrd_l},
      {"faw", &DramRules::faw},
      {"ccd_s", &DramRules::ccd_s},
      {"ccd_l", &DramRules::ccd_l},
      {"wtr_s", &DramRules::wtr_s},
      {"wtr_l", &DramRules::wtr_l},
      {"rtw", &DramRules::rtw},
      {"rtp", &DramRules::rtp},
      {"wr", &DramRules::wr},
      {"refi", &DramRules::refi},
      {"rfc", &DramRules::rfc},
  }};
  DramRules rules;
  for (const auto& [key, member] : kKeys) rules.*member = map.integer(key, 1, kMostClocks);
  // A refresh must end, with its precharge, before the next one is due, or no burst ever passes.
  const std::int64_t busy = rules.rfc + rules.ras + rules.rp_all + rules.wr + rules.cwl;
  if (2 * busy > rules.refi) map.fail("refi", "expected at least " + std::to_string(2 * busy) + ", twice a refresh");
  return rules;
}

/// Checks the file whole, so that each of its readers asks for every key.
std::pair<DramDevice, report::DramPrices> read(const std::filesystem::path& file) {
  const config::Document document = config::Document::load(file);
  const config::Map root = document.root();
  const config::Map organization = root.map("organization"), commands = root.map("command_clocks");
  DramDevice device;
  device.name = root.text("name");
  device.source = root.text("source");
  device.clock_mhz = root.integer("clock_mhz", 1, 100'000);
  device.bank_groups = power_of_two(organization, "bank_groups", 8);
  device.banks_per_group = power_of_two(organization, "banks_per_group", 8);
  device.rows = power_of_two(organization, "rows", 1 << 24);
  device.bursts_per_row = power_of_two(organization, "row_bytes", 1 << 16) / kBurstBytes;
  if (device.bursts_per_row == 0) organization.fail("row_bytes", "expected at least a burst of 64 bytes");
  device.activate_clocks = commands.integer("activate", 1, 64);
  device.precharge_clocks = commands.integer("precharge", 1, 64);
  device.column_clocks = commands.integer("column", 1, 64);
  device.burst_clocks = commands.integer("burst", 1, 64);
  device.separate_row_bus = commands.boolean("separate_row_bus");
  device.rules = read_rules(root.map("timing_clocks"));
  report::DramPrices prices = report::read_dram_prices(root);
  root.finish();
  return {device, std::move(prices)};
}

}  // namespace

DramDevice load_dram_device(const std::filesystem::path& file) { return read(file).first; }

void load_dram_device_prices(const std::filesystem::path& file, std::int64_t channels, report::PriceList& list) {
  report::use_dram_prices(read(file).second, channels, list);
}

}  // namespace lop::sim
