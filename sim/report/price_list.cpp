// Reading price lists.
#include "sim/report/price_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "configs/reader/document.hpp"

namespace lop::report {
namespace {

constexpr double kEnergyMaxPj = 1e12;
constexpr double kAreaMaxUm2 = 1e12;
constexpr double kLeakageMaxNw = 1e12;
constexpr double kPowerMaxMw = 1e9;

std::string stated(const config::Map& map, const std::string& key) {
  const std::string text = map.text(key);
  if (text.find_first_not_of(" \t\n") == std::string::npos) map.fail(key, "expected a text that is not empty");
  return text;
}

std::vector<Price> load_prices(const config::Map& map) {
  std::vector<Price> prices;
  std::set<std::string> actions;
  for (const config::Map& entry : map.maps("prices")) {
    prices.push_back(Price{stated(entry, "action"), entry.number("energy_pj", 0, kEnergyMaxPj), stated(entry, "unit"),
                           stated(entry, "source")});
    if (!actions.insert(prices.back().action).second) {
      entry.fail("action", "'" + prices.back().action + "' is priced twice");
    }
  }
  return prices;
}

std::vector<PartArea> load_areas(const config::Map& map) {
  std::vector<PartArea> areas;
  std::set<std::string> parts;
  for (const config::Map& entry : map.maps("areas")) {
    areas.push_back(PartArea{entry.one_of("part", {kAreaParts.begin(), kAreaParts.end()}),
                             entry.number("area_um2", 0, kAreaMaxUm2), stated(entry, "source")});
    if (entry.has("clock_energy_pj")) areas.back().clock_energy_pj = entry.number("clock_energy_pj", 0, kEnergyMaxPj);
    if (entry.has("leakage_nw")) areas.back().leakage_nw = entry.number("leakage_nw", 0, kLeakageMaxNw);
    if (!parts.insert(areas.back().part).second) entry.fail("part", "'" + areas.back().part + "' has two areas");
  }
  return areas;
}

bool begins(const std::string& text, const char* prefix) { return text.rfind(prefix, 0) == 0; }

void check_actions(const config::Map& root, const std::vector<Price>& prices, const char* prefix, const char* what) {
  for (const Price& price : prices) {
    if (!begins(price.action, prefix)) {
      root.fail("prices", fmt::format("expected actions {}, found {}", what, price.action));
    }
  }
}

/// Of the actions with a prefix.
void replace_prices(PriceList& list, const std::vector<Price>& prices, const char* prefix) {
  const auto is_replaced = [&](const Price& price) { return begins(price.action, prefix); };
  list.prices.erase(std::remove_if(list.prices.begin(), list.prices.end(), is_replaced), list.prices.end());
  list.prices.insert(list.prices.end(), prices.begin(), prices.end());
}

template <typename Entry>
const Entry* find(const std::vector<Entry>& entries, std::string Entry::*key, const std::string& name) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.*key == name; });
  return found == entries.end() ? nullptr : &*found;
}

}  // namespace

bool PePrices::fits(const pe::Choices& choices) const {
  return std::all_of(requirements.begin(), requirements.end(), [&](const auto& required) {
    const auto chosen = choices.find(required.first);
    return chosen != choices.end() && chosen->second == required.second;
  });
}

const PePrices* PriceList::pe(const std::string& stem, const pe::Choices& choices) const {
  const auto found = pes.find(stem);
  if (found == pes.end() || found->second.empty()) return nullptr;
  const std::vector<PePrices>& entries = found->second;
  const auto fitting =
      std::find_if(entries.begin(), entries.end(), [&](const PePrices& entry) { return entry.fits(choices); });
  return fitting == entries.end() ? &entries.front() : &*fitting;
}

const Price* PriceList::price(const std::string& stem, const std::string& action, const pe::Choices& choices) const {
  const PePrices* own = pe(stem, choices);
  const Price* found = own ? find(own->prices, &Price::action, action) : nullptr;
  return found ? found : find(prices, &Price::action, action);
}

const PartArea* PriceList::area(const std::string& stem, const std::string& part, const pe::Choices& choices) const {
  const PePrices* own = pe(stem, choices);
  return own ? find(own->areas, &PartArea::part, part) : nullptr;
}

