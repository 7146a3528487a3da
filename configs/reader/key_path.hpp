// Paths of keys, "array.tile.rows" or "layers[2].name".
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "configs/reader/node.hpp"

namespace lop::config {

/// The next step of a path: a key of a map, or an index "[2]" of a list.
struct PathStep {
  std::string key;  // empty for an index
  std::size_t index = 0;
  std::size_t end = 0;  // where the next step begins
  std::string error;    // why there is no step; the rest is then void
};

/// The step of `path` from `begin`, taken in `node`; a key of a map may itself have dots in it.
PathStep next_step(const std::string& path, std::size_t begin, const Node* node);

/// `path` with a further key or index.
std::string join(const std::string& path, const std::string& key);
std::string join(const std::string& path, std::size_t index);

}  // namespace lop::config
