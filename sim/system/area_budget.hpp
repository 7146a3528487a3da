// How many tiles an area holds, with every part of the array counted for every PE alike.
#pragma once

#include <string>

#include "sim/array/array_ports.hpp"
#include "sim/report/price_list.hpp"

namespace lop::pe {
class Slice;
}

namespace lop::sim {

/// Pieces of one of report::kAreaParts in an output-stationary array.
int part_count(const std::string& part, const ArrayGeometry& array);

/// PEs, edges, column and output units; parts without a priced area count nothing. Buffers are not in it.
double array_area_um2(const report::PriceList& prices, const pe::Slice& slice, const ArrayGeometry& array);

/// `tile` with the grid of most tiles that the budget holds, among grids as wide as high up to twice as wide; the
/// higher one of equals. One tile has to fit: else the result has 0 tiles.
ArrayGeometry fit_array(const report::PriceList& prices, const pe::Slice& slice, const ArrayGeometry& tile,
                        double budget_um2, int most_tile_rows);

}  // namespace lop::sim
