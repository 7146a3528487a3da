// A result's layers say how they were mapped.
#include "sim/system/mapping_config.hpp"

#include <nlohmann/json.hpp>

#include "sim/report/result_file.hpp"

namespace lop::sim {
namespace {

using Json = nlohmann::ordered_json;

std::map<std::string, Mapping> mappings_of(const std::filesystem::path& file) {
  const auto refuse = [&](const std::string& layer) {
    throw report::ResultFileError(file.string() + ": layer '" + layer +
                                  "': expected `mapping` with loop_order, row_tiles_per_block, column_tiles_per_block "
                                  "and slab_elements, as a result of this version has it");
  };
  std::map<std::string, Mapping> mappings;
  const std::vector<report::ResultFile> results = report::load_results({file});
  for (const Json& layer : results.front().json.at("layers")) {
    const auto name = layer["name"].get<std::string>();
    if (!layer.contains("mapping") || !layer["mapping"].is_object()) refuse(name);
    const Json& found = layer["mapping"];
    for (const char* key : {"row_tiles_per_block", "column_tiles_per_block", "slab_elements"}) {
      if (!found.contains(key) || !found[key].is_number_integer()) refuse(name);
    }
    const Json order = found.value("loop_order", Json());
    if (order != kLoopOrderNames[0] && order != kLoopOrderNames[1]) refuse(name);
    mappings[name] = {order == kLoopOrderNames[0] ? LoopOrder::kWeightsOuter : LoopOrder::kActivationsOuter,
                      found["row_tiles_per_block"], found["column_tiles_per_block"], found["slab_elements"]};
  }
  if (mappings.empty()) throw report::ResultFileError(file.string() + ": expected layers with a `mapping` each");
  return mappings;
}

}  // namespace

MappingConfig read_mapping(const config::Map& root) {
  MappingConfig mapping;
  if (!root.has("mapping")) return mapping;
  const config::Map section = root.map("mapping");
  if (section.has("result")) {
    if (section.has("optimize")) section.fail("optimize", "expected either `optimize` or `result`");
    mapping.of_layer = mappings_of(section.file("result"));
    return mapping;
  }
  const std::string objective = section.one_of("optimize", {"cycles", "energy", "energy_delay"});
  mapping.objective = objective == "cycles"   ? MappingObjective::kCycles
                      : objective == "energy" ? MappingObjective::kEnergy
                                              : MappingObjective::kEnergyDelay;
  return mapping;
}

}  // namespace lop::sim
