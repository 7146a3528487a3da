// The text that a configuration was read from, and places in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "configs/reader/config_error.hpp"

namespace lop::config {

inline constexpr std::uintmax_t kMaxFileBytes = 1 << 20;

/// Text of one YAML file or override; legal UTF-8 without tabs and control characters, lines end in LF or CR LF.
class Source {
 public:
  /// errors  ConfigError at the first illegal byte
  Source(std::string name, std::filesystem::path directory, std::string text);

  const std::string& name() const { return name_; }
  /// What relative paths in this text are relative to.
  const std::filesystem::path& directory() const { return directory_; }
  const std::string& text() const { return text_; }

  /// 0-based line and byte -> 1-based line and character; ends of lines and of the text are the last place they can be.
  Place place(int line, int byte) const;
  /// 1-based line, without its end; empty beyond the text.
  std::string line(int number) const;

 private:
  void check_bytes() const;

  std::string name_;
  std::filesystem::path directory_;
  std::string text_;
  std::vector<std::size_t> line_starts_;
};

/// A place in a source that can be refused.
struct Spot {
  std::shared_ptr<const Source> source;
  int line = 0;    // 1-based
  int column = 0;  // 1-based, characters

  Place place() const { return {source->name(), line, column}; }
  [[noreturn]] void fail(const std::string& message) const;
};

/// Why `file` is not a readable regular file, as the end of a sentence; empty if it is one.
std::string why_unreadable(const std::filesystem::path& file);

/// Why `file` cannot be read as a configuration: unreadable, or over kMaxFileBytes.
std::string why_not_a_configuration(const std::filesystem::path& file);

/// errors  ConfigError at the first line of `file` if it cannot be read
std::shared_ptr<const Source> read_source(const std::filesystem::path& file);

/// `text` in double quotes, cut to a readable length, unprintable bytes replaced.
std::string in_quotes(std::string_view text);

}  // namespace lop::config
