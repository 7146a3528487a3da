// Three numbers and the loop order.
#include "sim/report/layer_mapping.hpp"

#include "sim/report/result_file.hpp"

namespace lop::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kWeightsOuter = "weights_outer";
constexpr const char* kActivationsOuter = "activations_outer";
constexpr std::pair<const char*, std::int64_t LayerMapping::*> kNumbers[] = {
    {"row_tiles_per_block", &LayerMapping::row_tiles_per_block},
    {"column_tiles_per_block", &LayerMapping::column_tiles_per_block},
    {"slab_elements", &LayerMapping::slab_elements}};

bool is_mapping(const Json& json) {
  if (!json.is_object()) return false;
  for (const auto& [key, member] : kNumbers) {
    if (!json.contains(key) || !json[key].is_number_integer()) return false;
  }
  const Json order = json.value("loop_order", Json());
  return order == kWeightsOuter || order == kActivationsOuter;
}

}  // namespace

Json mapping_json(const LayerMapping& mapping) {
  Json json;
  json["loop_order"] = mapping.weights_outer ? kWeightsOuter : kActivationsOuter;
  for (const auto& [key, member] : kNumbers) json[key] = mapping.*member;
  return json;
}

std::map<std::string, LayerMapping> load_mappings(const std::filesystem::path& result) {
  const std::vector<ResultFile> files = load_results({result});
  std::map<std::string, LayerMapping> mappings;
  for (const Json& layer : files.front().json.at("layers")) {
    if (layer.contains("operation")) continue;  // of the vector unit: not mapped
    const auto name = layer.at("name").get<std::string>();
    if (!layer.contains("mapping") || !is_mapping(layer["mapping"])) {
      throw ResultFileError(result.string() + ": layer '" + name +
                            "': expected `mapping` with loop_order, row_tiles_per_block, column_tiles_per_block and "
                            "slab_elements, as a result of this version has it");
    }
    LayerMapping& mapping = mappings[name];
    mapping.weights_outer = layer["mapping"]["loop_order"] == kWeightsOuter;
    for (const auto& [key, member] : kNumbers) mapping.*member = layer["mapping"][key].get<std::int64_t>();
  }
  if (mappings.empty()) throw ResultFileError(result.string() + ": expected layers with a `mapping` each");
  return mappings;
}

}  // namespace lop::report
