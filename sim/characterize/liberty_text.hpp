// The syntax of Liberty: groups and attributes, as views into the text of the file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lop::characterize {

/// `name : value;` has one value, `name (a, b);` any number. Quotes are off.
struct LibertyAttribute {
  std::string_view name;
  std::vector<std::string_view> values;
  std::size_t line = 0;
};

/// `type (name, ...) { ... }`
struct LibertyGroup {
  std::string_view type;
  std::vector<std::string_view> names;
  std::size_t line = 0;
  std::vector<LibertyAttribute> attributes;
  std::vector<LibertyGroup> groups;

  /// The last of that name; null when there is none.
  const LibertyAttribute* attribute(std::string_view name) const;
};

struct LibertyText {
  std::filesystem::path file;
  std::unique_ptr<std::string> text;  // what the views look at
  LibertyGroup top;
};

/// Plain or gzip'ed, told apart by the first bytes. Of groups whose type is not `wanted` only the brackets are checked.
/// errors  FileError
LibertyText parse_liberty(const std::filesystem::path& file, const std::set<std::string_view>& wanted);

}  // namespace lop::characterize
