// Accuracy of networks side by side: results of fidelity `values`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/report/result_file.hpp"

namespace lop::report {

/// Whether a file is such a result; whatever else is wrong with it shows when it is loaded.
bool is_accuracy_result(const std::filesystem::path& path);

/// errors  ResultFileError that names the file, the key and what was expected
std::vector<ResultFile> load_accuracy_results(const std::vector<std::filesystem::path>& paths);

/// A section with one row a result, differences to FP32 on the same samples with their standard errors.
std::string accuracy_markdown(const std::vector<ResultFile>& results);

}  // namespace lop::report
