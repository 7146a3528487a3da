// Module names from models/pe/pe_catalog.def.
#include "sim/characterize/slice_units.hpp"

#include <stdexcept>

namespace lop::characterize {

std::vector<SliceUnit> slice_units(const std::string& stem) {
  const std::string tile = "TOP.pe_array.gen_tile_rows[0].gen_tile_columns[0].u_tile.gen_columns[0].";
  const auto units = [&](const char* weight_edge, const char* activation_edge, const char* column, const char* output) {
    return std::vector<SliceUnit>{
        {"pe", "pe_" + stem, tile + "gen_rows[0].u_pe"},
        {"weight_edge", weight_edge, "TOP.pe_array.gen_weight_edges[0].gen_columns[0].u_edge"},
        {"activation_edge", activation_edge, "TOP.pe_array.gen_activation_edges[0].gen_rows[0].u_edge"},
        {"column_unit", column, tile + "u_column"},
        {"output_unit", output, "TOP.pe_array.gen_outputs[0].gen_units[0].u_output"},
    };
  };
#define PE(name, type, weight_edge, activation_edge, column, output) \
  if (stem == #name) return units(#weight_edge, #activation_edge, #column, #output);
#include "models/pe/pe_catalog.def"
#undef PE
  throw std::invalid_argument("no PE '" + stem + "' in models/pe/pe_catalog.def");
}

}  // namespace lop::characterize
