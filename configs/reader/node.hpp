// The tree of a configuration: mappings, lists and scalars, each with its place.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "configs/reader/source.hpp"

namespace lop::config {

inline constexpr int kMaxDepth = 64;
inline constexpr int kMaxNodes = 100000;

enum class Kind { kNull, kScalar, kList, kMap };

struct Key {
  std::string name;
  Spot spot;
};

struct Node {
  Kind kind = Kind::kNull;
  Spot spot;
  std::string text;         // of a scalar
  bool plain = false;       // a scalar written without quotes
  std::vector<Key> keys;    // of a map
  std::vector<Node> items;  // of a list; of a map, in the order of its keys

  const Node* find(const std::string& key) const;
};

/// A resolved configuration and, for each mapping that was looked into, the keys that were asked for.
struct Tree {
  Node root;
  mutable std::unordered_map<const Node*, std::set<std::string>> asked;
};

/// What a node is, for messages: `text "abc"`, "a list of 3".
std::string describe(const Node& node);

}  // namespace lop::config
