// A sweep's points as text: JSON Lines, CSV, and the points that no other one beats.
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace lop::sweep {

using Points = std::vector<nlohmann::ordered_json>;

std::string json_lines(const Points& points);

/// One row a point; the columns are the keys of all points, nested ones joined by a dot, those of `set` first.
std::string csv(const Points& points);

/// errors  report::ResultFileError
Points load_points(const std::filesystem::path& file);

/// Indices of the points that no other one beats: none is as good in all objectives and better in one; less is better.
/// objectives  totals.cycles, totals.time_us, totals.energy_pj, area_um2.total, ... ; points without one are left out
std::vector<std::size_t> pareto(const Points& points, const std::vector<std::string>& objectives);

/// The Pareto points as a table, best in the first objective first.
std::string pareto_markdown(const Points& points, const std::vector<std::string>& objectives);

/// A figure of the points by a swept key: a row a value, a column for each combination of the other swept keys.
/// Empty when no point has both.
std::string lines_markdown(const Points& points, const std::string& against, const std::string& figure);

}  // namespace lop::sweep
