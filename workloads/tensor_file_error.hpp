// What is wrong with a tensor file, and in which tensor.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace lop::workloads {

/// A defect of a tensor file, or a question it cannot answer: the program's exit code 2.
class TensorFileError : public std::runtime_error {
 public:
  /// `tensor` is empty when the defect is the file's.
  TensorFileError(const std::filesystem::path& file, const std::string& tensor, const std::string& problem)
      : std::runtime_error(file.string() + ": " + (tensor.empty() ? "" : "tensor '" + tensor + "': ") + problem),
        file_(file),
        tensor_(tensor) {}

  const std::filesystem::path& file() const { return file_; }
  const std::string& tensor() const { return tensor_; }

 private:
  std::filesystem::path file_;
  std::string tensor_;
};

}  // namespace lop::workloads
