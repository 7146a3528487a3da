// Reads paths of keys step by step.
#include "configs/reader/key_path.hpp"

#include <charconv>

namespace lop::config {
namespace {

PathStep index_step(const std::string& path, std::size_t begin) {
  PathStep step;
  const std::size_t close = path.find(']', begin);
  const char* first = path.data() + begin + 1;
  const char* last = path.data() + (close == std::string::npos ? path.size() : close);
  const auto result = std::from_chars(first, last, step.index);
  if (close == std::string::npos || first == last || result.ec != std::errc{} || result.ptr != last) {
    step.error = "expected a list index such as [0]";
    return step;
  }
  step.end = close + 1;
  return step;
}

// Where the longest key of `map` ends that stands at `begin`, else where the next dot or bracket stands.
std::size_t key_end(const std::string& path, std::size_t begin, const Node* map) {
  std::size_t longest = 0;
  if (map != nullptr) {
    for (const Key& key : map->keys) {
      const std::size_t end = begin + key.name.size();
      const bool whole = end == path.size() || (end < path.size() && (path[end] == '.' || path[end] == '['));
      if (key.name.size() > longest && whole && path.compare(begin, key.name.size(), key.name) == 0) {
        longest = key.name.size();
      }
    }
  }
  if (longest > 0) return begin + longest;
  const std::size_t end = path.find_first_of(".[", begin);
  return end == std::string::npos ? path.size() : end;
}

}  // namespace

PathStep next_step(const std::string& path, std::size_t begin, const Node* node) {
  if (begin < path.size() && path[begin] == '[') return index_step(path, begin);
  PathStep step;
  if (begin > 0) {
    if (path[begin] != '.') {
      step.error = "expected a dot before a key";
      return step;
    }
    ++begin;
  }
  step.end = key_end(path, begin, node);
  step.key = path.substr(begin, step.end - begin);
  if (step.key.empty()) step.error = "expected a key";
  return step;
}

std::string join(const std::string& path, const std::string& key) { return path.empty() ? key : path + "." + key; }

std::string join(const std::string& path, std::size_t index) { return path + "[" + std::to_string(index) + "]"; }

}  // namespace lop::config
