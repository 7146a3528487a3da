// Runs of the gates, turned into prices of actions.
#include "sim/cli/characterizer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "configs/reader/document.hpp"
#include "sim/cli/normal_codes.hpp"
#include "sim/cli/traced_gemms.hpp"
#include "sim/system/operands.hpp"

namespace lop::cli {
namespace {

using Codes = tensor::Matrix<std::uint32_t>;
using characterize::Measurement;
using characterize::SynthesizedUnit;

constexpr std::uint64_t kWarmUp = 256;
constexpr std::size_t kTokens = 64, kChannels = 64, kLength = 1024;
constexpr double kFjPerPj = 1000;

const std::vector<std::string> kData = {"idle", "zero", "normal", "traced"};

std::string variant_text(const pe::Slice& slice) {
  std::string text;
  for (const pe::Parameter& parameter : slice.parameters()) {
    if (parameter.kind != pe::ParameterKind::kGates) continue;
    text += (text.empty() ? "" : " ") + parameter.name + "=" + slice.choices().at(parameter.name);
  }
  return text.empty() ? "-" : text;
}

/// Choices of the run-time parameters that select a mode.
pe::Choices choices_of_mode(const pe::Slice& slice, int mode) {
  std::vector<pe::Choices> candidates = {{}};
  for (const pe::Parameter& parameter : slice.parameters()) {
    if (parameter.kind != pe::ParameterKind::kMode) continue;
    std::vector<pe::Choices> grown;
    for (const pe::Choices& candidate : candidates) {
      for (const std::string& value : parameter.values) {
        grown.push_back(candidate);
        grown.back()[parameter.name] = value;
      }
    }
    candidates = grown;
  }
  for (const pe::Choices& candidate : candidates) {
    if (pe::make_slice(std::string(slice.stem()), candidate)->default_mode() == mode) return candidate;
  }
  return {};
}

pe::Choices gates_choices(const pe::Slice& slice) {
  pe::Choices choices;
  for (const pe::Parameter& parameter : slice.parameters()) {
    if (parameter.kind == pe::ParameterKind::kGates) choices[parameter.name] = slice.choices().at(parameter.name);
  }
  return choices;
}

report::PartEnergy energy_of(const report::GateRun& run, const std::string& part) {
  const auto found = run.parts.find(part);
  return found == run.parts.end() ? report::PartEnergy{} : found->second;
}

/// What an action of a part takes beyond the energy of an idle cycle; 0 without an action.
double action_fj(const report::GateRun& busy, const report::GateRun& idle, const std::string& part) {
  const report::PartEnergy of_run = energy_of(busy, part);
  if (of_run.actions == 0) return 0;
  return (of_run.dynamic_fj_per_cycle - energy_of(idle, part).dynamic_fj_per_cycle) * static_cast<double>(busy.cycles) /
         static_cast<double>(of_run.actions);
}

class Characterizer {
 public:
  Characterizer(const CharacterizeOptions& options, const Technology& technology, const characterize::Library& library,
                const Synthesize& synthesize, const std::function<void(const std::string&)>& progress)
      : options_(options), technology_(technology), library_(library), synthesize_(synthesize), progress_(progress) {
    if (options.traced != nullptr) traced_ = traced_gemms(options.stem, *options.traced);
  }

  report::PriceList characterize() {
    const double ghz = 1000 / options_.clock_period_ps;
    list_.technology = fmt::format("{}, {}, {} V, {} C", technology_.name, technology_.corner, technology_.voltage_v,
                                   technology_.temperature_c);
    list_.node_nm = technology_.node_nm;
    list_.voltage_v = technology_.voltage_v;
    list_.clock_ghz = ghz;
    list_.notes = {
        "areas are of cells: no wires, no utilisation, no clock tree",
        "energies come from a simulation without delays, so glitches are left out; that favours deep logic such as "
        "multipliers",
        "control, skew and hop registers of the array are not priced"};
    list_.characterization.emplace();
    list_.characterization->clock_period_ps = options_.clock_period_ps;
    list_.characterization->rows = options_.rows;
    for (const pe::Choices& variant : options_.variants) add_variant(variant);
    return std::move(list_);
  }

