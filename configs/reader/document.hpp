// One configuration read strictly: a YAML file with what it extends and its overrides.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "configs/reader/config_error.hpp"
#include "configs/reader/map.hpp"

namespace lop::config {

struct Tree;

/// A read configuration; copies share one tree and one record of the keys that were read. For one thread at a time.
class Document {
 public:
  /// Reads `file`, resolves `extends:` at any map level (path relative to the file it stands in; maps merge deeply and
  /// the child wins, lists and scalars replace), then applies overrides in order: "a.b[2].c=3", the value read as YAML
  /// under the same rules, paths in it relative to the working directory. Maps merge there too, missing maps are made.
  /// errors  ConfigError
  static Document load(const std::filesystem::path& file, const std::vector<std::string>& overrides = {});

  /// A value of another document for a key of this one.
  struct Replacement {
    std::string key_path;    // here
    std::string value_path;  // there
  };

  /// A copy in which values of `source` stand in place of what is here, mappings as a whole; files that they name are
  /// relative to where they are written.
  /// errors  ConfigError for a key path that cannot be made, at the value's place
  Document with(const Document& source, const std::vector<Replacement>& replacements) const;

  Map root() const;

  /// Merged values with sorted keys, numbers as numbers, files as written.
  nlohmann::ordered_json resolved() const;

  /// Merged value of one key path, such as "array.tile.rows" or "layers[2].name".
  /// errors  ConfigError for a path that leads nowhere
  nlohmann::ordered_json value(const std::string& key_path) const;

  /// Where the value in force was written.
  /// errors  ConfigError for a path that leads nowhere
  Place origin(const std::string& key_path) const;

  /// Paths of all leaves (scalars, empty maps and lists), in file order, those of an extended file first.
  std::vector<std::string> key_paths() const;

  /// The file given to load().
  const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;
  std::shared_ptr<const Tree> tree_;
};

}  // namespace lop::config
