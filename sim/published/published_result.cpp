// Counts times prices of a published simulator, in the form of a simulated result.
#include <algorithm>

#include "sim/published/run_published.hpp"
#include "sim/report/result.hpp"

namespace lop::published {
namespace {

using Json = nlohmann::ordered_json;

std::string part_of(const std::string& action) { return action.substr(0, action.find('.')); }

Json energy_json(const std::vector<Price>& prices, const std::map<std::string, std::uint64_t>& counts, double& total) {
  Json json = Json::object();
  for (const Price& price : prices) {
    const std::string part = part_of(price.action);
    json[part] = json.value(part, 0.0) + static_cast<double>(counts.at(price.action)) * price.energy_pj;
  }
  total = 0;
  for (const Json& part : json) total += part.get<double>();
  return json;
}

Json breakdown_json(std::uint64_t compute, std::uint64_t cycles) {
  return {{"compute", compute}, {"wait_dram", cycles - compute}};
}

std::uint64_t macs_of(const Layer& layer) {
  return static_cast<std::uint64_t>(layer.m) * static_cast<std::uint64_t>(layer.k) *
         static_cast<std::uint64_t>(layer.n);
}

double utilization(const Answer& answer, std::uint64_t macs, std::uint64_t cycles) {
  return cycles == 0 ? 0 : static_cast<double>(macs) / (answer.macs_per_cycle * static_cast<double>(cycles));
}

Json layers_json(const Answer& answer) {
  Json layers = Json::array();
  for (const Layer& layer : answer.layers) {
    double energy_pj = 0;
    Json json{{"name", layer.name},   {"m", layer.m},           {"k", layer.k},          {"n", layer.n},
              {"count", layer.count}, {"cycles", layer.cycles}, {"macs", macs_of(layer)}};
    json["utilization"] = utilization(answer, macs_of(layer), layer.cycles);
    json["breakdown_cycles"] = breakdown_json(layer.compute_cycles, layer.cycles);
    json["energy_pj"] = energy_json(answer.prices, layer.counts, energy_pj);
    json["counts"] = layer.counts;
    layers.push_back(std::move(json));
  }
  return layers;
}

}  // namespace

Json resolved_config(const Run& run) {
  Json config = run.document.resolved();
  if (!run.inputs_sha256.empty()) config["inputs_sha256"] = run.inputs_sha256;
  return config;
}

Json published_result(const Run& run, const report::Provenance& provenance) {
  const Answer& answer = run.answer;
  std::uint64_t compute = 0, cycles = 0, macs = 0;
  std::map<std::string, std::uint64_t> counts;
  for (const Layer& layer : answer.layers) {
    const auto times = static_cast<std::uint64_t>(layer.count);
    compute += times * layer.compute_cycles;
    cycles += times * layer.cycles;
    macs += times * macs_of(layer);
    for (const auto& [action, number] : layer.counts) counts[action] += times * number;
  }
  double energy_pj = 0;
  const Json energy = energy_json(answer.prices, counts, energy_pj);
  const double time_ns = static_cast<double>(cycles) / run.clock_ghz;
  const Json config = resolved_config(run);

  Json result;
  result["schema_version"] = report::kSchemaVersion;
  result["config"] = config;
  result["config_sha256"] = report::config_sha256(config);
  result["provenance"] = report::provenance_json(provenance);
  result["fidelity"] = "published";
  result["workload"] = Json{{"name", run.workload}, {"source", run.source}};
  result["totals"] = Json{{"cycles", cycles},
                          {"time_us", time_ns / 1000},
                          {"macs", macs},
                          {"energy_pj", energy_pj},
                          {"average_power_mw", cycles == 0 ? 0 : energy_pj / time_ns},
                          {"utilization", utilization(answer, macs, cycles)}};
  result["breakdown_cycles"] = breakdown_json(compute, cycles);
  result["energy_pj"] = energy;
  const double area_um2 = answer.pe_area_um2 * static_cast<double>(answer.pe_count);
  result["area_um2"] = area_um2 > 0 ? Json{{"pe", area_um2}, {"total", area_um2}} : Json{{"total", 0.0}};
  result["technology"] = "as published";
  result["prices"] = Json::array();
  for (const Price& price : answer.prices) {
    result["prices"].push_back(Json{
        {"action", price.action}, {"value", price.energy_pj}, {"unit", "pJ/" + price.unit}, {"source", run.source}});
  }
  result["area_prices"] = Json::array();
  result["price_notes"] = Json::array();
  result["unpriced"] = Json::array();
  result["unpriced_areas"] = answer.pe_area_um2 > 0 ? Json::array() : Json::array({"pe"});
  result["uncounted"] = Json::array();
  result["counts"] = counts;
  result["layers"] = layers_json(answer);
  result["notes"] =
      Json::array({"closed formulae of the published simulator on the shapes as it had them; the machine "
                   "of fidelity fast and cycle differs"});
  return result;
}

}  // namespace lop::published
