// Parser of Boolean expressions to postfix, and their evaluation on a stack of bits.
#include "sim/characterize/boolean_function.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace lop::characterize {

namespace {

enum Operator { kNot = -1, kAnd = -2, kOr = -3, kXor = -4, kFalse = -5, kTrue = -6 };

constexpr int kMaxNames = 64;
constexpr int kMaxDepth = 64;  // of the stack: one word
constexpr int kMaxEnumerated = 20;

}  // namespace

class BooleanParser {
 public:
  BooleanParser(std::string_view text, BooleanFunction& function) : text_(text), function_(function) {}

  void parse() {
    disjunction();
    if (at_ != text_.size()) fail("an operator");
  }

 private:
  [[noreturn]] void fail(const char* expected) const {
    const std::string found = at_ < text_.size() ? fmt::format("'{}'", text_.substr(at_, 1)) : "its end";
    throw std::invalid_argument(
        fmt::format("expected {} at character {} of \"{}\", found {}", expected, at_ + 1, text_, found));
  }

  char peek() {
    while (at_ < text_.size() && (std::isspace(static_cast<unsigned char>(text_[at_])) || text_[at_] == '\\')) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  static bool begins_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }
  static bool continues_name(char c) {
    return begins_name(c) || std::isdigit(static_cast<unsigned char>(c)) || c == '[' || c == ']';
  }

  void disjunction() {
    conjunction();
    while (peek() == '|' || peek() == '+') {
      ++at_;
      conjunction();
      function_.code_.push_back(kOr);
    }
  }

  void conjunction() {
    exclusive();
    for (;;) {
      const char c = peek();
      if (c == '&' || c == '*') {
        ++at_;
      } else if (!begins_name(c) && c != '!' && c != '(' && c != '0' && c != '1') {
        return;
      }
      exclusive();
      function_.code_.push_back(kAnd);
    }
  }

  void exclusive() {
    complement();
    while (peek() == '^') {
      ++at_;
      complement();
      function_.code_.push_back(kXor);
    }
  }

  void complement() {
    if (++depth_ > kMaxDepth) fail("fewer brackets");
    if (peek() == '!') {
      ++at_;
      complement();
      function_.code_.push_back(kNot);
    } else {
      operand();
      while (peek() == '\'') {
        ++at_;
        function_.code_.push_back(kNot);
      }
    }
    --depth_;
  }

  void operand() {
    const char c = peek();
    if (c == '(') {
      ++at_;
      disjunction();
      if (peek() != ')') fail("')'");
      ++at_;
    } else if (c == '0' || c == '1') {
      ++at_;
      function_.code_.push_back(c == '0' ? kFalse : kTrue);
    } else if (begins_name(c)) {
      const std::size_t start = at_;
      while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
      function_.code_.push_back(function_.index_of(std::string(text_.substr(start, at_ - start))));
    } else {
      fail("a pin, '!' or '('");
    }
  }

  std::string_view text_;
  BooleanFunction& function_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

BooleanFunction::BooleanFunction(std::string_view text) {
  BooleanParser(text, *this).parse();
  check_depth();
}

int BooleanFunction::index_of(const std::string& name) {
  const auto found = std::find(names_.begin(), names_.end(), name);
  if (found != names_.end()) return static_cast<int>(found - names_.begin());
  if (names_.size() == kMaxNames) throw std::invalid_argument(fmt::format("more than {} names", kMaxNames));
  names_.push_back(name);
  return static_cast<int>(names_.size()) - 1;
}

void BooleanFunction::check_depth() const {
  int depth = 0;
  for (const int op : code_) {
    if (op >= 0 || op == kFalse || op == kTrue) {
      ++depth;
    } else if (op != kNot) {
      --depth;
    }
    if (depth > kMaxDepth) throw std::invalid_argument(fmt::format("more than {} operands at a time", kMaxDepth));
  }
}

bool BooleanFunction::evaluate(std::uint64_t values) const {
  std::uint64_t stack = 0;
  for (const int op : code_) {
    if (op >= 0) {
      stack = stack << 1 | (values >> op & 1);
      continue;
    }
    const std::uint64_t top = stack & 1;
    switch (op) {
      case kNot: stack ^= 1; break;
      case kFalse: stack <<= 1; break;
      case kTrue: stack = stack << 1 | 1; break;
      case kAnd: stack = (stack >> 1) & (~std::uint64_t{1} | top); break;
      case kOr: stack = (stack >> 1) | top; break;
      case kXor: stack = (stack >> 1) ^ top; break;
    }
  }
  return (stack & 1) != 0;
}

BooleanFunction BooleanFunction::inlined(
    const std::function<const BooleanFunction*(const std::string&)>& replacement) const {
  BooleanFunction result;
  for (const int op : code_) {
    const BooleanFunction* other = op < 0 ? nullptr : replacement(names_[static_cast<std::size_t>(op)]);
    if (op < 0) {
      result.code_.push_back(op);
    } else if (other == nullptr) {
      result.code_.push_back(result.index_of(names_[static_cast<std::size_t>(op)]));
    } else {
      for (const int theirs : other->code_) {
        result.code_.push_back(theirs < 0 ? theirs : result.index_of(other->names_[static_cast<std::size_t>(theirs)]));
      }
    }
  }
  result.check_depth();
  return result;
}

BooleanFunction::Sense BooleanFunction::sense(const std::string& name) const {
  Sense sense;
  const auto found = std::find(names_.begin(), names_.end(), name);
  if (found == names_.end()) return sense;
  if (names_.size() > kMaxEnumerated) throw std::invalid_argument(fmt::format("more than {} names", kMaxEnumerated));
  const std::uint64_t bit = std::uint64_t{1} << (found - names_.begin());
  for (std::uint64_t state = 0; state >> names_.size() == 0; ++state) {
    if ((state & bit) != 0) continue;
    const bool low = evaluate(state);
    const bool high = evaluate(state | bit);
    sense.rises |= !low && high;
    sense.falls |= low && !high;
  }
  return sense;
}

}  // namespace lop::characterize
