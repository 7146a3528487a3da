// What is computed of a sweep, on disk: each point once, whole or not at all, after a kill too.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace lop::sweep {

/// The store cannot be read or written: the program's exit code 4.
class StoreError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Another process works on the store: the program's exit code 5.
class StoreLocked : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Rows by the hash of a configuration and the program that computed them; another program's rows are not seen. For one
/// thread at a time; held by one process at a time.
class PointStore {
 public:
  /// errors  StoreError, StoreLocked
  PointStore(const std::filesystem::path& file, std::string program);
  ~PointStore();
  PointStore(const PointStore&) = delete;
  PointStore& operator=(const PointStore&) = delete;

  std::optional<std::string> find(const std::string& config_sha256) const;

  /// Outlives the process when it returns.
  /// errors  StoreError
  void put(const std::string& config_sha256, const std::string& row);

 private:
  struct Handles;
  std::unique_ptr<Handles> handles_;
  std::string program_;
};

/// SHA-256 of the program that runs.
std::string running_program_sha256();

}  // namespace lop::sweep
