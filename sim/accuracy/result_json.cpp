// The answer's common parts as JSON.
#include "sim/accuracy/result_json.hpp"

#include <cmath>

#include "sim/report/result.hpp"

namespace lop::accuracy {

using Json = nlohmann::ordered_json;

Json finite_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json layers_json(const std::vector<LayerErrors>& layers) {
  Json json = Json::array();
  for (const LayerErrors& layer : layers) {
    Json entry{{"name", layer.name}, {"k", layer.k}, {"n", layer.n}};
    if (layer.sqnr_db) entry["sqnr_db"] = finite_or_null(*layer.sqnr_db);
    if (layer.weight_sqnr_db) entry["weight_sqnr_db"] = finite_or_null(*layer.weight_sqnr_db);
    if (!layer.parameters.empty()) entry["parameters"] = layer.parameters;
    json.push_back(std::move(entry));
  }
  return json;
}

Json result_head(const Json& config, const report::Provenance& provenance, const std::string& name,
                 const std::string& source) {
  Json result;
  result["schema_version"] = report::kSchemaVersion;
  result["config"] = config;
  result["config_sha256"] = report::config_sha256(config);
  result["provenance"] = report::provenance_json(provenance);
  result["fidelity"] = "values";
  result["workload"] = Json{{"name", name}, {"source", source}};
  return result;
}

}  // namespace lop::accuracy
