// A file of another tool that cannot be used: its name, the line, what was expected.
#pragma once

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace lop::characterize {

class FileError : public std::runtime_error {
 public:
  /// `line` 0: the file as a whole.
  FileError(const std::filesystem::path& file, std::size_t line, const std::string& message)
      : std::runtime_error(file.string() + (line == 0 ? "" : ":" + std::to_string(line)) + ": " + message),
        file_(file),
        line_(line) {}

  const std::filesystem::path& file() const { return file_; }
  std::size_t line() const { return line_; }

 private:
  std::filesystem::path file_;
  std::size_t line_;
};

}  // namespace lop::characterize
