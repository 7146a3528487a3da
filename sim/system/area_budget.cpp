// Tries every grid of the allowed shapes.
#include "sim/system/area_budget.hpp"

#include <stdexcept>

#include "models/pe/slice.hpp"

namespace lop::sim {

int part_count(const std::string& part, const ArrayGeometry& array) {
  if (part == "pe") return array.total_rows() * array.total_columns();
  if (part == "activation_edge") return array.total_rows();
  if (part == "weight_edge" || part == "output_unit") return array.total_columns();
  // In every tile, or at the feet of the columns.
  if (part == "column_unit") return (passes_sums(array.dataflow) ? 1 : array.tile_rows) * array.total_columns();
  throw std::invalid_argument("no part " + part);
}

double array_area_um2(const report::PriceList& prices, const pe::Slice& slice, const ArrayGeometry& array) {
  double area_um2 = 0;
  for (const char* part : report::kAreaParts) {
    const report::PartArea* piece = prices.area(std::string(slice.stem()), part, slice.choices());
    if (piece != nullptr) area_um2 += part_count(part, array) * piece->area_um2;
  }
  return area_um2;
}

ArrayGeometry fit_array(const report::PriceList& prices, const pe::Slice& slice, const ArrayGeometry& tile,
                        double budget_um2, int most_tile_rows) {
  ArrayGeometry best = tile, tried = tile;
  best.tile_rows = best.tile_columns = 0;
  for (tried.tile_rows = 1; tried.tile_rows <= most_tile_rows; ++tried.tile_rows) {
    for (tried.tile_columns = tried.tile_rows; tried.tile_columns <= 2 * tried.tile_rows; ++tried.tile_columns) {
      if (array_area_um2(prices, slice, tried) > budget_um2) {
        if (tried.tile_columns == tried.tile_rows) return best;
        break;
      }
      if (tried.tile_rows * tried.tile_columns >= best.tile_rows * best.tile_columns) best = tried;
    }
  }
  return best;
}

}  // namespace lop::sim
