// Folding layers into totals, and everything into one JSON object.
#include "sim/report/result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "sim/report/mode_pricing.hpp"
#include "sim/report/sha256.hpp"

namespace lop::report {
namespace {

using Json = nlohmann::ordered_json;

struct Totals {
  std::uint64_t cycles = 0, macs = 0;
  sim::Breakdown breakdown{};
  sim::Counts counts;
  double peak_cycles = 0;  // that the MACs would take with every lane busy

  void add(const Totals& other) {
    cycles += other.cycles;
    macs += other.macs;
    for (std::size_t cause = 0; cause < sim::kCauseCount; ++cause) breakdown[cause] += other.breakdown[cause];
    for (const auto& [action, number] : other.counts) counts[action] += number;
    peak_cycles += other.peak_cycles;
  }
};

std::uint64_t macs_of(const sim::LayerResult& layer) {
  return static_cast<std::uint64_t>(layer.m) * static_cast<std::uint64_t>(layer.k) *
         static_cast<std::uint64_t>(layer.n);
}

/// All executions of a layer.
Totals totals_of(const sim::LayerResult& layer, const PricedMode& mode) {
  if (std::accumulate(layer.breakdown.begin(), layer.breakdown.end(), std::uint64_t{0}) != layer.cycles) {
    throw std::logic_error("layer " + layer.name + ": the causes do not sum to its cycles");
  }
  const auto count = static_cast<std::uint64_t>(layer.count);
  Totals totals;
  totals.cycles = count * layer.cycles;
  totals.macs = count * macs_of(layer);
  for (std::size_t cause = 0; cause < sim::kCauseCount; ++cause)
    totals.breakdown[cause] = count * layer.breakdown[cause];
  for (const auto& [action, number] : layer.counts) totals.counts[action] = count * number;
  totals.peak_cycles = static_cast<double>(totals.macs) / mode.peak_macs_per_cycle();
  return totals;
}

/// Of the layers that a predicate takes, by mode.
using ModeTotals = std::map<const PricedMode*, Totals>;

template <typename Takes>
ModeTotals fold(const RunFacts& run, const ModePricing& modes, const Takes& takes) {
  ModeTotals totals;
  for (std::size_t i = 0; i < run.layers.size(); ++i) {
    if (takes(i)) totals[&modes.of(i)].add(totals_of(run.layers[i], modes.of(i)));
  }
  return totals;
}

Totals sum(const ModePricing& modes, const ModeTotals& by_mode) {
  Totals totals;
  for (const PricedMode* mode : modes.modes()) {
    const auto found = by_mode.find(mode);
    if (found != by_mode.end()) totals.add(found->second);
  }
  return totals;
}

EnergyPj energy_of(const ModePricing& modes, const ModeTotals& by_mode) {
  EnergyPj energy;
  for (const PricedMode* mode : modes.modes()) {
    const auto found = by_mode.find(mode);
    if (found == by_mode.end()) continue;
    for (const auto& [part, pj] : mode->pricing.energy_pj(found->second.counts, found->second.cycles))
      energy[part] += pj;
  }
  return energy;
}

double utilization(const Totals& totals) {
  return totals.cycles == 0 ? 0 : totals.peak_cycles / static_cast<double>(totals.cycles);
}

Json breakdown_json(const sim::Breakdown& breakdown) {
  Json json = Json::object();
  for (std::size_t cause = 0; cause < sim::kCauseCount; ++cause) json[sim::kCauseNames[cause]] = breakdown[cause];
  return json;
}

/// In the order of kEnergyParts, so that adding up what is printed gives the printed total to the last bit.
Json energy_json(const EnergyPj& energy, double& total) {
  Json json = Json::object();
  total = 0;
  for (const char* part : kEnergyParts) {
    const auto found = energy.find(part);
    if (found == energy.end()) continue;
    json[part] = found->second;
    total += found->second;
  }
  return json;
}

Json finite_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json accuracy_json(const LayerAccuracy& accuracy) {
  Json json;
  // null: exact (then max_error is 0) or not finite (then it is null as well)
  json["sqnr_db"] = finite_or_null(accuracy.sqnr_db);
  json["cosine"] = finite_or_null(accuracy.cosine);
  json["max_error"] = finite_or_null(accuracy.max_error);
  return json;
}

Json layers_json(const RunFacts& run, const ModePricing& modes) {
  Json layers = Json::array();
  for (std::size_t i = 0; i < run.layers.size(); ++i) {
    const sim::LayerResult& layer = run.layers[i];
    double energy_total = 0;
    Json json;
    json["name"] = layer.name;
    if (!layer.operation.empty()) json["operation"] = layer.operation;
    json["m"] = layer.m;
    json["k"] = layer.k;
    json["n"] = layer.n;
    json["count"] = layer.count;
    json["cycles"] = layer.cycles;
    if (!run.mappings.empty() && run.mappings.at(i)) json["mapping"] = mapping_json(*run.mappings[i]);
    json["macs"] = macs_of(layer);
    json["utilization"] = utilization(totals_of(layer, modes.of(i)));
    json["breakdown_cycles"] = breakdown_json(layer.breakdown);
    json["energy_pj"] = energy_json(modes.of(i).pricing.energy_pj(layer.counts, layer.cycles), energy_total);
    json["counts"] = layer.counts;
    if (!run.accuracy.empty() && run.accuracy.at(i)) json["accuracy"] = accuracy_json(*run.accuracy[i]);
    layers.push_back(std::move(json));
  }
  return layers;
}

/// The layer that is furthest from the reference; absent when no layer has a finite SQNR.
Json accuracy_summary(const RunFacts& run) {
  Json json = Json::object();
  json["reference"] = run.accuracy_reference;
  const LayerAccuracy* worst = nullptr;
  for (std::size_t i = 0; i < run.accuracy.size(); ++i) {
    if (!run.accuracy[i] || !std::isfinite(run.accuracy[i]->sqnr_db) ||
        (worst && worst->sqnr_db <= run.accuracy[i]->sqnr_db)) {
      continue;
    }
    worst = &*run.accuracy[i];
    json["lowest_sqnr_db"] = worst->sqnr_db;
    json["lowest_sqnr_layer"] = run.layers[i].name;
  }
  return json;
}

}  // namespace

Json provenance_json(const Provenance& facts) {
  Json json;
  json["git"] = facts.git;
  json["dirty"] = facts.dirty;
  json["command"] = facts.command;
  json["seed"] = facts.seed ? Json(*facts.seed) : Json(nullptr);
  json["host"] = facts.host;
  json["versions"] = facts.versions;
  json["wall_s"] = facts.wall_s;
  return json;
}

namespace {

Json figure_json(const char* key, const Figure& figure) {
  Json json;
  json[key] = figure.name;
  json["value"] = figure.value;
  json["unit"] = figure.unit;
  json["source"] = figure.source;
  return json;
}

/// Parameters that differ between the modes of a run.
Json own_parameters(const PricedMode& mode, const ModePricing& modes) {
  Json json = Json::object();
  for (const auto& [name, value] : mode.machine.choices) {
    const bool shared =
        std::all_of(modes.modes().begin(), modes.modes().end(),
                    [&, name = name, value = value](auto* other) { return other->machine.choices.at(name) == value; });
    if (!shared) json[name] = value;
  }
  return json;
}

void add_once(Json& list, const std::string& item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

/// With several modes, a price says whose it is.
void add_prices(Json& result, const ModePricing& modes, const PriceList& list, const ModeTotals& by_mode) {
  Json prices = Json::array(), unpriced = Json::array(), uncounted = Json::array(), areas = Json::array(),
       notes = Json::array(), unpriced_areas = Json::array();
  for (const PricedMode* mode : modes.modes()) {
    const auto found = by_mode.find(mode);
    const sim::Counts counts = found == by_mode.end() ? sim::Counts{} : found->second.counts;
    const Json parameters = own_parameters(*mode, modes);
    const auto add = [&](const Figure& figure) {
      Json json = figure_json("action", figure);
      if (!parameters.empty()) json["parameters"] = parameters;
      prices.push_back(std::move(json));
    };
    for (const auto& item : counts) {
      if (const auto figure = mode->pricing.price(item.first)) {
        add(*figure);
      } else {
        add_once(unpriced, item.first);
      }
    }
    for (const Figure& constant : mode->pricing.constants()) add(constant);
    for (const std::string& action : mode->pricing.pe_actions()) {
      if (counts.count(action) == 0) add_once(uncounted, action);
    }
    for (const std::string& note : mode->pricing.notes()) add_once(notes, note);
    for (const std::string& part : mode->pricing.unpriced_areas()) add_once(unpriced_areas, part);
  }
  for (const Area& area : modes.modes().front()->pricing.areas()) areas.push_back(figure_json("part", area.piece));
  result["technology"] = list.technology;
  result["prices"] = std::move(prices);
  result["area_prices"] = std::move(areas);
  result["price_notes"] = std::move(notes);
  result["unpriced"] = std::move(unpriced);
  result["unpriced_areas"] = std::move(unpriced_areas);
  result["uncounted"] = std::move(uncounted);
}

/// Prefill up to the first token, then the decode steps.
Json generation_json(const RunFacts& run, const ModePricing& modes) {
  const GenerationFacts& facts = *run.generation;
  double prefill_pj = 0, decode_pj = 0;
  const ModeTotals prefill = fold(run, modes, [&](std::size_t i) { return facts.is_prefill.at(i); });
  const ModeTotals decode = fold(run, modes, [&](std::size_t i) { return !facts.is_prefill.at(i); });
  energy_json(energy_of(modes, prefill), prefill_pj);
  energy_json(energy_of(modes, decode), decode_pj);
  const double ns_per_cycle = 1 / run.machine.clock_ghz, tokens = static_cast<double>(facts.batch * facts.steps);
  const double decode_ns = static_cast<double>(sum(modes, decode).cycles) * ns_per_cycle;
  return {{"requests", facts.batch},
          {"tokens_per_request", facts.steps},
          {"time_to_first_token_us", static_cast<double>(sum(modes, prefill).cycles) * ns_per_cycle / 1000},
          {"tokens_per_s", tokens / decode_ns * 1e9},
          {"prefill_energy_pj", prefill_pj},
          {"energy_per_token_pj", decode_pj / tokens}};
}

Json area_json(const Pricing& pricing) {
  Json json = Json::object();
  double total = 0, sram = 0;
  bool has_sram = false;
  for (const Area& area : pricing.areas()) {
    const bool is_sram = area.part.rfind("sram_", 0) == 0;
    (is_sram ? sram : total) += area.area_um2;
    if (is_sram) {
      has_sram = true;
    } else {
      json[area.part] = area.area_um2;
    }
  }
  if (has_sram) json["sram"] = sram;
  json["total"] = total + sram;
  return json;
}

}  // namespace

std::string config_sha256(const Json& config) { return sha256_hex(config.dump()); }

Json build_result(const RunFacts& run, const PriceList& prices, const SramTable& sram) {
  if (!run.accuracy.empty() && run.accuracy.size() != run.layers.size()) {
    throw std::logic_error("accuracy of some layers is missing");
  }
  const ModePricing modes(run, prices, sram);
  const ModeTotals by_mode = fold(run, modes, [](std::size_t) { return true; });
  const Totals totals = sum(modes, by_mode);
  double energy_pj = 0;
  const Json energy = energy_json(energy_of(modes, by_mode), energy_pj);
  const double time_ns = static_cast<double>(totals.cycles) / run.machine.clock_ghz;

  Json result;
  result["schema_version"] = kSchemaVersion;
  result["config"] = run.config;
  result["config_sha256"] = config_sha256(run.config);
  result["provenance"] = provenance_json(run.provenance);
  result["fidelity"] = run.fidelity;
  result["workload"] = Json{{"name", run.workload_name}, {"source", run.workload_source}};
  Json& sums = result["totals"];
  sums["cycles"] = totals.cycles;
  sums["time_us"] = time_ns / 1000;
  sums["macs"] = totals.macs;
  sums["energy_pj"] = energy_pj;
  sums["average_power_mw"] = totals.cycles == 0 ? 0 : energy_pj / time_ns;  // pJ / ns
  sums["utilization"] = utilization(totals);
  result["breakdown_cycles"] = breakdown_json(totals.breakdown);
  result["energy_pj"] = energy;
  result["area_um2"] = area_json(modes.modes().front()->pricing);
  add_prices(result, modes, prices, by_mode);
  result["counts"] = totals.counts;
  result["layers"] = layers_json(run, modes);
  if (!run.accuracy.empty()) result["accuracy"] = accuracy_summary(run);
  if (run.output_sha256) result["output_sha256"] = *run.output_sha256;
  if (run.generation) result["generation"] = generation_json(run, modes);
  result["notes"] = run.notes;
  return result;
}

void write_result(const std::filesystem::path& path, const Json& result) {
  workloads::write_atomically(path, result.dump(2) + "\n");
}

}  // namespace lop::report
