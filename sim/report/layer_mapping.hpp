// How a layer was mapped, as a result says it and as it is read back.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace lop::report {

/// docs/machine.md, "Tiling".
struct LayerMapping {
  bool weights_outer = true;
  std::int64_t row_tiles_per_block = 0, column_tiles_per_block = 0, slab_elements = 0;
};

nlohmann::ordered_json mapping_json(const LayerMapping& mapping);

/// Of the layers of a result, by their names. errors  ResultFileError when one has none
std::map<std::string, LayerMapping> load_mappings(const std::filesystem::path& result);

}  // namespace lop::report
