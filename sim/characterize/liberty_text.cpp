// Parser of Liberty's syntax; one pass over the text.
#include "sim/characterize/liberty_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/device/array.hpp>
#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_streambuf.hpp>
#include <fstream>
#include <iterator>

#include "sim/characterize/file_error.hpp"

namespace lop::characterize {

namespace {

namespace io = boost::iostreams;

constexpr int kMaxDepth = 32;  // groups within groups; Liberty needs six

std::string read_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream || std::filesystem::is_directory(file)) throw FileError(file, 0, "cannot be opened");
  std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  if (bytes.compare(0, 2, "\x1f\x8b") != 0) return bytes;
  std::string text;
  try {
    io::filtering_streambuf<io::input> input;
    input.push(io::gzip_decompressor());
    input.push(io::array_source(bytes.data(), bytes.size()));
    io::copy(input, io::back_inserter(text));
  } catch (const io::gzip_error&) {
    throw FileError(file, 0, "is not a whole gzip file");
  }
  return text;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\\'; }

class Parser {
 public:
  Parser(const std::filesystem::path& file, std::string_view text, const std::set<std::string_view>& wanted)
      : file_(file), text_(text), wanted_(wanted) {}

  LibertyGroup parse() {
    skip_space();
    const std::size_t start = at_;
    const std::string_view name = word();
    if (name != "library") fail(start, fmt::format("expected 'library', found {}", found(start)));
    LibertyGroup group;
    group.type = name;
    group.line = line_of(start);
    group.names = list();
    skip_space();
    if (peek() != '{') fail(at_, fmt::format("expected '{{', found {}", found(at_)));
    body(group, 1);
    skip_space();
    while (peek() == ';') ++at_, skip_space();
    if (at_ != text_.size()) fail(at_, fmt::format("expected the end of the file, found {}", found(at_)));
    return group;
  }

 private:
  [[noreturn]] void fail(std::size_t where, const std::string& message) {
    const auto newlines = std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(where), '\n');
    throw FileError(file_, 1 + static_cast<std::size_t>(newlines), message);
  }

  std::string found(std::size_t where) const {
    if (where >= text_.size()) return "the end of the file";
    std::size_t end = where;
    while (end < text_.size() && end - where < 24 && text_[end] != '\n') ++end;
    return fmt::format("'{}'", text_.substr(where, end - where));
  }

