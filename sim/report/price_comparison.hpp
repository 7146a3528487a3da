// Cost tables beside each other: ours from gates, and published ones.
#pragma once

#include <string>
#include <vector>

#include "sim/report/price_list.hpp"

namespace lop::report {

/// Of one technology, a Markdown table with a row a PE, variant and mode: area by part, periods, energy of a MAC by
/// data, idle energy, area x period. Empty where no list has a characterization. shapes  a slice's MAC is one of a tile
/// of rows x rows PEs, whose edges and units are shared as in the machine
std::string characterization_markdown(const std::vector<PriceList>& lists);

/// Every action and area of a PE that more than one list prices, side by side; energies in pJ, areas in um2.
std::string comparison_markdown(const std::vector<PriceList>& lists);

}  // namespace lop::report
