// Deep merge of what a mapping extends, and of overrides.
#include "configs/reader/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "configs/reader/key_path.hpp"

namespace lop::config {
namespace {

constexpr const char* kExtends = "extends";

// Maps merge key by key and the child wins; anything else is replaced. Keys of the base come first.
Node merged(Node base, Node child) {
  if (base.kind != Kind::kMap || child.kind != Kind::kMap) return child;
  std::unordered_map<std::string_view, std::size_t> index;
  index.reserve(base.keys.size());
  base.keys.reserve(base.keys.size() + child.keys.size());  // keeps the views alive
  for (std::size_t i = 0; i < base.keys.size(); ++i) index.emplace(base.keys[i].name, i);
  base.spot = child.spot;
  for (std::size_t i = 0; i < child.keys.size(); ++i) {
    const auto found = index.find(child.keys[i].name);
    if (found == index.end()) {
      base.keys.push_back(std::move(child.keys[i]));
      base.items.push_back(std::move(child.items[i]));
    } else {
      base.keys[found->second].spot = child.keys[i].spot;
      base.items[found->second] = merged(std::move(base.items[found->second]), std::move(child.items[i]));
    }
  }
  return base;
}

// Parsing is most of the cost of reading, and many points of a sweep name the same files: a file with the text that it
// had before is not parsed again.
Node parse_once(const std::filesystem::path& file, Budget& budget) {
  struct Parsed {
    std::shared_ptr<const Source> source;
    Node root;
    int nodes = 0;
  };
  static std::mutex mutex;
  static std::unordered_map<std::string, Parsed> kept;
  constexpr std::size_t kMostFiles = 1000;
  const std::shared_ptr<const Source> source = read_source(file);
  {
    const std::lock_guard<std::mutex> lock(mutex);
    const auto found = kept.find(file.string());
    if (found != kept.end() && found->second.source->text() == source->text() && found->second.nodes <= budget.nodes) {
      budget.nodes -= found->second.nodes;
      return found->second.root;
    }
  }
  const int before = budget.nodes;
  Node root = parse_file(source, budget);
  const std::lock_guard<std::mutex> lock(mutex);
  if (kept.size() >= kMostFiles) kept.clear();
  kept[file.string()] = {source, root, before - budget.nodes};
  return root;
}

class Resolver {
 public:
  explicit Resolver(Budget& budget) : budget_(budget) {}

  Node load(const std::filesystem::path& file, int depth) {
    open_.push_back(std::filesystem::canonical(file));
    Node root = parse_once(file, budget_);
    resolve(root, "", depth);
    open_.pop_back();
    return root;
  }

  // Replaces each mapping that extends a file by the merge of both; `depth` is that of `node`.
  void resolve(Node& node, const std::string& path, int depth) {
    if (node.kind != Kind::kMap && node.kind != Kind::kList) return;
    if (depth > kMaxDepth) {
      node.spot.fail(fmt::format("{}: nesting deeper than {} with all that is extended; expected at most {} levels",
                                 path, kMaxDepth, kMaxDepth));
    }
    const bool is_map = node.kind == Kind::kMap;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      resolve(node.items[i], is_map ? join(path, node.keys[i].name) : join(path, i), depth + 1);
    }
    if (const Node* extends = is_map ? node.find(kExtends) : nullptr) {
      const Node file = *extends;
      const auto at = static_cast<std::ptrdiff_t>(extends - node.items.data());
      node.keys.erase(node.keys.begin() + at);
      node.items.erase(node.items.begin() + at);
      node = merged(base_of(file, join(path, kExtends), depth), std::move(node));
    }
  }

 private:
  Node base_of(const Node& extends, const std::string& path, int depth) {
    const std::string expected = "; expected the name of a YAML file, relative to the file it stands in";
    if (extends.kind != Kind::kScalar || extends.text.empty()) {
      extends.spot.fail(path + ": found " + describe(extends) + expected);
    }
    const auto file = (extends.spot.source->directory() / extends.text).lexically_normal();
    const std::string problem = why_not_a_configuration(file);
    if (!problem.empty()) {
      extends.spot.fail(
          fmt::format("{}: {} cannot be extended: {}{}", path, in_quotes(file.string()), problem, expected));
    }
    refuse_cycle(extends, path, file);
    if (--budget_.extends < 0) {
      extends.spot.fail(path + ": too many extended files; expected at most " + std::to_string(Budget{}.extends));
    }
    return load(file, depth);
  }

