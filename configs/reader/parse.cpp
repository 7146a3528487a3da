// yaml-cpp's events -> tree; every budget is enforced while parsing, so nothing is expanded before it is refused.
#include "configs/reader/parse.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>
#include <utility>

#include "configs/reader/scalar.hpp"

namespace lop::config {
namespace {

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::shared_ptr<const Source> source, Budget& budget, std::size_t start)
      : source_(std::move(source)), budget_(budget), start_(start) {}

  Node take() { return std::move(root_); }

  // Marks are relative to the start of the parsed text.
  Spot spot(const YAML::Mark& mark) const {
    const int byte = mark.column + (mark.line <= 0 ? static_cast<int>(start_) : 0);
    const Place place = source_->place(mark.line, byte);
    return {source_, place.line, place.column};
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) {
      spot(mark).fail("something after the end of the first document; expected one document in a file");
    }
  }
  void OnDocumentEnd() override {}

  // yaml-cpp also reports what was left out, such as the value of a key cut off at the end of the file.
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    if (stack_.empty()) return;
    if (wants_key()) spot(mark).fail(where("an empty key; expected a name"));
    const bool in_map = stack_.back().node.kind == Kind::kMap;
    // An absent value is marked where the next token stands: its key is the better place.
    const Spot at = in_map ? stack_.back().key.spot : spot(mark);
    const char* hint = stack_.back().block ? "" : " (is a bracket left open?)";
    at.fail(where((in_map ? "no value; expected KEY: VALUE" : "an empty item; expected a value") + std::string(hint)));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, const std::string& value) override {
    refuse_tag(mark, tag);
    refuse_unclosed(mark);
    const bool plain = tag == "?";
    if (plain) {
      const std::string problem = why_refused(value);
      if (!problem.empty()) spot(mark).fail(where(in_quotes(value) + ": " + problem));
    }
    if (value.find('\0') != std::string::npos) spot(mark).fail(where("a text with a NUL in it; expected none"));
    add_scalar(mark, value, plain);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value style) override {
    open(mark, tag, Kind::kList, style);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value style) override {
    open(mark, tag, Kind::kMap, style);
  }
  void OnMapEnd() override { close(); }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse_alias(mark); }

  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    spot(mark).fail(where(fmt::format("anchor &{}; expected the value itself, without anchors and aliases", name)));
  }

  [[noreturn]] void refuse_alias(const YAML::Mark& mark) const {
    spot(mark).fail(where("an alias; expected the value itself, or extends: FILE to share values"));
  }

  // Line in which the innermost open list or mapping begins.
  int open_line() const { return stack_.empty() ? 1 : stack_.back().node.spot.line; }

  // "array.tile: message", from the keys of the mappings that are open.
  std::string where(const std::string& message) const {
    std::string path;
    for (const Frame& frame : stack_) {
      if (frame.node.kind == Kind::kList) {
        path += fmt::format("[{}]", frame.node.items.size());
      } else if (!frame.wants_key) {
        path += (path.empty() ? "" : ".") + frame.key.name;
      }
    }
    return path.empty() ? message : path + ": " + message;
  }

 private:
  struct Frame {
    Node node;
    bool wants_key = false;
    bool block = false;  // written by indentation
    Key key;
    std::unordered_map<std::string, int> lines{};  // of the keys so far
  };

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
    const auto at = start_ + static_cast<std::size_t>(mark.pos < 0 ? 0 : mark.pos);
    const bool written = at < source_->text().size() && source_->text()[at] == '!';
    if (written || (tag != "?" && tag != "!" && !tag.empty())) {
      spot(mark).fail(where("a tag; expected the value alone, its type follows from its key"));
    }
  }

  // yaml-cpp takes what follows a key for its value however little it is indented.
  void refuse_unindented(const Spot& value, bool block_list) const {
    if (stack_.empty() || !stack_.back().block) return;
    const Frame& frame = stack_.back();
    const int least = frame.node.spot.column + (block_list && frame.node.kind == Kind::kMap ? 0 : 1);
    if (value.column < least)
      value.fail(where("a value left of its place; expected it indented more than its key or dash"));
  }

  // yaml-cpp takes a quote at the end of the text for an empty text in quotes.
  void refuse_unclosed(const YAML::Mark& mark) const {
    const auto at = start_ + static_cast<std::size_t>(mark.pos < 0 ? 0 : mark.pos);
    const std::string& text = source_->text();
    const bool quote = at < text.size() && (text[at] == '"' || text[at] == '\'');
    if (quote && text.find(text[at], at + 1) == std::string::npos) {
      spot(mark).fail(where("a quote that is not closed; expected a closing quote"));
    }
  }

  bool wants_key() const { return !stack_.empty() && stack_.back().wants_key; }

  void open(const YAML::Mark& mark, const std::string& tag, Kind kind, YAML::EmitterStyle::value style) {
    refuse_tag(mark, tag);
    if (wants_key()) {
      spot(mark).fail(where(kind == Kind::kMap ? "a mapping as a key; expected a name (is a bracket left open?)"
                                               : "a list as a key; expected a name (is a bracket left open?)"));
    }
    if (stack_.size() >= static_cast<std::size_t>(kMaxDepth)) {
      spot(mark).fail(fmt::format("nesting deeper than {}; expected at most {} levels", kMaxDepth, kMaxDepth));
    }
    count(mark);
    const bool block = style == YAML::EmitterStyle::Block;
    refuse_unindented(spot(mark), block && kind == Kind::kList);
    Frame frame;
    frame.node.kind = kind;
    frame.node.spot = spot(mark);
    frame.wants_key = kind == Kind::kMap;
    frame.block = block;
    stack_.push_back(std::move(frame));
  }

  void close() {
    Node node = std::move(stack_.back().node);
    stack_.pop_back();
    attach(std::move(node));
  }

  void count(const YAML::Mark& mark) const {
    if (--budget_.nodes < 0) {
      spot(mark).fail(
          fmt::format("more than {} values; expected at most {} with all that is extended", kMaxNodes, kMaxNodes));
    }
  }

  void add_scalar(const YAML::Mark& mark, const std::string& value, bool plain) {
    if (wants_key()) {
      add_key(mark, value, plain);
      return;
    }
    count(mark);
    refuse_unindented(spot(mark), false);
    Node node;
    node.kind = Kind::kScalar;
    node.spot = spot(mark);
    node.text = value;
    node.plain = plain;
    attach(std::move(node));
  }

  void add_key(const YAML::Mark& mark, const std::string& name, bool plain) {
    if (name.empty()) spot(mark).fail(where("an empty key; expected a name"));
    if (plain && name == "<<") spot(mark).fail(where("merge key <<; expected extends: FILE, which merges deeply"));
    Frame& frame = stack_.back();
    const Spot at = spot(mark);
    const auto [first, fresh] = frame.lines.emplace(name, at.line);
    if (!fresh) {
      at.fail(where(fmt::format("duplicate key {} in line {}, first given in line {}; expected it once",
                                in_quotes(name), at.line, first->second)));
    }
    frame.key = {name, at};
    frame.wants_key = false;
  }

  void attach(Node node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = stack_.back();
    if (frame.node.kind == Kind::kMap) {
      frame.node.keys.push_back(std::move(frame.key));
      frame.wants_key = true;
    }
    frame.node.items.push_back(std::move(node));
  }

  std::shared_ptr<const Source> source_;
  Budget& budget_;
  std::size_t start_;
  std::vector<Frame> stack_;
  Node root_;
  int documents_ = 0;
};

