// Markdown of cost tables.
#include "sim/report/price_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace lop::report {
namespace {

constexpr double kFjPerPj = 1000, kPsPerNs = 1000;
constexpr double kFjPerNwPs = 1e-6;  // 1 nW for 1 ps

struct Slice {
  std::map<std::string, const UnitGates*> units;  // by part

  double area_um2(const std::string& part) const {
    const auto found = units.find(part);
    return found == units.end() ? 0 : found->second->area_um2;
  }
  /// Of the slowest unit.
  double period_ps(double UnitGates::*period) const {
    double slowest = 0;
    for (const auto& [part, unit] : units) slowest = std::max(slowest, unit->*period);
    return slowest;
  }
};

/// Pieces of a part for each PE of a tile of rows x rows.
double pieces_per_pe(const std::string& part, int rows) { return part == "pe" ? 1.0 : 1.0 / rows; }

const GateRun* run_of(const Characterization& from, const GateRun& like, const char* data) {
  for (const GateRun& run : from.runs) {
    if (run.variant == like.variant && run.mode == like.mode && run.data == data) return &run;
  }
  return nullptr;
}

/// Of one PE and its share of the other parts, or of the PE alone, each cycle; leakage included.
double energy_fj_per_cycle(const Characterization& from, const GateRun& run, bool whole_slice) {
  double energy = 0;
  for (const auto& [part, figures] : run.parts) {
    if (!whole_slice && part != "pe") continue;
    const double of_part = figures.dynamic_fj_per_cycle + figures.leakage_nw * from.clock_period_ps * kFjPerNwPs;
    energy += of_part * pieces_per_pe(part, from.rows);
  }
  return energy;
}

std::string mac_energy_pj(const Characterization& from, const GateRun* run, bool whole_slice) {
  if (run == nullptr || run->macs == 0) return "-";
  const double fj = energy_fj_per_cycle(from, *run, whole_slice) * static_cast<double>(run->cycles) / run->macs;
  return fmt::format("{:.3g}", fj / kFjPerPj);
}

std::string picoseconds(double period_ps) { return period_ps == 0 ? "-" : fmt::format("{:.0f}", period_ps); }

/// One row: a variant in one mode.
std::string row_of(const std::string& stem, const Characterization& from, const GateRun& normal) {
  Slice slice;
  for (const UnitGates& unit : from.units) {
    if (unit.variant == normal.variant) slice.units[unit.part] = &unit;
  }
  const double macs_per_cycle = normal.macs / static_cast<double>(normal.cycles);
  const GateRun* idle = run_of(from, normal, "idle");
  const double minimum_ps = slice.period_ps(&UnitGates::minimum_period_ps);
  double slice_um2 = 0;
  for (const auto& [part, unit] : slice.units) slice_um2 += unit->area_um2 * pieces_per_pe(part, from.rows);
  const auto found = slice.units.find("pe");
  const UnitGates* pe = found == slice.units.end() ? nullptr : found->second;
  return fmt::format(
      "| `{}` | {} | {} | {:.3g} | {:.0f} | {:.0f} | {:.0f} | {:.0f} | {:.0f} | {:.0f} | {} | {} | {} | {} | {} | {} | "
      "{} | "
      "{} |\n",
      stem, normal.variant, normal.mode, macs_per_cycle, slice.area_um2("pe"), slice.area_um2("weight_edge"),
      slice.area_um2("activation_edge"), slice.area_um2("column_unit"), slice.area_um2("output_unit"), slice_um2,
      picoseconds(slice.period_ps(&UnitGates::period_ps)), picoseconds(minimum_ps),
      mac_energy_pj(from, run_of(from, normal, "zero"), false), mac_energy_pj(from, &normal, false),
      mac_energy_pj(from, run_of(from, normal, "traced"), false), mac_energy_pj(from, &normal, true),
      idle == nullptr ? "-" : fmt::format("{:.3g}", energy_fj_per_cycle(from, *idle, false) / kFjPerPj),
      pe == nullptr || pe->minimum_period_ps == 0 || macs_per_cycle == 0
          ? "-"
          : fmt::format("{:.0f}", pe->minimum_area_um2 * pe->minimum_period_ps / kPsPerNs / macs_per_cycle));
}

std::string choices_text(const pe::Choices& choices) {
  std::string text;
  for (const auto& [parameter, value] : choices) text += (text.empty() ? "" : " ") + parameter + "=" + value;
  return text.empty() ? "-" : text;
}

}  // namespace

std::string characterization_markdown(const std::vector<PriceList>& lists) {
  std::string rows;
  for (const PriceList& list : lists) {
    if (!list.characterization) continue;
    for (const GateRun& run : list.characterization->runs) {
      if (run.data == "normal") rows += row_of(list.pes.begin()->first, *list.characterization, run);
    }
  }
  if (rows.empty()) return "";
  return "| PE | variant | mode | MACs a cycle | PE um2 | weight edge um2 | activation edge um2 | column unit um2 | "
         "output "
         "unit um2 | slice um2 a PE | period ps | minimum period ps | zero pJ/MAC | normal pJ/MAC | traced pJ/MAC | "
         "slice, "
         "normal pJ/MAC | idle PE pJ/cycle | PE um2 ns/MAC |\n"
         "|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n" +
         rows;
}

std::string comparison_markdown(const std::vector<PriceList>& lists) {
  std::set<std::string> stems;
  for (const PriceList& list : lists) {
    for (const auto& [stem, entries] : list.pes) stems.insert(stem);
  }
  std::string text;
  for (const std::string& stem : stems) {
    std::string rows;
    for (const PriceList& list : lists) {
      const auto found = list.pes.find(stem);
      if (found == list.pes.end()) continue;
      for (const PePrices& entry : found->second) {
        const auto energy = [&](const char* action) {
          const auto price = std::find_if(entry.prices.begin(), entry.prices.end(),
                                          [&](const Price& candidate) { return candidate.action == action; });
          return price == entry.prices.end() ? std::string("-") : fmt::format("{:.4g}", price->energy_pj);
        };
        const auto area = [&](const char* part) {
          const auto of_part = std::find_if(entry.areas.begin(), entry.areas.end(),
                                            [&](const PartArea& candidate) { return candidate.part == part; });
          return of_part == entry.areas.end() ? std::string("-") : fmt::format("{:.5g}", of_part->area_um2);
        };
        rows += fmt::format("| {} | {} | {:.4g} | {} | {} | {} | {} | {} | {} | {} |\n", list.technology, list.node_nm,
                            list.clock_ghz, choices_text(entry.requirements), area("pe"), area("weight_edge"),
                            area("column_unit"), energy("pe.step"), energy("pe.idle"), energy("weight_edge.step"));
      }
    }
    text += fmt::format(
        "\n## {}\n\n| prices of | nm | GHz | of | PE um2 | weight edge um2 | column unit um2 | pe.step pJ | pe.idle pJ "
        "| "
        "weight_edge.step pJ |\n|---|---:|---:|---|---:|---:|---:|---:|---:|---:|\n{}",
        stem, rows);
  }
  return text;
}

}  // namespace lop::report
