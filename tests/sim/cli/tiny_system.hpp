// A whole system small enough to be spoilt in one place: configuration, workload, tensors.
#pragma once

#include <filesystem>
#include <string>

namespace lop::cli::test {

/// A folder with system.yaml, workload.yaml and tiny.safetensors, which runs; gone when the object is.
class TinySystem {
 public:
  TinySystem();
  ~TinySystem();
  TinySystem(const TinySystem&) = delete;
  TinySystem& operator=(const TinySystem&) = delete;

  std::string folder() const { return folder_.string(); }
  std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }

  void write(const std::string& name, const std::string& content) const;
  std::string read(const std::string& name) const;
  /// Puts `to` in the place of the one `from` in a file.
  void replace(const std::string& name, const std::string& from, const std::string& to) const;
  /// As many PEs, each a tile, of a kind that every dataflow takes.
  void use_single_int8_pes() const;

 private:
  std::filesystem::path folder_;
};

}  // namespace lop::cli::test
