// Every figure of a device's file is checked.
#include "sim/system/dram_config.hpp"

#include <array>
#include <string>
#include <utility>

#include "configs/reader/document.hpp"

namespace lop::sim {
namespace {

constexpr std::int64_t kMostClocks = 1 << 20;

std::int64_t power_of_two(const config::Map& map, const std::string& key, std::int64_t least, std::int64_t most) {
  const std::int64_t value = map.integer(key, least, most);
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

}  // namespace

DramFile load_dram_file(const std::filesystem::path& file) {
  const config::Document document = config::Document::load(file);
  const config::Map root = document.root();
  const config::Map organization = root.map("organization"), commands = root.map("command_clocks");
  DramDevice device;
  device.name = root.text("name");
  device.source = root.text("source");
  device.clock_mhz = root.integer("clock_mhz", 1, 100'000);
  device.bank_groups = power_of_two(organization, "bank_groups", 1, 8);
  device.banks_per_group = power_of_two(organization, "banks_per_group", 1, 8);
  device.rows = power_of_two(organization, "rows", 2, 1 << 24);
  device.bursts_per_row = power_of_two(organization, "row_bytes", kBurstBytes, 1 << 16) / kBurstBytes;
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

DramSection read_dram(const config::Map& section) {
  DramSection dram;
  DramConfig& config = dram.config;
  config.latency_ns = section.number("latency_ns", 0, 1e6);
  if (section.has("bandwidth_gb_per_s") || !section.has("device")) {
    config.bandwidth_gb_per_s = section.number("bandwidth_gb_per_s", 0.001, 1e6);
  }
  if (!section.has("device")) {
    for (const char* key : {"channels", "queue_bursts", "address_mapping"}) {
      if (section.has(key)) section.fail(key, "belongs to a DRAM with banks: expected a `device` beside it");
    }
    return dram;
  }
  DramFile file = load_dram_file(section.file("device"));
  config.device = std::make_shared<DramDevice>(std::move(file.device));
  dram.prices = std::move(file.prices);
  if (section.has("channels")) config.channels = section.integer("channels", 1, 64);
  if (section.has("queue_bursts")) config.queue_bursts = section.integer("queue_bursts", 1, 1 << 10);
  if (section.has("address_mapping")) config.address_mapping = section.texts("address_mapping");
  return dram;
}

void price_dram(const DramSection& dram, const config::Map& cost, report::PriceList& list) {
  if (cost.has("dram")) report::load_dram_prices(cost.file("dram"), list);
  if (!dram.prices) return;
  report::use_dram_prices(*dram.prices, dram.config.channels, list);
  if (cost.has("dram")) list.notes.emplace_back("cost.dram is not used: the DRAM device has prices of its own");
  if (dram.config.bandwidth_gb_per_s > 0) {
    list.notes.emplace_back("memory.dram.bandwidth_gb_per_s is not used: the DRAM device has timing of its own");
  }
}

}  // namespace lop::sim