  // Positions come in rising order, so each newline is counted once.
  std::size_t line_of(std::size_t where) {
    line_ += static_cast<std::size_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted_),
                                                 text_.begin() + static_cast<std::ptrdiff_t>(where), '\n'));
    counted_ = where;
    return line_;
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool skip_comment() {
    if (text_.compare(at_, 2, "//") == 0) {
      at_ = std::min(text_.find('\n', at_), text_.size());
      return true;
    }
    if (text_.compare(at_, 2, "/*") != 0) return false;
    const std::size_t end = text_.find("*/", at_ + 2);
    if (end == std::string_view::npos) fail(at_, "comment without an end");
    at_ = end + 2;
    return true;
  }

  void skip_space() {
    for (;;) {
      while (at_ < text_.size() && is_space(text_[at_])) ++at_;
      if (peek() != '/' || !skip_comment()) return;
    }
  }

  std::string_view word() {
    const std::size_t start = at_;
    static constexpr std::string_view kEnds = "(){}:;,\"";
    while (at_ < text_.size() && !is_space(text_[at_]) && kEnds.find(text_[at_]) == std::string_view::npos) ++at_;
    return text_.substr(start, at_ - start);
  }

  std::string_view quoted() {
    const std::size_t start = at_ + 1;
    std::size_t end = start;
    // A quote inside a string is escaped.
    while (end < text_.size() && (text_[end] != '"' || text_[end - 1] == '\\')) ++end;
    if (end == text_.size()) fail(at_, "string without an end");
    at_ = end + 1;
    return text_.substr(start, end - start);
  }

  std::vector<std::string_view> list() {
    skip_space();
    if (peek() != '(') fail(at_, fmt::format("expected '(', found {}", found(at_)));
    const std::size_t open = at_++;
    std::vector<std::string_view> values;
    for (;;) {
      skip_space();
      const char c = peek();
      if (c == ')') return ++at_, values;
      if (c == ',') {
        ++at_;
      } else if (c == '"') {
        values.push_back(quoted());
      } else {
        const std::string_view value = word();
        if (value.empty()) fail(open, fmt::format("'(' is not closed before {}", found(at_)));
        values.push_back(value);
      }
    }
  }

  std::string_view simple_value(std::string_view name) {
    skip_space();
    if (peek() == '"') return quoted();
    const std::size_t stop = std::min(text_.find_first_of(";\n}", at_), text_.size());
    std::string_view value = text_.substr(at_, stop - at_);
    value = value.substr(0, value.find("/*"));
    const std::size_t end = at_ + value.size();
    while (!value.empty() && is_space(value.back())) value.remove_suffix(1);
    if (value.empty()) fail(at_, fmt::format("expected a value of '{}', found {}", name, found(at_)));
    at_ = end;
    return value;
  }

  /// At its '{'.
  void skip_body(std::size_t start, std::string_view type) {
    int depth = 0;
    do {
      const std::size_t next = text_.find_first_of("{}\"/", at_);
      if (next == std::string_view::npos) fail(start, fmt::format("group '{}' has no closing '}}'", type));
      at_ = next;
      const char c = text_[at_];
      if (c == '"') {
        quoted();
      } else if (c == '/') {
        if (!skip_comment()) ++at_;
      } else {
        depth += c == '{' ? 1 : -1;
        ++at_;
      }
    } while (depth != 0);
  }

  /// At the '{' of `group`.
  void body(LibertyGroup& group, int depth) {
    const std::size_t open = at_++;
    if (depth > kMaxDepth) fail(open, fmt::format("more than {} groups within each other", kMaxDepth));
    for (;;) {
      skip_space();
      if (at_ == text_.size()) fail(open, fmt::format("group '{}' has no closing '}}'", group.type));
      if (peek() == '}') {
        ++at_;
        return;
      }
      if (peek() == ';') {
        ++at_;
        continue;
      }
      statement(group, depth);
    }
  }

  void statement(LibertyGroup& group, int depth) {
    const std::size_t start = at_;
    const std::string_view name = word();
    if (name.empty()) fail(start, fmt::format("expected an attribute, a group or '}}', found {}", found(start)));
    if (name == "include_file") fail(start, "include_file is not followed; give the files one by one");
    skip_space();
    const std::size_t line = line_of(start);
    if (peek() == ':') {
      ++at_;
      group.attributes.push_back({name, {simple_value(name)}, line});
    } else if (peek() == '(') {
      std::vector<std::string_view> values = list();
      skip_space();
      if (peek() != '{') {
        group.attributes.push_back({name, std::move(values), line});
      } else if (wanted_.count(name) == 0) {
        skip_body(start, name);
      } else {
        LibertyGroup inner;
        inner.type = name;
        inner.names = std::move(values);
        inner.line = line;
        body(inner, depth + 1);
        group.groups.push_back(std::move(inner));
      }
    } else {
      fail(at_, fmt::format("expected ':' or '(' after '{}', found {}", name, found(at_)));
    }
  }

  const std::filesystem::path& file_;
  std::string_view text_;
  const std::set<std::string_view>& wanted_;
  std::size_t at_ = 0;
  std::size_t line_ = 1, counted_ = 0;
};

}  // namespace

const LibertyAttribute* LibertyGroup::attribute(std::string_view name) const {
  const auto last = std::find_if(attributes.rbegin(), attributes.rend(), [&](const auto& a) { return a.name == name; });
  return last == attributes.rend() ? nullptr : &*last;
}

LibertyText parse_liberty(const std::filesystem::path& file, const std::set<std::string_view>& wanted) {
  LibertyText result;
  result.file = file;
  result.text = std::make_unique<std::string>(read_text(file));
  result.top = Parser(result.file, *result.text, wanted).parse();
  return result;
}

}  // namespace lop::characterize