 private:
  void add_variant(const pe::Choices& choices) {
    const auto slice = pe::make_slice(options_.stem, choices);
    variant_ = variant_text(*slice);
    folder_ = options_.folder / fmt::format("{}_v{:x}", options_.stem, slice->variant());
    const std::vector<SynthesizedUnit> units = synthesize_units(*slice);
    characterize::GateTile one{slice.get(), 1, {}, folder_ / "one"},
        column{slice.get(), options_.rows, {}, folder_ / "column"};
    for (const SynthesizedUnit& unit : units) {
      add_unit(unit);
      if (unit.period_ps > options_.clock_period_ps) {
        list_.notes.push_back(fmt::format("{} of {} needs {:.0f} ps, more than the clock's {:.0f}", unit.unit.module,
                                          variant_, unit.period_ps, options_.clock_period_ps));
      }
      if (unit.cells == 0) continue;
      (unit.unit.part == "column_unit" ? column : one).units.push_back(&unit);
    }
    for (int mode = 0; mode < static_cast<int>(slice->modes().size()); ++mode) {
      std::map<std::string, report::GateRun> runs;
      for (const std::string& data : kData) {
        if (data != "traced" || has_trace(mode)) runs[data] = run(*slice, mode, data, one, column);
      }
      add_prices(*slice, mode, units, runs);
      for (const std::string& data : kData) {
        if (runs.count(data) != 0) list_.characterization->runs.push_back(runs[data]);
      }
    }
  }

  std::vector<SynthesizedUnit> synthesize_units(const pe::Slice& slice) {
    std::vector<SynthesizedUnit> units;
    for (const characterize::SliceUnit& unit : characterize::slice_units(options_.stem)) {
      const std::filesystem::path folder = folder_ / unit.part;
      progress_(fmt::format("{} {}: netlist of {}", options_.stem, variant_, unit.module));
      synthesize_(unit, slice.variant(), unit.part == "column_unit" ? options_.rows : 1, folder);
      units.push_back(characterize::read_synthesized_unit(unit, folder, library_));
    }
    return units;
  }

  void add_unit(const SynthesizedUnit& unit) {
    report::UnitGates gates;
    gates.variant = variant_;
    gates.part = unit.unit.part;
    gates.module = unit.unit.module;
    gates.cells = unit.cells;
    gates.area_um2 = unit.area_um2;
    gates.sequential_um2 = unit.sequential_um2;
    gates.period_ps = unit.period_ps;
    gates.minimum_period_ps = unit.minimum_period_ps;
    gates.minimum_area_um2 = unit.minimum_area_um2;
    gates.points = unit.points;
    gates.proved = unit.proved;
    gates.rtl_files = unit.rtl_files;
    gates.rtl_sha256 = unit.rtl_sha256;
    list_.characterization->units.push_back(gates);
    list_.characterization->tools = unit.source;
  }

  bool has_trace(int mode) const {
    return std::any_of(traced_.begin(), traced_.end(), [&](const auto& gemm) { return gemm.mode == mode; });
  }

  /// Operands of one class of data in one mode.
  tensor::GemmOperands operands(const pe::Slice& slice, int mode, const std::string& data) const {
    if (data == "traced") {
      return std::find_if(traced_.begin(), traced_.end(), [&](const auto& gemm) { return gemm.mode == mode; })
          ->operands;
    }
    const bool zero = data == "zero";
    return sim::make_operands(slice, mode, zero ? Codes(kTokens, kLength) : normal_codes(kTokens, kLength, 1),
                              zero ? Codes(kChannels, kLength) : normal_codes(kChannels, kLength, 2));
  }

