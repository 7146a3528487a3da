// One machine's prices and areas: the price list and the SRAM table applied to its facts.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/kernel/layer_result.hpp"
#include "sim/report/machine_facts.hpp"
#include "sim/report/price_list.hpp"
#include "sim/report/sram_table.hpp"

namespace lop::report {

/// Parts that energy is summed by, in the order of the result.
inline constexpr const char* kEnergyParts[] = {"pe",   "weight_edge", "activation_edge", "array", "vector",
                                               "sram", "dram",        "leakage"};

/// The part of kEnergyParts that an action's energy belongs to: pe.step -> pe, column.accumulate -> array.
std::string part_of(const std::string& action);

/// A figure with its unit and source, as the result shows it.
struct Figure {
  std::string name;
  double value = 0;
  std::string unit, source;
};

/// units  area_um2: of all pieces of the part
struct Area {
  std::string part;
  double area_um2 = 0;
  Figure piece;
};

/// units  pJ by part of kEnergyParts; parts without a priced action are absent
using EnergyPj = std::map<std::string, double>;

class Pricing {
 public:
  /// errors  SramTableError for a buffer whose bank is not listed or whose capacity does not split into its banks
  Pricing(const MachineFacts& machine, const PriceList& list, const SramTable& sram);

  /// Of one `action`; empty when it has no price.
  std::optional<Figure> price(const std::string& action) const;
  /// Actions and the leakage of `cycles`.
  EnergyPj energy_pj(const sim::Counts& counts, std::uint64_t cycles) const;

  /// What parts take each cycle and all the time.
  const std::vector<Figure>& constants() const { return constants_; }
  const std::vector<Area>& areas() const { return areas_; }
  /// Parts that the machine has and the list gives no area for.
  const std::vector<std::string>& unpriced_areas() const { return unpriced_areas_; }
  /// Actions of the PE that the list prices.
  std::vector<std::string> pe_actions() const;
  /// Where the prices do not fit the machine, and what they leave out.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  void add_part(const std::string& part, int count);
  void add_vector_unit();
  void add_buffers();
  void add_notes();
  SramBank bank(const BufferFacts& buffer) const;

  const MachineFacts& machine_;
  const PriceList& list_;
  const SramTable& sram_;
  EnergyPj clock_pj_;  // each cycle
  double leakage_mw_ = 0;
  std::vector<Figure> constants_;
  std::vector<Area> areas_;
  std::vector<std::string> unpriced_areas_;
  std::vector<std::string> notes_;
};

}  // namespace lop::report
