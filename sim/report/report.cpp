// Writing tables, then calling the plot script.
#include "sim/report/report.hpp"

#include <cstdlib>

#include "sim/report/markdown.hpp"
#include "sim/report/process.hpp"

namespace lop::report {
namespace {

std::vector<std::string> png_names(const std::string& output) {
  std::vector<std::string> names;
  std::size_t begin = 0;
  for (std::size_t end; (end = output.find('\n', begin)) != std::string::npos; begin = end + 1) {
    const std::string line = output.substr(begin, end - begin);
    if (line.size() > 4 && line.compare(line.size() - 4, 4, ".png") == 0) names.push_back(line);
  }
  return names;
}

}  // namespace

std::string python_with_matplotlib() {
  const char* chosen = std::getenv("LOPSIM_PYTHON");
  const std::vector<std::string> candidates =
      chosen ? std::vector<std::string>{chosen} : std::vector<std::string>{"python3", "/usr/bin/python3"};
  std::string tried;
  for (const std::string& candidate : candidates) {
    const Outcome outcome = run_process({candidate, "-c", "import matplotlib"});
    if (outcome.started && outcome.exit_code == 0) return candidate;
    tried += (tried.empty() ? "" : ", ") + candidate +
             (outcome.started && outcome.exit_code != 127 ? " (no matplotlib)" : " (not found)");
  }
  throw MissingToolError("figures need Python 3 with matplotlib; tried " + tried +
                         ". Install python3-matplotlib, or name a Python in LOPSIM_PYTHON.");
}

std::vector<std::string> draw(const std::filesystem::path& script, const std::vector<std::string>& words) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(script, error)) {
    throw MissingToolError(script.string() + ": the plot script is not there");
  }
  std::vector<std::string> command{python_with_matplotlib(), script.string()};
  command.insert(command.end(), words.begin(), words.end());
  const Outcome plotted = run_process(command);
  if (plotted.exit_code != 0) throw workloads::WriteError("figures could not be drawn: " + plotted.output);
  return png_names(plotted.output);
}

void write_report(const std::vector<std::filesystem::path>& results, const std::filesystem::path& out_dir,
                  const std::filesystem::path& plot_script, const std::string& appendix) {
  const std::vector<ResultFile> loaded = load_results(results);
  if (loaded.empty()) throw ResultFileError("no result file given");
  workloads::make_folder(out_dir);
  workloads::write_atomically(out_dir / "report.md", markdown(loaded) + appendix);
  workloads::write_atomically(out_dir / "layers.csv", csv(loaded));

  std::vector<std::string> words{out_dir.string()};
  for (const ResultFile& result : loaded) words.insert(words.end(), {result.label, result.path.string()});
  workloads::write_atomically(out_dir / "report.md", markdown(loaded, draw(plot_script, words)) + appendix);
}

}  // namespace lop::report
