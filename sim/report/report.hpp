// The report of one or several result files side by side: report.md, layers.csv and figures.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/report/result_file.hpp"
#include "workloads/atomic_file.hpp"

namespace lop::report {

/// A program or Python package that is not installed: the program's exit code 3.
class MissingToolError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// $LOPSIM_PYTHON, else the first of python3 and /usr/bin/python3 that has matplotlib.
/// errors  MissingToolError
std::string python_with_matplotlib();

/// Writes report.md, layers.csv and the figures of `plot_script` (scripts/plot.py) into out_dir, which is made.
/// Tables are written before figures; `appendix` is Markdown that report.md ends with.
/// errors  ResultFileError, MissingToolError, workloads::WriteError
void write_report(const std::vector<std::filesystem::path>& results, const std::filesystem::path& out_dir,
                  const std::filesystem::path& plot_script, const std::string& appendix = "");

/// Runs a plot script with `words` behind it and returns the names of the figures it printed.
/// errors  MissingToolError, workloads::WriteError
std::vector<std::string> draw(const std::filesystem::path& script, const std::vector<std::string>& words);

}  // namespace lop::report
