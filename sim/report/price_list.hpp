// Prices of actions and areas of parts, each with its unit and source, as a cost table states them.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/pe/slice.hpp"
#include "sim/report/characterization.hpp"

namespace lop::config {
class Map;
}

namespace lop::report {

/// units  energy_pj: of one action; unit: what one action is, such as "64-byte burst"
struct Price {
  std::string action;
  double energy_pj = 0;
  std::string unit;
  std::string source;
};

/// Parts that an area may be given of, in the order of the result.
inline constexpr std::array<const char*, 5> kAreaParts = {"pe", "weight_edge", "activation_edge", "column_unit",
                                                          "output_unit"};

/// What one part costs whatever it does.
/// units  area_um2; clock_energy_pj: each cycle, beside the energy of its actions; leakage_nw; 0 where the source says
/// nothing
struct PartArea {
  std::string part;
  double area_um2 = 0;
  std::string source;
  double clock_energy_pj = 0, leakage_nw = 0;
};

/// What a table says of one PE in one choice of its parameters; the figures belong to those in `requirements`.
struct PePrices {
  pe::Choices requirements;

  bool fits(const pe::Choices& choices) const;

  std::vector<Price> prices;
  std::vector<PartArea> areas;
};

struct PriceList {
  std::filesystem::path path;
  std::string technology;
  int node_nm = 0;
  double voltage_v = 0;  // 0: not said
  double clock_ghz = 0;
  std::vector<std::string> notes;
  std::vector<Price> prices;      // for any PE
  double dram_background_mw = 0;  // as long as the machine runs; 0: not said
  std::string dram_background_source;
  std::map<std::string, std::vector<PePrices>> pes;  // by stem
  std::optional<PartArea> vector_lane;               // of the vector unit; its actions are among the prices
  std::optional<Characterization> characterization;  // of figures that are ours

  /// What fits the choices, else the first of the PE; null when the list has no such PE.
  const PePrices* pe(const std::string& stem, const pe::Choices& choices = {}) const;
  /// The PE's own price, else the general one; null when there is none.
  const Price* price(const std::string& stem, const std::string& action, const pe::Choices& choices = {}) const;
  const PartArea* area(const std::string& stem, const std::string& part, const pe::Choices& choices = {}) const;
};

/// What a DRAM type costs.
struct DramPrices {
  std::string name;
  std::vector<Price> prices;
  double background_mw = 0;  // of one channel
  std::string background_source;
};

/// Keys name, prices, background_mw, background_source. errors  config::ConfigError
DramPrices read_dram_prices(const config::Map& root);

/// Puts them, with the background of all channels, in the place of all that the list says of DRAM.
void use_dram_prices(const DramPrices& dram, std::int64_t channels, PriceList& list);

/// Both, for a file with these keys alone and one channel. errors  config::ConfigError
void load_dram_prices(const std::filesystem::path& path, PriceList& list);

/// Puts the prices of a vector unit in the place of what the list says of it: keys name, node_nm, prices, lane_area_um2,
/// lane_area_source. A node that is not the list's is noted. errors  config::ConfigError
void load_vector_prices(const std::filesystem::path& path, PriceList& list);

/// As YAML that load_price_list reads.
std::string price_list_text(const PriceList& list);

/// errors  config::ConfigError: among others for an entry without a source, or listed twice
PriceList load_price_list(const std::filesystem::path& path);

}  // namespace lop::report
