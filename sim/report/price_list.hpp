// Prices of actions and areas of parts, each with its unit and source, as a cost table states them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "models/pe/slice.hpp"

namespace lop::report {

/// units  energy_pj: of one action; unit: what one action is, such as "64-byte burst"
struct Price {
  std::string action;
  double energy_pj = 0;
  std::string unit;
  std::string source;
};

/// units  area_um2: of one part; parts are pe, weight_edge, column_unit
struct PartArea {
  std::string part;
  double area_um2 = 0;
  std::string source;
};

/// What a table says of one PE; the figures belong to the choices in `requirements`.
struct PePrices {
  pe::Choices requirements;
  std::vector<Price> prices;
  std::vector<PartArea> areas;
};

struct PriceList {
  std::filesystem::path path;
  std::string technology;
  int node_nm = 0;
  double clock_ghz = 0;
  std::vector<std::string> notes;
  std::vector<Price> prices;               // for any PE
  std::map<std::string, PePrices> pes;     // by stem

  /// Null when the list has no such PE.
  const PePrices* pe(const std::string& stem) const;
  /// The PE's own price, else the general one; null when there is none.
  const Price* price(const std::string& stem, const std::string& action) const;
  const PartArea* area(const std::string& stem, const std::string& part) const;
};

/// errors  config::ConfigError: among others for an entry without a source, or listed twice
PriceList load_price_list(const std::filesystem::path& path);

}  // namespace lop::report
