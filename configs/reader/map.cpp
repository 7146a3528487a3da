// The typed getters.
#include "configs/reader/map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "configs/reader/key_path.hpp"
#include "configs/reader/nearest.hpp"
#include "configs/reader/scalar.hpp"

namespace lop::config {
namespace {

std::string integer_range(std::int64_t min, std::int64_t max) {
  const bool open_below = min == std::numeric_limits<std::int64_t>::min();
  const bool open_above = max == std::numeric_limits<std::int64_t>::max();
  if (open_below && open_above) return "an integer";
  if (open_below) return fmt::format("an integer up to {}", max);
  if (open_above) return fmt::format("an integer from {}", min);
  return fmt::format("an integer from {} to {}", min, max);
}

[[noreturn]] void refuse(const Node& node, const std::string& path, const std::string& expected,
                         const std::string& hint = "") {
  node.spot.fail(fmt::format("{}: found {}; expected {}{}", path, describe(node), expected, hint));
}

bool reads_as_number(const Node& node) {
  return node.kind == Kind::kScalar && (reading(node) == Reading::kInteger || reading(node) == Reading::kNumber);
}

std::string number_hint(const Node& node) {
  if (node.kind != Kind::kScalar || node.text.empty()) return "";
  Node unquoted = node;
  unquoted.plain = true;
  if (!node.plain && reads_as_number(unquoted)) return "; remove the quotes";
  const std::size_t unit = node.text.find_first_not_of("0123456789.- ");
  if (unit != 0 && unit != std::string::npos) return "; give the number alone, its unit is in the key's name";
  return "";
}

std::int64_t integer_of(const Node& node, const std::string& path, std::int64_t min, std::int64_t max) {
  const std::string expected = integer_range(min, max);
  if (node.kind != Kind::kScalar || reading(node) != Reading::kInteger) {
    const bool number = reads_as_number(node);
    refuse(node, path, expected, number ? "; write it without fraction and exponent" : number_hint(node));
  }
  long long value = 0;
  if (!to_integer(node.text, value) || value < min || value > max) {
    node.spot.fail(fmt::format("{}: {} is out of range; expected {}", path, node.text, expected));
  }
  return value;
}

std::string text_of(const Node& node, const std::string& path) {
  if (node.kind != Kind::kScalar) refuse(node, path, "a text");
  if (reading(node) != Reading::kText) refuse(node, path, "a text", "; put it in quotes if it is one");
  return node.text;
}

std::string number_range(double min, double max) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (min <= -kInfinity || min <= std::numeric_limits<double>::lowest()) return "a number";
  if (max >= std::numeric_limits<double>::max()) return fmt::format("a number from {}", min);
  return fmt::format("a number from {} to {}", min, max);
}

double number_of(const Node& node, const std::string& path, double min, double max) {
  const std::string expected = number_range(min, max);
  if (!reads_as_number(node)) refuse(node, path, expected, number_hint(node));
  double value = 0;
  if (!to_number(node.text, value) || value < min || value > max) {
    node.spot.fail(fmt::format("{}: {} is out of range; expected {}", path, node.text, expected));
  }
  return value;
}

}  // namespace

Map::Map(std::shared_ptr<const Tree> tree, const Node& node, std::string path)
    : tree_(std::move(tree)), node_(&node), path_(std::move(path)) {
  tree_->asked[node_];
}

std::string Map::path_of(const std::string& key) const { return join(path_, key); }

const Node* Map::find(const std::string& key) const {
  tree_->asked[node_].insert(key);
  return node_->find(key);
}

const Node& Map::need(const std::string& key, const std::string& expected) const {
  if (const Node* node = find(key)) return *node;
  std::vector<std::string> unread;
  for (const Key& present : node_->keys) {
    if (tree_->asked[node_].count(present.name) == 0) unread.push_back(present.name);
  }
  std::string hint;
  if (!did_you_mean(key, unread).empty()) {
    const std::string near = nearest_first(key, unread).front();
    const auto at =
        std::find_if(node_->keys.begin(), node_->keys.end(), [&near](const Key& k) { return k.name == near; });
    hint = fmt::format("; did you mean it by \"{}\" in line {}?", near, at->spot.line);
  }
  node_->spot.fail(fmt::format("{}: missing key; expected {}{}", path_of(key), expected, hint));
}

bool Map::has(const std::string& key) const { return find(key) != nullptr; }

bool Map::has_mapping(const std::string& key) const {
  const Node* node = find(key);
  return node != nullptr && node->kind == Kind::kMap;
}

std::int64_t Map::integer(const std::string& key, std::int64_t min, std::int64_t max) const {
  return integer_of(need(key, integer_range(min, max)), path_of(key), min, max);
}

double Map::number(const std::string& key, double min, double max) const {
  return number_of(need(key, number_range(min, max)), path_of(key), min, max);
}

bool Map::boolean(const std::string& key) const {
  const Node& node = need(key, "true or false");
  if (node.kind != Kind::kScalar || reading(node) != Reading::kBoolean) {
    const bool quoted_boolean = node.kind == Kind::kScalar && (node.text == "true" || node.text == "false");
    refuse(node, path_of(key), "true or false", quoted_boolean ? "; remove the quotes" : "");
  }
  return node.text == "true";
}

std::string Map::text(const std::string& key) const { return text_of(need(key, "a text"), path_of(key)); }