  void refuse_cycle(const Node& extends, const std::string& path, const std::filesystem::path& file) const {
    const auto begin = std::find(open_.begin(), open_.end(), std::filesystem::canonical(file));
    if (begin == open_.end()) return;
    std::string chain;
    for (auto open = begin; open != open_.end(); ++open) chain += open->filename().string() + " -> ";
    extends.spot.fail(fmt::format("{}: a cycle: {}{}; expected a file that does not extend this one", path, chain,
                                  begin->filename().string()));
  }

  Budget& budget_;
  std::vector<std::filesystem::path> open_;  // files being resolved, canonical, outermost first
};

[[noreturn]] void refuse_path(const Source& source, std::size_t at, const std::string& message) {
  throw ConfigError(source.place(0, static_cast<int>(at)), message, source.line(1));
}

// The node that `path` leads to, missing maps made on the way; `depth` counts the maps and lists passed.
Node& place_for(Node& root, const std::shared_ptr<const Source>& source, const std::string& path, int& depth) {
  Node* node = &root;
  for (std::size_t at = 0; at < path.size();) {
    const PathStep step = next_step(path, at, node);
    if (!step.error.empty()) refuse_path(*source, at, "not a path of keys: " + step.error + ", as in a.b[2].c=3");
    if (step.key == kExtends) refuse_path(*source, at, "extends cannot be set alone; expected KEY={extends: FILE}");
    if (++depth > kMaxDepth) refuse_path(*source, at, fmt::format("a path deeper than {} levels", kMaxDepth));
    const std::string so_far = path.substr(0, at);
    if (step.key.empty()) {
      if (node->kind != Kind::kList)
        refuse_path(*source, at, fmt::format("{}: found {}; expected a list", so_far, describe(*node)));
      if (step.index >= node->items.size()) {
        refuse_path(*source, at,
                    fmt::format("{}: no item {} in {}; expected an index below {}", so_far, step.index, describe(*node),
                                node->items.size()));
      }
      node = &node->items[step.index];
    } else {
      if (node->kind == Kind::kNull) node->kind = Kind::kMap;
      if (node->kind != Kind::kMap) {
        refuse_path(*source, at, fmt::format("{}: found {}; expected a mapping", so_far, describe(*node)));
      }
      if (node->find(step.key) == nullptr) {
        const Place place = source->place(0, static_cast<int>(at));
        node->keys.push_back({step.key, {source, 1, place.column}});
        Node fresh;
        fresh.spot = node->keys.back().spot;
        node->items.push_back(std::move(fresh));
      }
      node = &node->items[static_cast<std::size_t>(node->find(step.key) - node->items.data())];
    }
    at = step.end;
  }
  return *node;
}

}  // namespace

Node load_resolved(const std::filesystem::path& file, Budget& budget) {
  const std::string problem = why_not_a_configuration(file);
  return problem.empty() ? Resolver(budget).load(file, 1) : parse_file(read_source(file), budget);
}

void apply_override(Node& root, const std::string& argument, Budget& budget) {
  const auto source = std::make_shared<const Source>("--set " + argument, ".", argument);
  const std::string& text = source->text();
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    refuse_path(*source, 0, "not an override; expected KEY=VALUE, as in array.rows=16");
  if (text.find('\n') != std::string::npos) refuse_path(*source, 0, "an override of several lines; expected one line");
  Node value = parse(source, budget, equals + 1);
  if (value.kind == Kind::kNull) refuse_path(*source, equals, "no value after =; expected KEY=VALUE");
  const std::string path = text.substr(0, equals);
  int depth = 0;
  Node& target = place_for(root, source, path, depth);
  Resolver(budget).resolve(value, path, depth + 1);
  target = merged(std::move(target), std::move(value));
}

void replace_at(Node& root, const std::string& path, const Node& value) {
  int depth = 0;
  try {
    place_for(root, std::make_shared<const Source>("key", ".", path), path, depth) = value;
  } catch (const ConfigError& error) {
    value.spot.fail(path + ": " + error.message());
  }
}

}  // namespace lop::config
