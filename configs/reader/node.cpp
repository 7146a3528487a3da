// Looks into the tree of a configuration.
#include "configs/reader/node.hpp"

#include <fmt/format.h>

#include "configs/reader/scalar.hpp"

namespace lop::config {

const Node* Node::find(const std::string& key) const {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].name == key) return &items[i];
  }
  return nullptr;
}

std::string describe(const Node& node) {
  switch (node.kind) {
    case Kind::kNull: return "nothing";
    case Kind::kList: return fmt::format("a list of {}", node.items.size());
    case Kind::kMap: return "a mapping";
    case Kind::kScalar: break;
  }
  switch (reading(node)) {
    case Reading::kText: return "text " + in_quotes(node.text);
    case Reading::kBoolean: return "boolean " + node.text;
    case Reading::kInteger: return "integer " + node.text;
    case Reading::kNumber: break;
  }
  return "number " + node.text;
}

}  // namespace lop::config
