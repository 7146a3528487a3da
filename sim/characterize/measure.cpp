// Lock-step, waveform, activity, power.
#include "sim/characterize/measure.hpp"

#include <fmt/format.h>

#include "sim/characterize/file_error.hpp"
#include "sim/cosim/array_witness.hpp"
#include "sim/cosim/rtl_build.hpp"
#include "sim/cosim/rtl_model.hpp"

namespace lop::characterize {

namespace {

constexpr std::uint32_t kRegisterSeed = 1;

/// The PE's name in the catalogue and the waveform stay; its module and those of the other units are the netlists'.
std::filesystem::path build(const GateTile& tile, const sim::ArrayGeometry& geometry) {
  cosim::RtlRequest request;
  request.slice = tile.slice;
  request.geometry = geometry;
  request.trace = true;
  request.folder = tile.folder;
  for (const SynthesizedUnit* unit : tile.units) {
    request.sources.push_back(unit->folder / "netlist.v");
    request.sources.push_back(unit->folder / "cells.v");
  }
  return cosim::find_or_build(request);
}

void check_values(const GateTile& tile, const sim::ArrayGeometry& geometry, const std::filesystem::path& gates,
                  const cosim::StimulusOptions& stimulus, std::uint64_t cycles) {
  const auto model = cosim::make_model_witness(*tile.slice, geometry);
  const auto rtl = cosim::make_rtl_witness(*tile.slice, geometry, gates, kRegisterSeed);
  const cosim::LockstepReport report =
      cosim::run_lockstep(*tile.slice, geometry, stimulus, *model, *rtl, {UINT64_MAX, cycles});
  if (!report.mismatch) return;
  throw GatesError(
      fmt::format("the netlists of {} differ from the values in cycle {} at {}: expected {:x}, found {:x}\n{}",
                  tile.slice->stem(), report.mismatch->cycle, report.mismatch->port, report.mismatch->expected,
                  report.mismatch->found, report.mismatch->history));
}

/// The same run with a waveform from cycle `warm_up` on, and what happened in it.
Measurement trace(const GateTile& tile, const sim::ArrayGeometry& geometry, const std::filesystem::path& gates,
                  const std::filesystem::path& waveform, const cosim::StimulusOptions& options, std::uint64_t warm_up,
                  std::uint64_t cycles) {
  const auto stimulus = cosim::make_stimulus(*tile.slice, geometry, options);
  const auto rtl = cosim::make_rtl_witness(*tile.slice, geometry, gates, kRegisterSeed);
  Measurement result;
  for (std::uint64_t cycle = 0; cycle < warm_up + cycles; ++cycle) {
    if (cycle == warm_up && !rtl->trace(waveform)) throw cosim::RtlError("cannot write " + waveform.string(), false);
    stimulus->advance();
    rtl->cycle(stimulus->inputs(), stimulus->reset());
    if (cycle < warm_up) continue;
    ++result.cycles;
    const sim::ArrayInputs& in = stimulus->inputs();
    if (!in.valid || stimulus->reset()) continue;
    ++result.steps;
    result.groups += in.step.end_group ? 1 : 0;
    result.outputs += in.step.read ? 1 : 0;
  }
  return result;
}

std::vector<NetActivity> activity_of(const SynthesizedUnit& unit, const std::filesystem::path& waveform,
                                     const std::map<std::string, cosim::BitActivity>& bits) {
  std::vector<NetActivity> activity;
  for (const Net& net : unit.netlist.nets) {
    auto found = bits.find(net.name);
    for (std::size_t i = 0; i < net.aliases.size() && found == bits.end(); ++i) found = bits.find(net.aliases[i]);
    if (found == bits.end()) throw FileError(waveform, 0, "no net " + net.name + " of " + unit.unit.module + " in it");
    activity.push_back({found->second.toggles_per_cycle, found->second.high_fraction});
  }
  return activity;
}

}  // namespace

Measurement measure(const GateTile& tile, const Library& library, const Conditions& conditions,
                    const cosim::StimulusOptions& stimulus, std::uint64_t warm_up, std::uint64_t cycles) {
  const sim::ArrayGeometry geometry{1, 1, tile.rows, 1};
  const std::filesystem::path gates = build(tile, geometry), waveform = tile.folder / "activity.fst";
  check_values(tile, geometry, gates, stimulus, warm_up + cycles);
  Measurement result = trace(tile, geometry, gates, waveform, stimulus, warm_up, cycles);
  for (const SynthesizedUnit* unit : tile.units) {
    if (unit->cells == 0) continue;
    PowerConditions of_unit;
    of_unit.clock_period_ps = conditions.clock_period_ps;
    of_unit.slews = unit->slews;
    of_unit.output_load_ff = conditions.output_load_ff;
    of_unit.wire_load = conditions.wire_load;
    const auto bits = cosim::waveform_activity(gates, waveform, unit->unit.scope, warm_up);
    result.power[unit->unit.part] =
        calculate_power(library, unit->netlist, activity_of(*unit, waveform, bits), of_unit);
  }
  std::filesystem::remove(waveform);
  return result;
}

}  // namespace lop::characterize