std::string expected(const std::string& message, int open_line) {
  namespace text = YAML::ErrorMsg;
  if (message == text::MAP_VALUE) return "KEY: VALUE, with quotes around a text that has \": \" in it";
  if (message == text::END_OF_MAP) return "a key with the indentation of those above it";
  if (message == text::END_OF_SEQ) return "an item with the indentation of those above it";
  if (message == text::END_OF_MAP_FLOW)
    return fmt::format("a comma or }} in the mapping that begins in line {}", open_line);
  if (message == text::END_OF_SEQ_FLOW)
    return fmt::format("a comma or ] in the list that begins in line {}", open_line);
  if (message == text::EOF_IN_SCALAR) return "a closing quote";
  return "YAML 1.2";
}

// yaml-cpp drops a directive that follows the document, with all that is written behind it.
void refuse_directives(const std::shared_ptr<const Source>& source) {
  const std::string& text = source->text();
  for (std::size_t i = 0, line = 1; i < text.size(); ++line) {
    if (text[i] == '%') Spot{source, static_cast<int>(line), 1}.fail("a YAML directive; expected none");
    i = std::min(text.find('\n', i), text.size() - 1) + 1;
  }
}

// yaml-cpp takes the end of the text after a line end for a closing quote; inside quotes a comment is no comment, so
// one in the last line makes it look for the quote.
std::string guarded(std::string text) {
  const std::size_t last = text.find_last_not_of(' ');
  if (last == std::string::npos || text[last] != '\n') return text;
  text.resize(last + 1);
  return text + "#";
}

}  // namespace

Node parse(const std::shared_ptr<const Source>& source, Budget& budget, std::size_t start) {
  refuse_directives(source);
  std::istringstream in(guarded(source->text().substr(start)));
  TreeBuilder builder(source, budget, start);
  try {
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    if (error.msg == YAML::ErrorMsg::UNKNOWN_ANCHOR) builder.refuse_alias(error.mark);
    builder.spot(error.mark)
        .fail(builder.where(
            fmt::format("not legal YAML, {}; expected {}", error.msg, expected(error.msg, builder.open_line()))));
  }
  return builder.take();
}

Node parse_file(const std::shared_ptr<const Source>& source, Budget& budget) {
  Node root = parse(source, budget);
  if (root.kind == Kind::kNull)
    throw ConfigError({source->name(), 1, 1}, "an empty file; expected a mapping of keys to values");
  if (root.kind != Kind::kMap)
    root.spot.fail(describe(root) + " at the top level; expected a mapping of keys to values");
  return root;
}

}  // namespace lop::config
