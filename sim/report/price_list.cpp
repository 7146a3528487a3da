// Reading price lists.
#include "sim/report/price_list.hpp"

#include <algorithm>
#include <set>

#include "configs/reader/document.hpp"

namespace lop::report {
namespace {

constexpr double kEnergyMaxPj = 1e12;
constexpr double kAreaMaxUm2 = 1e12;

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
    areas.push_back(PartArea{entry.one_of("part", {"pe", "weight_edge", "column_unit"}),
                             entry.number("area_um2", 0, kAreaMaxUm2), stated(entry, "source")});
    if (!parts.insert(areas.back().part).second) entry.fail("part", "'" + areas.back().part + "' has two areas");
  }
  return areas;
}

template <typename Entry>
const Entry* find(const std::vector<Entry>& entries, std::string Entry::*key, const std::string& name) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.*key == name; });
  return found == entries.end() ? nullptr : &*found;
}

}  // namespace

const PePrices* PriceList::pe(const std::string& stem) const {
  const auto found = pes.find(stem);
  return found == pes.end() ? nullptr : &found->second;
}

const Price* PriceList::price(const std::string& stem, const std::string& action) const {
  const PePrices* own = pe(stem);
  const Price* found = own ? find(own->prices, &Price::action, action) : nullptr;
  return found ? found : find(prices, &Price::action, action);
}

const PartArea* PriceList::area(const std::string& stem, const std::string& part) const {
  const PePrices* own = pe(stem);
  return own ? find(own->areas, &PartArea::part, part) : nullptr;
}

PriceList load_price_list(const std::filesystem::path& path) {
  const config::Document document = config::Document::load(path);
  const config::Map root = document.root();
  PriceList list;
  list.path = path;
  list.technology = stated(root, "technology");
  list.node_nm = static_cast<int>(root.integer("node_nm", 1, 1000));
  list.clock_ghz = root.number("clock_ghz", 1e-6, 100);
  if (root.has("notes")) list.notes = root.texts("notes");
  list.prices = load_prices(root);
  const config::Map pes = root.map("pe");
  for (const std::string& stem : pes.keys()) {
    const config::Map entry = pes.map(stem);
    PePrices& own = list.pes[stem];
    if (entry.has("requires")) {
      for (const auto& [parameter, value] : entry.scalars("requires")) own.requirements.emplace(parameter, value);
    }
    own.prices = load_prices(entry);
    own.areas = load_areas(entry);
  }
  root.finish();
  return list;
}

}  // namespace lop::report
