// Reads a text, checks its bytes and finds places in it.
#include "configs/reader/source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

namespace lop::config {
namespace {

unsigned char byte_at(std::string_view text, std::size_t i) {
  return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
}

// Length of the UTF-8 character at i, 0 if there is none: no overlong forms, no surrogates, at most U+10FFFF.
std::size_t character_length(std::string_view text, std::size_t i) {
  const unsigned char lead = byte_at(text, i);
  if (lead < 0x80) return 1;
  std::size_t length = 0;
  unsigned char low = 0x80, high = 0xbf;  // of the second byte
  if (lead >= 0xc2 && lead <= 0xdf) length = 2;
  if (lead >= 0xe0 && lead <= 0xef) length = 3;
  if (lead >= 0xf0 && lead <= 0xf4) length = 4;
  if (lead == 0xe0) low = 0xa0;
  if (lead == 0xed) high = 0x9f;
  if (lead == 0xf0) low = 0x90;
  if (lead == 0xf4) high = 0x8f;
  if (length == 0 || byte_at(text, i + 1) < low || byte_at(text, i + 1) > high) return 0;
  for (std::size_t k = 2; k < length; ++k) {
    if ((byte_at(text, i + k) & 0xc0) != 0x80) return 0;
  }
  return length;
}

std::string illegal(std::string_view text, std::size_t i) {
  const unsigned char byte = byte_at(text, i);
  if (byte == '\t') return "tab character; expected spaces (in a double-quoted text, write \\t)";
  if (byte == 0) return "NUL byte; expected a text file";
  if (byte == '\r' && byte_at(text, i + 1) != '\n')
    return "carriage return inside a line; expected LF or CR LF at its end";
  if ((byte < 0x20 && byte != '\n' && byte != '\r') || byte == 0x7f) {
    return fmt::format("control character 0x{:02x}; expected printable UTF-8", byte);
  }
  return "";
}

}  // namespace

Source::Source(std::string name, std::filesystem::path directory, std::string text)
    : name_(std::move(name)), directory_(std::move(directory)), text_(std::move(text)) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text_.compare(0, kByteOrderMark.size(), kByteOrderMark) == 0) text_.erase(0, kByteOrderMark.size());
  line_starts_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') line_starts_.push_back(i + 1);
  }
  check_bytes();
}

void Source::check_bytes() const {
  for (std::size_t i = 0; i < text_.size();) {
    const std::size_t length = character_length(text_, i);
    const std::string problem = length == 0 ? "invalid UTF-8; expected a text file in UTF-8" : illegal(text_, i);
    if (!problem.empty()) {
      const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), i);
      const auto line_index = static_cast<int>(next - line_starts_.begin()) - 1;
      const Place at = place(line_index, static_cast<int>(i - *(next - 1)));
      throw ConfigError(at, problem, length == 0 ? "" : line(at.line));
    }
    i += length;
  }
}

Place Source::place(int line_index, int byte) const {
  const int last = static_cast<int>(line_starts_.size()) - 1;
  const int in_range = std::clamp(line_index, 0, last);
  const std::string text = line(in_range + 1);
  const auto before = static_cast<std::size_t>(std::clamp(byte, 0, static_cast<int>(text.size())));
  const auto is_start = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(before);
  return {name_, in_range + 1, static_cast<int>(std::count_if(text.begin(), end, is_start)) + 1};
}

std::string Source::line(int number) const {
  if (number < 1 || static_cast<std::size_t>(number) > line_starts_.size()) return "";
  const std::size_t begin = line_starts_[static_cast<std::size_t>(number) - 1];
  std::size_t end = std::min(text_.find('\n', begin), text_.size());
  if (end > begin && text_[end - 1] == '\r') --end;
  return text_.substr(begin, end - begin);
}

void Spot::fail(const std::string& message) const { throw ConfigError(place(), message, source->line(line)); }

std::string why_unreadable(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (status.type() == std::filesystem::file_type::not_found) return "there is no such file";
  if (error) return "it cannot be read: " + error.message();
  if (std::filesystem::is_directory(status)) return "it is a directory";
  if (!std::filesystem::is_regular_file(status)) return "it is not a regular file";
  if (!std::ifstream(file)) return fmt::format("it cannot be read: {}", std::strerror(errno));
  return "";
}

std::string why_not_a_configuration(const std::filesystem::path& file) {
  const std::string problem = why_unreadable(file);
  if (!problem.empty()) return problem;
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(file, error);
  if (error) return "it cannot be read: " + error.message();
  if (bytes > kMaxFileBytes) return fmt::format("it has {} bytes, more than the cap of 1 MiB", bytes);
  return "";
}

std::shared_ptr<const Source> read_source(const std::filesystem::path& file) {
  const auto refuse = [&file](const std::string& problem) -> void {
    throw ConfigError({file.string(), 1, 1},
                      "not a configuration: " + problem + "; expected a YAML file of at most 1 MiB");
  };
  const std::string problem = why_not_a_configuration(file);
  if (!problem.empty()) refuse(problem);
  std::ifstream in(file, std::ios::binary);
  std::string text(kMaxFileBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) refuse("it cannot be read");
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > kMaxFileBytes) refuse("it has grown beyond the cap of 1 MiB");
  return std::make_shared<const Source>(file.string(), file.parent_path(), std::move(text));
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kShownBytes = 60;
  std::string shown;
  std::size_t i = 0;
  while (i < text.size() && shown.size() < kShownBytes) {
    const std::size_t length = character_length(text, i);
    if (length == 0 || byte_at(text, i) < 0x20 || byte_at(text, i) == 0x7f) {
      shown += '?';
    } else {
      shown += text.substr(i, length);
    }
    i += std::max<std::size_t>(length, 1);
  }
  return "\"" + shown + (i < text.size() ? "...\"" : "\"");
}

}  // namespace lop::config
