// The config.json that model hubs ship beside weights, read key by key.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace lop::workloads {

/// A key that is null counts as missing.
/// errors  every getter throws HuggingFaceError with file, key and what was expected
class ModelConfig {
 public:
  explicit ModelConfig(const std::filesystem::path& file);

  [[noreturn]] void fail(const std::string& message) const;

  /// From 1 to kExtentMax.
  std::optional<std::int64_t> find(const char* key) const;
  std::int64_t need(const char* key) const;
  /// A fraction of `whole` as elements; 0 where the key is absent.
  std::int64_t part(const char* key, std::int64_t whole) const;
  /// Positive.
  double number(const char* key) const;
  bool boolean(const char* key, bool otherwise) const;
  /// Empty where there is none.
  std::string text(const char* key) const;
  std::string one_of(const char* key, const std::vector<std::string>& allowed, const std::string& otherwise) const;
  /// Null where there is none.
  nlohmann::json value(const char* key) const;
  /// The keys of an object in this one, none where it is missing; in messages they come after its name.
  ModelConfig section(const char* key) const;

 private:
  ModelConfig(std::string place, nlohmann::json json) : place_(std::move(place)), json_(std::move(json)) {}

  std::string place_;  // of messages
  nlohmann::json json_;
};

}  // namespace lop::workloads