  report::GateRun run(const pe::Slice& slice, int mode, const std::string& data, const characterize::GateTile& one,
                      const characterize::GateTile& column) {
    progress_(fmt::format("{} {}: {} data in mode {}", options_.stem, variant_, data,
                          slice.modes()[static_cast<std::size_t>(mode)]));
    auto layer = std::make_shared<cosim::TracedLayer>(slice.modes().size());
    (*layer)[static_cast<std::size_t>(mode)] = operands(slice, mode, data == "idle" ? "normal" : data);
    cosim::StimulusOptions stimulus;
    stimulus.modes = {mode};
    stimulus.operands = cosim::OperandKind::kTraced;
    stimulus.traced = layer;
    stimulus.bubble_percent = data == "idle" ? 100 : 0;
    const characterize::Conditions conditions{options_.clock_period_ps, technology_.output_load_ff, nullptr};
    report::GateRun result;
    result.variant = variant_;
    result.mode = slice.modes()[static_cast<std::size_t>(mode)];
    result.data = data;
    for (const characterize::GateTile* tile : {&column, &one}) {
      if (tile->units.empty()) continue;
      const Measurement measured =
          characterize::measure(*tile, library_, conditions, stimulus, kWarmUp, options_.cycles);
      result.cycles = measured.cycles;
      result.macs = static_cast<double>(measured.steps) * slice.lanes(mode) / slice.steps_per_chunk(mode);
      for (const auto& [part, power] : measured.power) {
        const std::uint64_t actions = part == "column_unit"   ? measured.groups * static_cast<std::uint64_t>(tile->rows)
                                      : part == "output_unit" ? measured.outputs
                                                              : measured.steps;
        result.parts[part] = {actions, power.all.internal_fj_per_cycle + power.all.switching_fj_per_cycle,
                              power.all.leakage_nw};
      }
    }
    return result;
  }

  /// Prices of a mode, from the traced data where there are any, else from normal data.
  void add_prices(const pe::Slice& slice, int mode, const std::vector<SynthesizedUnit>& units,
                  const std::map<std::string, report::GateRun>& runs) {
    const std::string data = runs.count("traced") != 0 ? "traced" : "normal";
    const report::GateRun &busy = runs.at(data), &idle = runs.at("idle");
    report::PePrices prices;
    prices.requirements = gates_choices(slice);
    for (const auto& [parameter, value] : choices_of_mode(slice, mode)) prices.requirements[parameter] = value;
    const std::string source = fmt::format("{} data through the netlist, {} cycles", data, busy.cycles);
    const auto price = [&](const char* action, double fj, const char* unit) {
      prices.prices.push_back({action, fj / kFjPerPj, unit, source});
    };
    const double pe_idle = energy_of(idle, "pe").dynamic_fj_per_cycle;
    price("pe.step", pe_idle + action_fj(busy, idle, "pe"), "PE-cycle");
    price("pe.idle", pe_idle, "PE-cycle");
    price("pe.wait", pe_idle, "PE-cycle");
    price("weight_edge.step", action_fj(busy, idle, "weight_edge"), "column-cycle");
    price("activation_edge.step", action_fj(busy, idle, "activation_edge"), "row-cycle");
    if (slice.group_size() > 0) price("column.accumulate", action_fj(busy, idle, "column_unit"), "group");
    price("output.convert", action_fj(busy, idle, "output_unit"), "output");
    for (const SynthesizedUnit& unit : units) {
      const std::string& part = unit.unit.part;
      prices.areas.push_back({part, unit.area_um2,
                              fmt::format("{}, {} cells, {} of {} points proved equal to the RTL", unit.unit.module,
                                          unit.cells, unit.proved, unit.points),
                              part == "pe" ? 0 : energy_of(idle, part).dynamic_fj_per_cycle / kFjPerPj,
                              energy_of(busy, part).leakage_nw});
    }
    list_.pes[options_.stem].push_back(prices);
  }

  const CharacterizeOptions& options_;
  const Technology& technology_;
  const characterize::Library& library_;
  const Synthesize& synthesize_;
  const std::function<void(const std::string&)>& progress_;
  std::vector<tensor::TracedGemm> traced_;
  report::PriceList list_;
  std::string variant_;
  std::filesystem::path folder_;
};

}  // namespace

Technology load_technology(const std::filesystem::path& file) {
  const config::Document document = config::Document::load(file);
  const config::Map root = document.root();
  Technology technology;
  technology.name = file.stem().string();
  technology.corner = root.text("corner");
  technology.node_nm = static_cast<int>(root.integer("node_nm", 1, 1000));
  technology.voltage_v = root.number("voltage_v", 0.01, 100);
  technology.temperature_c = root.number("temperature_c", -300, 1000);
  technology.output_load_ff = root.number("output_load_ff", 0, 1e6);
  return technology;
}

report::PriceList characterize_pe(const CharacterizeOptions& options, const Technology& technology,
                                  const characterize::Library& library, const Synthesize& synthesize,
                                  const std::function<void(const std::string&)>& progress) {
  return Characterizer(options, technology, library, synthesize, progress).characterize();
}

}  // namespace lop::cli
