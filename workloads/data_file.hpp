// Whole files of data, compressed or not.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace lop::workloads {

class DataFileError : public std::runtime_error {
 public:
  DataFileError(const std::filesystem::path& file, const std::string& problem)
      : std::runtime_error(file.string() + ": " + problem) {}
};

/// The bytes; of a file whose name ends in .gz, what they unfold into, at most 4 GiB.
/// errors  DataFileError
std::string read_data_file(const std::filesystem::path& file);

}  // namespace lop::workloads
