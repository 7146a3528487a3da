// A typed view of one mapping of a configuration, which remembers the keys that were asked for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "configs/reader/config_error.hpp"

namespace lop::config {

struct Node;
struct Tree;

/// Views of the same mapping share the record of keys asked for. Ranges are inclusive.
/// errors  every getter throws ConfigError for a missing key, a wrong type or a value out of range
class Map {
 public:
  bool has(const std::string& key) const;
  /// Whether the key is there and holds a mapping.
  bool has_mapping(const std::string& key) const;

  std::int64_t integer(const std::string& key, std::int64_t min, std::int64_t max) const;
  double number(const std::string& key, double min, double max) const;
  bool boolean(const std::string& key) const;

  /// A quoted scalar, or a plain one that does not read as a number or a boolean.
  std::string text(const std::string& key) const;

  /// A scalar written as one of `allowed`.
  std::string one_of(const std::string& key, const std::vector<std::string>& allowed) const;

  Map map(const std::string& key) const;
  std::vector<Map> maps(const std::string& key) const;
  std::vector<std::string> texts(const std::string& key) const;
  std::vector<std::int64_t> integers(const std::string& key, std::int64_t min, std::int64_t max) const;
  /// One number, or a list of them.
  std::vector<double> numbers(const std::string& key, double min, double max) const;

  /// A mapping of scalars, each as written; all its keys count as read.
  std::map<std::string, std::string> scalars(const std::string& key) const;

  /// An existing regular file, relative to the YAML file in which the value was written.
  std::filesystem::path file(const std::string& key) const;

  /// An existing folder, relative as a file is.
  std::filesystem::path folder(const std::string& key) const;

  /// Keys in file order; does not count as asking for them.
  std::vector<std::string> keys() const;

  Place place() const;
  /// Place of the key's value; of the mapping if there is no such key.
  Place place(const std::string& key) const;
  /// "array.tile", "layers[2]"; empty for the root.
  const std::string& path() const { return path_; }

  /// Call last: refuses the first key that nobody asked for, here or in a mapping obtained by map() or maps(); the hint
  /// is the nearest key that was asked for.
  void finish() const;

  /// Refuses the value of `key` (the mapping, if there is no such key) with a message of the caller's.
  [[noreturn]] void fail(const std::string& key, const std::string& message) const;

 private:
  friend class Document;
  Map(std::shared_ptr<const Tree> tree, const Node& node, std::string path);

  const Node* find(const std::string& key) const;
  const Node& need(const std::string& key, const std::string& expected) const;
  std::string path_of(const std::string& key) const;

  std::shared_ptr<const Tree> tree_;
  const Node* node_;
  std::string path_;
};

}  // namespace lop::config
