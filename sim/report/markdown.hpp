// Result files side by side as Markdown and as tidy CSV.
#pragma once

#include <string>
#include <vector>

#include "sim/report/result_file.hpp"

namespace lop::report {

/// Tables of totals, area, energy, cycles, layer errors and prices,
/// and the notes of each result. `figures` are file names to show.
std::string markdown(const std::vector<ResultFile>& results, const std::vector<std::string>& figures = {});

/// One row a layer and configuration; units in the header. Figures are those of one execution.
std::string csv(const std::vector<ResultFile>& results);

/// A cell of a CSV file, in quotes where it needs them.
std::string csv_quoted(const std::string& text);

}  // namespace lop::report
