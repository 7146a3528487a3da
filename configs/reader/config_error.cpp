// How a configuration error is printed.
#include "configs/reader/config_error.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace lop::config {
namespace {

constexpr std::size_t kShownCharacters = 120;

// One printable string a character, so that a caret can be put under any of them.
std::vector<std::string> printable_characters(std::string_view line) {
  std::vector<std::string> characters;
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0) == 0x80 && !characters.empty()) {
      characters.back() += c;
    } else {
      characters.emplace_back(1, byte < 0x20 || byte == 0x7f ? ' ' : c);
    }
  }
  return characters;
}

std::string excerpt(const std::string& line, int column) {
  const auto characters = printable_characters(line);
  const auto at = static_cast<std::size_t>(std::max(column, 1) - 1);
  const std::size_t begin = at < kShownCharacters ? 0 : at - kShownCharacters / 2;
  const std::size_t end = std::min(characters.size(), begin + kShownCharacters);
  std::string shown = begin > 0 ? "..." : "";
  const std::size_t caret = shown.size() + at - begin;
  for (std::size_t i = begin; i < end; ++i) shown += characters[i];
  if (end < characters.size()) shown += "...";
  return "\n" + shown + "\n" + std::string(caret, ' ') + "^";
}

std::string whole(const Place& place, const std::string& message, const std::string& source_line) {
  std::string text =
      place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": error: " + message;
  if (!source_line.empty()) text += excerpt(source_line, place.column);
  return text;
}

}  // namespace

ConfigError::ConfigError(const Place& place, const std::string& message, const std::string& source_line)
    : std::runtime_error(whole(place, message, source_line)), place_(place), message_(message) {}

}  // namespace lop::config
