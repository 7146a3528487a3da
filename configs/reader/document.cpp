// Loads a configuration and answers questions about it as a whole.
#include "configs/reader/document.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>

#include "configs/reader/key_path.hpp"
#include "configs/reader/merge.hpp"
#include "configs/reader/nearest.hpp"
#include "configs/reader/scalar.hpp"

namespace lop::config {
namespace {

nlohmann::ordered_json scalar_to_json(const Node& node) {
  long long integer = 0;
  double number = 0;
  switch (reading(node)) {
    case Reading::kText: return node.text;
    case Reading::kBoolean: return node.text == "true";
    case Reading::kInteger:
      if (to_integer(node.text, integer)) return integer;
      [[fallthrough]];
    case Reading::kNumber: break;
  }
  to_number(node.text, number);
  return number;
}

nlohmann::ordered_json to_json(const Node& node) {
  nlohmann::ordered_json json;
  if (node.kind == Kind::kScalar) return scalar_to_json(node);
  if (node.kind == Kind::kList) {
    json = nlohmann::ordered_json::array();
    for (const Node& item : node.items) json.push_back(to_json(item));
  }
  if (node.kind == Kind::kMap) {
    std::vector<std::size_t> order(node.keys.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&node](auto a, auto b) { return node.keys[a].name < node.keys[b].name; });
    json = nlohmann::ordered_json::object();
    auto& members = json.get_ref<nlohmann::ordered_json::object_t&>();  // appended: its own lookup is linear
    for (const std::size_t i : order) members.push_back({node.keys[i].name, to_json(node.items[i])});
  }
  return json;
}

void add_leaves(const Node& node, const std::string& path, std::vector<std::string>& leaves) {
  if (node.items.empty()) leaves.push_back(path);
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    add_leaves(node.items[i], node.kind == Kind::kMap ? join(path, node.keys[i].name) : join(path, i), leaves);
  }
}

const Node& follow(const Node& root, const std::string& path) {
  const Node* node = &root;
  std::size_t at = 0;
  do {
    const PathStep step = next_step(path, at, node);
    const Node* next = nullptr;
    if (step.error.empty()) {
      if (!step.key.empty()) {
        next = node->kind == Kind::kMap ? node->find(step.key) : nullptr;
      } else if (node->kind == Kind::kList && step.index < node->items.size()) {
        next = &node->items[step.index];
      }
    }
    if (next == nullptr) {
      std::vector<std::string> names;
      for (const Key& key : node->keys) names.push_back(key.name);
      const std::string problem = step.error.empty() ? "no such key" : step.error;
      node->spot.fail(path + ": " + problem + "; expected a key of this configuration" + did_you_mean(step.key, names));
    }
    node = next;
    at = step.end;
  } while (at < path.size());
  return *node;
}

}  // namespace

Document Document::load(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
  Budget budget;
  auto tree = std::make_shared<Tree>();
  tree->root = load_resolved(file, budget);
  for (const std::string& text : overrides) apply_override(tree->root, text, budget);
  Document document;
  document.file_ = file;
  document.tree_ = std::move(tree);
  return document;
}

Document Document::with(const Document& source, const std::vector<Replacement>& replacements) const {
  auto tree = std::make_shared<Tree>();
  tree->root = tree_->root;
  for (const Replacement& replacement : replacements) {
    replace_at(tree->root, replacement.key_path, follow(source.tree_->root, replacement.value_path));
  }
  Document document;
  document.file_ = file_;
  document.tree_ = std::move(tree);
  return document;
}

Map Document::root() const { return Map(tree_, tree_->root, ""); }

nlohmann::ordered_json Document::resolved() const { return to_json(tree_->root); }

nlohmann::ordered_json Document::value(const std::string& key_path) const {
  return to_json(follow(tree_->root, key_path));
}

Place Document::origin(const std::string& key_path) const { return follow(tree_->root, key_path).spot.place(); }

std::vector<std::string> Document::key_paths() const {
  std::vector<std::string> leaves;
  add_leaves(tree_->root, "", leaves);
  return leaves;
}

}  // namespace lop::config
