// Prices from the list, SRAM from the table, and the notes about what does not fit.
#include "sim/report/pricing.hpp"

#include <fmt/format.h>

namespace lop::report {
namespace {

constexpr double kUm2PerMm2 = 1e6;
constexpr double kNwPerMw = 1e6;

}  // namespace

std::string part_of(const std::string& action) {
  const std::string prefix = action.substr(0, action.find('.'));
  for (const char* part : {"pe", "weight_edge", "activation_edge", "vector", "sram", "dram"}) {
    if (prefix == part) return part;
  }
  return "array";
}

Pricing::Pricing(const MachineFacts& machine, const PriceList& list, const SramTable& sram)
    : machine_(machine), list_(list), sram_(sram) {
  add_part("pe", machine.pe_count);
  add_part("weight_edge", machine.weight_edge_count);
  add_part("activation_edge", machine.activation_edge_count);
  add_part("column_unit", machine.column_unit_count);
  add_part("output_unit", machine.output_unit_count);
  add_vector_unit();
  add_buffers();
  if (list.dram_background_mw > 0) {
    constants_.push_back({"dram.background", list.dram_background_mw, "mW", list.dram_background_source});
  }
  add_notes();
}

void Pricing::add_part(const std::string& part, int count) {
  if (count == 0) return;
  if (const PartArea* area = list_.area(machine_.pe_stem, part, machine_.choices)) {
    areas_.push_back(Area{part, count * area->area_um2, Figure{part, area->area_um2, "um2", area->source}});
    if (area->clock_energy_pj > 0) {
      clock_pj_[part_of(part)] += count * area->clock_energy_pj;
      constants_.push_back(Figure{part + ".clock", area->clock_energy_pj, "pJ per cycle", area->source});
    }
    if (area->leakage_nw > 0) {
      leakage_mw_ += count * area->leakage_nw / kNwPerMw;
      constants_.push_back(Figure{part + ".leakage", area->leakage_nw / kNwPerMw, "mW", area->source});
    }
  } else {
    unpriced_areas_.push_back(part);
  }
}

void Pricing::add_vector_unit() {
  if (machine_.vector_lanes == 0) return;
  if (!list_.vector_lane) {
    unpriced_areas_.emplace_back("vector_unit");
    return;
  }
  const PartArea& lane = *list_.vector_lane;
  areas_.push_back(Area{"vector_unit", machine_.vector_lanes * lane.area_um2,
                        Figure{"vector_unit", lane.area_um2, "um2 per lane", lane.source}});
}

SramBank Pricing::bank(const BufferFacts& buffer) const {
  const std::int64_t bytes = buffer.capacity_kib * 1024;
  if (buffer.banks < 1 || bytes % buffer.banks != 0) {
    throw SramTableError(fmt::format("{} buffer: {} KiB do not split into {} equal banks", buffer.name,
                                     buffer.capacity_kib, buffer.banks));
  }
  try {
    return sram_.bank(machine_.node_nm, bytes / buffer.banks, buffer.width_bits);
  } catch (const SramTableError& error) {
    throw SramTableError(fmt::format("{} buffer: {}", buffer.name, error.what()));
  }
}

void Pricing::add_buffers() {
  for (const BufferFacts& buffer : machine_.buffers) {
    const SramBank found = bank(buffer);
    const double bank_leakage_mw = found.leakage_mw + found.gate_leakage_mw;
    leakage_mw_ += buffer.banks * bank_leakage_mw;
    constants_.push_back(Figure{"sram." + buffer.name + ".leakage", bank_leakage_mw, "mW per bank", found.source});
    areas_.push_back(Area{"sram_" + buffer.name, buffer.banks * found.area_mm2 * kUm2PerMm2,
                          Figure{"sram_" + buffer.name, found.area_mm2 * kUm2PerMm2, "um2 per bank", found.source}});
  }
}

void Pricing::add_notes() {
  const PePrices* own = list_.pe(machine_.pe_stem, machine_.choices);
  if (!own) {
    notes_.push_back(fmt::format("{} has no figures for {}", list_.path.filename().string(), machine_.pe_stem));
  } else {
    for (const auto& [parameter, value] : own->requirements) {
      const auto chosen = machine_.choices.find(parameter);
      const std::string found = chosen == machine_.choices.end() ? "no such parameter" : chosen->second;
      if (found != value) {
        notes_.push_back(fmt::format("the figures of {} belong to {} {}; this machine has {}", machine_.pe_stem,
                                     parameter, value, found));
      }
    }
  }
  if (list_.node_nm != machine_.node_nm) {
    notes_.push_back(fmt::format("the prices are for {} nm, those of SRAM for {} nm", list_.node_nm, machine_.node_nm));
  }
  if (list_.clock_ghz != machine_.clock_ghz) {
    notes_.push_back(fmt::format("the prices were taken at {} GHz; the machine runs at {} GHz", list_.clock_ghz,
                                 machine_.clock_ghz));
  }
  notes_.insert(notes_.end(), list_.notes.begin(), list_.notes.end());
  if (!machine_.buffers.empty()) {
    notes_.push_back(
        "SRAM leakage is an upper bound: CACTI's itrs-hp cells at 360 K leak far more than an edge accelerator would "
        "accept");
  }
}

std::optional<Figure> Pricing::price(const std::string& action) const {
  for (const BufferFacts& buffer : machine_.buffers) {
    const std::string prefix = "sram." + buffer.name + ".";
    const bool read = action == prefix + "read";
    if (!read && action != prefix + "write") continue;
    const SramBank found = bank(buffer);
    return Figure{action, read ? found.read_energy_pj : found.write_energy_pj,
                  fmt::format("pJ per {}-bit word", buffer.width_bits), found.source};
  }
  const Price* found = list_.price(machine_.pe_stem, action, machine_.choices);
  if (!found) return std::nullopt;
  return Figure{action, found->energy_pj, "pJ per " + found->unit, found->source};
}

EnergyPj Pricing::energy_pj(const sim::Counts& counts, std::uint64_t cycles) const {
  EnergyPj energy;
  for (const auto& [action, count] : counts) {
    if (const auto figure = price(action)) energy[part_of(action)] += static_cast<double>(count) * figure->value;
  }
  for (const auto& [part, clock_pj] : clock_pj_) energy[part] += clock_pj * static_cast<double>(cycles);
  // mW x ns = pJ
  const double run_ns = static_cast<double>(cycles) / machine_.clock_ghz;
  if (list_.dram_background_mw > 0) energy["dram"] += list_.dram_background_mw * run_ns;
  if (leakage_mw_ > 0) energy["leakage"] = leakage_mw_ * run_ns;
  return energy;
}

std::vector<std::string> Pricing::pe_actions() const {
  std::vector<std::string> actions;
  if (const PePrices* own = list_.pe(machine_.pe_stem, machine_.choices)) {
    for (const Price& price : own->prices) actions.push_back(price.action);
  }
  return actions;
}

}  // namespace lop::report
