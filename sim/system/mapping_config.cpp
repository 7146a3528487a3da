// The section `mapping`, and the two forms that a mapping has.
#include "sim/system/mapping_config.hpp"

namespace lop::sim {
namespace {

Mapping mapping_of(const report::LayerMapping& shown) {
  return {shown.weights_outer ? LoopOrder::kWeightsOuter : LoopOrder::kActivationsOuter, shown.row_tiles_per_block,
          shown.column_tiles_per_block, shown.slab_elements};
}

}  // namespace

MappingConfig read_mapping(const config::Map& root) {
  MappingConfig mapping;
  if (!root.has("mapping")) return mapping;
  const config::Map section = root.map("mapping");
  if (section.has("result")) {
    if (section.has("optimize")) section.fail("optimize", "expected either `optimize` or `result`");
    for (const auto& [layer, shown] : report::load_mappings(section.file("result"))) {
      mapping.of_layer[layer] = mapping_of(shown);
    }
    return mapping;
  }
  const std::string objective = section.one_of("optimize", {"cycles", "energy", "energy_delay"});
  mapping.objective = objective == "cycles"   ? MappingObjective::kCycles
                      : objective == "energy" ? MappingObjective::kEnergy
                                              : MappingObjective::kEnergyDelay;
  return mapping;
}

report::LayerMapping shown(const Mapping& mapping) {
  return {mapping.order == LoopOrder::kWeightsOuter, mapping.row_tiles_per_block, mapping.column_tiles_per_block,
          mapping.slab_elements};
}

std::string mapping_text(const MappingConfig& mapping) {
  nlohmann::ordered_json json;
  for (const auto& [layer, own] : mapping.of_layer) json[layer] = report::mapping_json(shown(own));
  return json.dump();
}

}  // namespace lop::sim