PriceList load_price_list(const std::filesystem::path& path) {
  const config::Document document = config::Document::load(path);
  const config::Map root = document.root();
  PriceList list;
  list.path = path;
  list.technology = stated(root, "technology");
  list.node_nm = static_cast<int>(root.integer("node_nm", 1, 1000));
  if (root.has("voltage_v")) list.voltage_v = root.number("voltage_v", 0.1, 10);
  list.clock_ghz = root.number("clock_ghz", 1e-6, 100);
  if (root.has("notes")) list.notes = root.texts("notes");
  list.prices = load_prices(root);
  const config::Map pes = root.map("pe");
  for (const std::string& stem : pes.keys()) {
    for (const config::Map& entry : pes.maps(stem)) {
      PePrices& own = list.pes[stem].emplace_back();
      if (entry.has("requires")) {
        for (const auto& [parameter, value] : entry.scalars("requires")) own.requirements.emplace(parameter, value);
      }
      own.prices = load_prices(entry);
      own.areas = load_areas(entry);
    }
  }
  if (root.has("characterization")) list.characterization = load_characterization(root.map("characterization"));
  root.finish();
  return list;
}

DramPrices read_dram_prices(const config::Map& root) {
  DramPrices dram;
  dram.name = stated(root, "name");
  dram.prices = load_prices(root);
  check_actions(root, dram.prices, "dram.", "of DRAM such as dram.read");
  dram.background_mw = root.number("background_mw", 0, kPowerMaxMw);
  dram.background_source = stated(root, "background_source");
  return dram;
}

void use_dram_prices(const DramPrices& dram, std::int64_t channels, PriceList& list) {
  replace_prices(list, dram.prices, "dram.");
  list.dram_background_mw = dram.background_mw * static_cast<double>(channels);
  list.dram_background_source = dram.background_source;
  if (channels > 1) list.dram_background_source += fmt::format(", of {} channels", channels);
  list.notes.push_back("DRAM is " + dram.name);
}

void load_dram_prices(const std::filesystem::path& path, PriceList& list) {
  const config::Document document = config::Document::load(path);
  const config::Map root = document.root();
  use_dram_prices(read_dram_prices(root), 1, list);
  root.finish();
}

void load_vector_prices(const std::filesystem::path& path, PriceList& list) {
  const config::Document document = config::Document::load(path);
  const config::Map root = document.root();
  const std::string name = stated(root, "name");
  const int node_nm = static_cast<int>(root.integer("node_nm", 1, 1000));
  const std::vector<Price> prices = load_prices(root);
  check_actions(root, prices, "vector.", "of the vector unit, vector.add and vector.multiply");
  replace_prices(list, prices, "vector.");
  list.vector_lane = PartArea{"vector_unit", root.number("lane_area_um2", 0, kAreaMaxUm2),
                              stated(root, "lane_area_source")};
  root.finish();
  list.notes.push_back("the vector unit's prices are " + name);
  if (node_nm != list.node_nm) {
    list.notes.push_back(
        fmt::format("the vector unit's prices are for {} nm, the PEs' for {} nm", node_nm, list.node_nm));
  }
}

std::string price_list_text(const PriceList& list) {
  std::string text = fmt::format("technology: \"{}\"\nnode_nm: {}\nvoltage_v: {}\nclock_ghz: {}\nnotes:\n",
                                 list.technology, list.node_nm, list.voltage_v, list.clock_ghz);
  for (const std::string& note : list.notes) text += fmt::format("  - \"{}\"\n", note);
  const auto prices_text = [](const std::vector<Price>& prices) {
    std::string lines;
    for (const Price& price : prices) {
      lines += fmt::format("\n        - {{action: {}, energy_pj: {:.6g}, unit: {}, source: \"{}\"}}", price.action,
                           price.energy_pj, price.unit, price.source);
    }
    return lines.empty() ? " []\n" : lines + "\n";
  };
  text += "prices:" + prices_text(list.prices) + "pe:\n";
  for (const auto& [stem, entries] : list.pes) {
    text += fmt::format("  {}:\n", stem);
    for (const PePrices& entry : entries) {
      std::string required;
      for (const auto& [parameter, value] : entry.requirements) {
        required += fmt::format("{}{}: \"{}\"", required.empty() ? "" : ", ", parameter, value);
      }
      text += fmt::format("    - requires: {{{}}}\n      prices:{}      areas:\n", required, prices_text(entry.prices));
      for (const PartArea& area : entry.areas) {
        text += fmt::format(
            "        - {{part: {}, area_um2: {:.6g}, clock_energy_pj: {:.6g}, leakage_nw: {:.6g}, "
            "source: \"{}\"}}\n",
            area.part, area.area_um2, area.clock_energy_pj, area.leakage_nw, area.source);
      }
    }
  }
  if (list.characterization) text += "characterization:\n" + characterization_text(*list.characterization);
  return text;
}

}  // namespace lop::report
