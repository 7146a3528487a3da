// The nearest of several names, for "did you mean".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lop::config {

/// Insertions, deletions, substitutions and swaps of neighbours.
int edit_distance(std::string_view a, std::string_view b);

/// `names` by rising distance from `name`, equal ones in their order.
std::vector<std::string> nearest_first(std::string_view name, std::vector<std::string> names);

/// `; did you mean "x"` for the nearest name if it is near enough to be a slip or lacks its unit, else empty.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& names);

}  // namespace lop::config
