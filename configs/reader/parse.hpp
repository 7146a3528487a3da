// YAML text -> tree, under the strict rules.
#pragma once

#include <cstddef>
#include <memory>

#include "configs/reader/node.hpp"

namespace lop::config {

/// Nodes that a document may still read, over all its files; mappings that may still extend another file.
struct Budget {
  int nodes = kMaxNodes;
  int extends = 256;
};

/// The one document in the text of `source` from byte `start` of its first line; a null node if there is none.
/// errors  ConfigError for what YAML or the strict rules refuse
Node parse(const std::shared_ptr<const Source>& source, Budget& budget, std::size_t start = 0);

/// As parse, for a whole file: the top level must be a map.
Node parse_file(const std::shared_ptr<const Source>& source, Budget& budget);

}  // namespace lop::config
