// Folding layers into totals, and everything into one JSON object.
#include "sim/report/result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "sim/report/pricing.hpp"
#include "sim/report/sha256.hpp"

namespace lop::report {
namespace {

using Json = nlohmann::ordered_json;

struct Totals {
  std::uint64_t cycles = 0, macs = 0;
  sim::Breakdown breakdown{};
  sim::Counts counts;
};

std::uint64_t macs_of(const sim::LayerResult& layer) {
  return static_cast<std::uint64_t>(layer.m) * static_cast<std::uint64_t>(layer.k) *
         static_cast<std::uint64_t>(layer.n);
}

Totals fold(const std::vector<sim::LayerResult>& layers) {
  Totals totals;
  for (const sim::LayerResult& layer : layers) {
    if (std::accumulate(layer.breakdown.begin(), layer.breakdown.end(), std::uint64_t{0}) != layer.cycles) {
      throw std::logic_error("layer " + layer.name + ": the causes do not sum to its cycles");
    }
    const auto count = static_cast<std::uint64_t>(layer.count);
    totals.cycles += count * layer.cycles;
    totals.macs += count * macs_of(layer);
    for (std::size_t cause = 0; cause < sim::kCauseCount; ++cause) {
      totals.breakdown[cause] += count * layer.breakdown[cause];
    }
    for (const auto& [action, number] : layer.counts) totals.counts[action] += count * number;
  }
  return totals;
}

double utilization(const MachineFacts& machine, std::uint64_t macs, std::uint64_t cycles) {
  if (cycles == 0) return 0;
  const double peak_macs_per_cycle = static_cast<double>(machine.pe_count) * machine.lanes / machine.steps_per_chunk;
  return static_cast<double>(macs) / (peak_macs_per_cycle * static_cast<double>(cycles));
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

Json layers_json(const RunFacts& run, const Pricing& pricing) {
  Json layers = Json::array();
  for (std::size_t i = 0; i < run.layers.size(); ++i) {
    const sim::LayerResult& layer = run.layers[i];
    double energy_total = 0;
    Json json;
    json["name"] = layer.name;
    json["m"] = layer.m;
    json["k"] = layer.k;
    json["n"] = layer.n;
    json["count"] = layer.count;
    json["cycles"] = layer.cycles;
    json["macs"] = macs_of(layer);
    json["utilization"] = utilization(run.machine, macs_of(layer), layer.cycles);
    json["breakdown_cycles"] = breakdown_json(layer.breakdown);
    json["energy_pj"] = energy_json(pricing.energy_pj(layer.counts, layer.cycles), energy_total);
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

void add_prices(Json& result, const Pricing& pricing, const PriceList& list, const Totals& totals) {
  Json prices = Json::array(), unpriced = Json::array(), uncounted = Json::array(), areas = Json::array();
  for (const auto& item : totals.counts) {
    if (const auto figure = pricing.price(item.first)) {
      prices.push_back(figure_json("action", *figure));
    } else {
      unpriced.push_back(item.first);
    }
  }
  for (const Figure& constant : pricing.constants()) prices.push_back(figure_json("action", constant));
  for (const std::string& action : pricing.pe_actions()) {
    if (totals.counts.count(action) == 0) uncounted.push_back(action);
  }
  for (const Area& area : pricing.areas()) areas.push_back(figure_json("part", area.piece));
  result["technology"] = list.technology;
  result["prices"] = std::move(prices);
  result["area_prices"] = std::move(areas);
  result["price_notes"] = pricing.notes();
  result["unpriced"] = std::move(unpriced);
  result["unpriced_areas"] = pricing.unpriced_areas();
  result["uncounted"] = std::move(uncounted);
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
  const Pricing pricing(run.machine, prices, sram);
  const Totals totals = fold(run.layers);
  double energy_pj = 0;
  const Json energy = energy_json(pricing.energy_pj(totals.counts, totals.cycles), energy_pj);
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
  sums["utilization"] = utilization(run.machine, totals.macs, totals.cycles);
  result["breakdown_cycles"] = breakdown_json(totals.breakdown);
  result["energy_pj"] = energy;
  result["area_um2"] = area_json(pricing);
  add_prices(result, pricing, prices, totals);
  result["counts"] = totals.counts;
  result["layers"] = layers_json(run, pricing);
  if (!run.accuracy.empty()) result["accuracy"] = accuracy_summary(run);
  if (run.output_sha256) result["output_sha256"] = *run.output_sha256;
  result["notes"] = run.notes;
  return result;
}

void write_result(const std::filesystem::path& path, const Json& result) {
  workloads::write_atomically(path, result.dump(2) + "\n");
}

}  // namespace lop::report