std::string Map::one_of(const std::string& key, const std::vector<std::string>& allowed) const {
  const Node& node = need(key, fmt::format("one of {}", fmt::join(allowed, ", ")));
  if (node.kind == Kind::kScalar && std::find(allowed.begin(), allowed.end(), node.text) != allowed.end())
    return node.text;
  const std::string near = fmt::format("one of {}", fmt::join(nearest_first(node.text, allowed), ", "));
  refuse(node, path_of(key), near, did_you_mean(node.text, allowed));
}

Map Map::map(const std::string& key) const {
  const Node& node = need(key, "a mapping");
  if (node.kind != Kind::kMap) refuse(node, path_of(key), "a mapping");
  return Map(tree_, node, path_of(key));
}

std::vector<Map> Map::maps(const std::string& key) const {
  const Node& list = need(key, "a list of mappings");
  if (list.kind != Kind::kList) refuse(list, path_of(key), "a list of mappings");
  std::vector<Map> result;
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const std::string path = join(path_of(key), i);
    if (list.items[i].kind != Kind::kMap) refuse(list.items[i], path, "a mapping");
    result.push_back(Map(tree_, list.items[i], path));
  }
  return result;
}

std::vector<std::string> Map::texts(const std::string& key) const {
  const Node& list = need(key, "a list of texts");
  if (list.kind != Kind::kList) refuse(list, path_of(key), "a list of texts");
  std::vector<std::string> result;
  for (std::size_t i = 0; i < list.items.size(); ++i) result.push_back(text_of(list.items[i], join(path_of(key), i)));
  return result;
}

std::vector<std::int64_t> Map::integers(const std::string& key, std::int64_t min, std::int64_t max) const {
  const std::string expected = "a list, each " + integer_range(min, max);
  const Node& list = need(key, expected);
  if (list.kind != Kind::kList) refuse(list, path_of(key), expected);
  std::vector<std::int64_t> result;
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    result.push_back(integer_of(list.items[i], join(path_of(key), i), min, max));
  }
  return result;
}

std::vector<double> Map::numbers(const std::string& key, double min, double max) const {
  const std::string expected = number_range(min, max);
  const Node& node = need(key, expected + ", or a list of such");
  if (node.kind != Kind::kList) return {number_of(node, path_of(key), min, max)};
  std::vector<double> result;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    result.push_back(number_of(node.items[i], join(path_of(key), i), min, max));
  }
  return result;
}

std::map<std::string, std::string> Map::scalars(const std::string& key) const {
  const std::string expected = "a mapping of names to values";
  const Node& node = need(key, expected);
  if (node.kind != Kind::kMap) refuse(node, path_of(key), expected);
  std::map<std::string, std::string> result;
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    if (node.items[i].kind != Kind::kScalar) refuse(node.items[i], join(path_of(key), node.keys[i].name), "a value");
    result[node.keys[i].name] = node.items[i].text;
  }
  return result;
}

std::filesystem::path Map::file(const std::string& key) const {
  const Node& node = need(key, "the name of a file");
  const std::string name = text_of(node, path_of(key));
  const auto file = (node.spot.source->directory() / name).lexically_normal();
  const std::string problem = why_unreadable(file);
  if (!problem.empty()) {
    node.spot.fail(fmt::format("{}: no file {}: {}; expected a file, relative to {}", path_of(key),
                               in_quotes(file.string()), problem, node.spot.source->name()));
  }
  return file;
}

std::filesystem::path Map::folder(const std::string& key) const {
  const Node& node = need(key, "the name of a folder");
  const std::string name = text_of(node, path_of(key));
  auto folder = (node.spot.source->directory() / name).lexically_normal();
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    node.spot.fail(fmt::format("{}: no folder {}; expected a folder, relative to {}", path_of(key),
                               in_quotes(folder.string()), node.spot.source->name()));
  }
  return folder;
}

std::vector<std::string> Map::keys() const {
  std::vector<std::string> names;
  for (const Key& key : node_->keys) names.push_back(key.name);
  return names;
}

Place Map::place() const { return node_->spot.place(); }

Place Map::place(const std::string& key) const {
  const Node* node = node_->find(key);
  return node == nullptr ? place() : node->spot.place();
}

void Map::fail(const std::string& key, const std::string& message) const {
  const Node* node = node_->find(key);
  (node == nullptr ? node_ : node)->spot.fail(path_of(key) + ": " + message);
}

void Map::finish() const {
  const auto& asked = tree_->asked[node_];
  for (std::size_t i = 0; i < node_->keys.size(); ++i) {
    const Key& key = node_->keys[i];
    if (asked.count(key.name) == 0) {
      std::vector<std::string> known = nearest_first(key.name, {asked.begin(), asked.end()});
      const std::string expected = known.empty() ? "no keys here" : fmt::format("one of {}", fmt::join(known, ", "));
      key.spot.fail(
          fmt::format("{}: unknown key; expected {}{}", path_of(key.name), expected, did_you_mean(key.name, known)));
    }
    const Node& item = node_->items[i];
    if (tree_->asked.count(&item) > 0) Map(tree_, item, path_of(key.name)).finish();
    if (item.kind != Kind::kList) continue;
    for (std::size_t j = 0; j < item.items.size(); ++j) {
      if (tree_->asked.count(&item.items[j]) > 0) Map(tree_, item.items[j], join(path_of(key.name), j)).finish();
    }
  }
}

}  // namespace lop::config
