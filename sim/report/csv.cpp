// The tidy table: one row a layer and configuration.
#include <algorithm>

#include "sim/report/markdown.hpp"

namespace lop::report {
namespace {

using Json = nlohmann::ordered_json;

std::string cell(const Json& parent, const std::string& key) {
  const auto found = parent.find(key);
  if (found == parent.end() || found->is_null()) return "";
  return found->is_string() ? csv_quoted(found->get<std::string>()) : found->dump();
}

/// Keys of layer[section] over all layers of all results, in the order of their first appearance.
std::vector<std::string> layer_keys(const std::vector<ResultFile>& results, const char* section) {
  std::vector<std::string> names;
  for (const ResultFile& result : results) {
    for (const Json& layer : result.json["layers"]) {
      for (const auto& item : layer[section].items()) {
        if (std::find(names.begin(), names.end(), item.key()) == names.end()) names.push_back(item.key());
      }
    }
  }
  return names;
}

}  // namespace

std::string csv_quoted(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string result = "\"";
  for (const char letter : text) result += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return result + "\"";
}

std::string csv(const std::vector<ResultFile>& results) {
  const std::vector<std::string> causes = layer_keys(results, "breakdown_cycles");
  const std::vector<std::string> parts = layer_keys(results, "energy_pj");
  std::string text = "configuration,config_sha256,workload,fidelity,layer,m,k,n,count,cycles,macs,utilization";
  for (const std::string& cause : causes) text += "," + cause + "_cycles";
  for (const std::string& part : parts) text += "," + part + "_energy_pj";
  text += ",sqnr_db,cosine,max_error\n";
  for (const ResultFile& result : results) {
    for (const Json& layer : result.json["layers"]) {
      text += csv_quoted(result.label) + "," + cell(result.json, "config_sha256") + "," +
              cell(result.json["workload"], "name") + "," + cell(result.json, "fidelity");
      for (const char* key : {"name", "m", "k", "n", "count", "cycles", "macs", "utilization"}) {
        text += "," + cell(layer, key);
      }
      for (const std::string& cause : causes) text += "," + cell(layer["breakdown_cycles"], cause);
      for (const std::string& part : parts) text += "," + cell(layer["energy_pj"], part);
      const Json accuracy = layer.value("accuracy", Json::object());
      for (const char* key : {"sqnr_db", "cosine", "max_error"}) text += "," + cell(accuracy, key);
      text += "\n";
    }
  }
  return text;
}

}  // namespace lop::report
