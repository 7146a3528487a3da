// Reading and writing how a cost table came about.
#include "sim/report/characterization.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "configs/reader/map.hpp"
#include "sim/report/price_list.hpp"

namespace lop::report {
namespace {

constexpr double kMost = 1e15;
constexpr std::int64_t kMostCount = std::int64_t{1} << 53;

UnitGates load_unit(const config::Map& map) {
  UnitGates unit;
  unit.variant = map.text("variant");
  unit.part = map.one_of("part", {kAreaParts.begin(), kAreaParts.end()});
  unit.module = map.text("module");
  unit.cells = static_cast<int>(map.integer("cells", 0, 1 << 30));
  unit.area_um2 = map.number("area_um2", 0, kMost);
  unit.sequential_um2 = map.number("sequential_um2", 0, kMost);
  unit.period_ps = map.number("period_ps", 0, kMost);
  unit.minimum_period_ps = map.number("minimum_period_ps", 0, kMost);
  unit.minimum_area_um2 = map.number("minimum_area_um2", 0, kMost);
  unit.points = static_cast<int>(map.integer("points", 0, 1 << 30));
  unit.proved = static_cast<int>(map.integer("proved", 0, unit.points));
  unit.rtl_files = map.texts("rtl_files");
  unit.rtl_sha256 = map.text("rtl_sha256");
  return unit;
}

GateRun load_run(const config::Map& map) {
  GateRun run;
  run.variant = map.text("variant");
  run.mode = map.text("mode");
  run.data = map.one_of("data", {"idle", "zero", "normal", "traced"});
  run.cycles = static_cast<std::uint64_t>(map.integer("cycles", 1, kMostCount));
  run.macs = map.number("macs", 0, kMost);
  const config::Map parts = map.map("parts");
  for (const std::string& part : parts.keys()) {
    const config::Map figures = parts.map(part);
    run.parts[part] = {static_cast<std::uint64_t>(figures.integer("actions", 0, kMostCount)),
                       figures.number("dynamic_fj_per_cycle", -kMost, kMost), figures.number("leakage_nw", 0, kMost)};
  }
  return run;
}

}  // namespace

Characterization load_characterization(const config::Map& map) {
  Characterization result;
  result.clock_period_ps = map.number("clock_period_ps", 0, kMost);
  result.rows = static_cast<int>(map.integer("rows", 1, 1024));
  result.tools = map.text("tools");
  for (const config::Map& unit : map.maps("units")) result.units.push_back(load_unit(unit));
  for (const config::Map& run : map.maps("runs")) result.runs.push_back(load_run(run));
  return result;
}

std::string characterization_text(const Characterization& characterization) {
  std::string text = fmt::format("  clock_period_ps: {}\n  rows: {}\n  tools: \"{}\"\n  units:\n",
                                 characterization.clock_period_ps, characterization.rows, characterization.tools);
  for (const UnitGates& unit : characterization.units) {
    text += fmt::format(
        "    - variant: \"{}\"\n      part: {}\n      module: {}\n      cells: {}\n      area_um2: {:.6g}\n"
        "      sequential_um2: {:.6g}\n      period_ps: {:.6g}\n      minimum_period_ps: {:.6g}\n"
        "      minimum_area_um2: {:.6g}\n      points: {}\n      proved: {}\n      rtl_files: [{}]\n"
        "      rtl_sha256: \"{}\"\n",
        unit.variant, unit.part, unit.module, unit.cells, unit.area_um2, unit.sequential_um2, unit.period_ps,
        unit.minimum_period_ps, unit.minimum_area_um2, unit.points, unit.proved, fmt::join(unit.rtl_files, ", "),
        unit.rtl_sha256);
  }
  text += "  runs:\n";
  for (const GateRun& run : characterization.runs) {
    text += fmt::format(
        "    - variant: \"{}\"\n      mode: \"{}\"\n      data: {}\n      cycles: {}\n"
        "      macs: {}\n      parts:\n",
        run.variant, run.mode, run.data, run.cycles, run.macs);
    for (const auto& [part, energy] : run.parts) {
      text += fmt::format("        {}: {{actions: {}, dynamic_fj_per_cycle: {:.6g}, leakage_nw: {:.6g}}}\n", part,
                          energy.actions, energy.dynamic_fj_per_cycle, energy.leakage_nw);
    }
  }
  return text;
}

}  // namespace lop::report
