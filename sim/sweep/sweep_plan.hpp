// The points of a sweep: which keys of which system take which values.
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "configs/reader/document.hpp"

namespace lop::sweep {

/// Keys of a point and their values, as written.
using Settings = std::vector<std::pair<std::string, nlohmann::ordered_json>>;

/// A sweep file, read:
///   base     a system
///   set      values of all points                               {key: value}
///   grid     all combinations, the last key fastest             {key: [values]}
///   zip      lists that advance together, one such or several   {key: [values], ...} | [{...}, ...]
///   list     points by hand                                     [{key: value, ...}, ...]
///   exclude  points that have all values of an entry            [{key: value, ...}, ...]
/// A key is a path such as array.tile.rows; a value takes the place of what is there, a mapping as a whole. The points
/// are the combinations of grid, zips and list, as they follow one another in the file, the last one fastest.
class SweepPlan {
 public:
  /// errors  ConfigError
  explicit SweepPlan(const std::filesystem::path& file);

  const std::string& name() const { return name_; }

  /// Before exclusion.
  std::size_t combinations() const;

  /// The configuration of a combination. For several threads at a time.
  /// errors  ConfigError when a key leads nowhere
  config::Document configuration(std::size_t combination) const;

  /// What the combination sets, `set` left out.
  Settings settings(std::size_t combination) const;

  /// Whether an entry of `exclude` takes the combination out.
  bool excluded(const config::Document& configuration) const;

 private:
  using Replacements = std::vector<config::Document::Replacement>;

  void read_grid(const config::Map& grid);
  void read_zip(const config::Map& zip);
  void read_list(const std::vector<config::Map>& points);
  void read_exclusions(const std::vector<config::Map>& entries);
  std::vector<const Replacements*> choices(std::size_t combination) const;

  std::string name_;
  config::Document sweep_, base_;
  std::vector<std::vector<Replacements>> axes_;  // each a list of what is set together
  std::vector<Settings> exclusions_;
};

}  // namespace lop::sweep
