// Result files read back: checked before anything is shown of them.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace lop::report {

/// A file that is not a result file: the program's exit code 2.
class ResultFileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// label: the file's name without extension, made unique among those loaded together.
struct ResultFile {
  std::string label;
  std::filesystem::path path;
  nlohmann::ordered_json json;
};

/// A JSON file within limits of size and depth, not checked further. errors  ResultFileError
nlohmann::ordered_json read_json(const std::filesystem::path& path);

/// errors  ResultFileError that names the file, the key and what was expected
std::vector<ResultFile> load_results(const std::vector<std::filesystem::path>& paths);

}  // namespace lop::report
