// The strict grammar of scalars.
#include "configs/reader/scalar.hpp"

#include <charconv>
#include <cmath>

namespace lop::config {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits(std::string_view text, std::size_t i) {
  const std::size_t begin = i;
  while (i < text.size() && is_digit(text[i])) ++i;
  return i - begin;
}

struct Shape {
  bool number = false;   // digits, then perhaps a fraction and an exponent
  bool integer = false;  // digits only
  bool leading_zero = false;
};

Shape shape_of(std::string_view text) {
  std::size_t i = 0;
  if (i < text.size() && text[i] == '-') ++i;
  const std::size_t whole = digits(text, i);
  if (whole == 0) return {};
  Shape shape;
  shape.leading_zero = whole > 1 && text[i] == '0';
  i += whole;
  shape.integer = i == text.size();
  if (i < text.size() && text[i] == '.') {
    const std::size_t fraction = digits(text, i + 1);
    if (fraction == 0) return {};
    i += 1 + fraction;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    const std::size_t exponent = digits(text, i);
    if (exponent == 0) return {};
    i += exponent;
  }
  shape.number = i == text.size();
  return shape.number ? shape : Shape{};
}

bool one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (text == word) return true;
  }
  return false;
}

// 0x1f, 0o17, 0b11, with digits of that base only, so that names such as 0xbad_wolf stay text.
bool is_based(std::string_view text) {
  if (text.size() < 3 || text[0] != '0') return false;
  const std::string_view body = text.substr(2);
  switch (text[1]) {
    case 'x':
    case 'X': return body.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
    case 'o':
    case 'O': return body.find_first_not_of("01234567") == std::string_view::npos;
    case 'b':
    case 'B': return body.find_first_not_of("01") == std::string_view::npos;
    default: return false;
  }
}

}  // namespace

Reading reading(const Node& scalar) {
  if (!scalar.plain) return Reading::kText;
  if (scalar.text == "true" || scalar.text == "false") return Reading::kBoolean;
  const Shape shape = shape_of(scalar.text);
  if (shape.integer) return Reading::kInteger;
  return shape.number ? Reading::kNumber : Reading::kText;
}

std::string why_refused(std::string_view plain) {
  const std::string_view unsigned_part = plain.substr(!plain.empty() && (plain[0] == '+' || plain[0] == '-') ? 1 : 0);
  const Shape shape = shape_of(unsigned_part);
  if (shape.leading_zero)
    return "a number with a leading zero; expected it without the zero, or in quotes if it is a text";
  if (is_based(unsigned_part)) {
    return "a hexadecimal, octal or binary number; expected a decimal number, or quotes if it is a text";
  }
  if (one_of(unsigned_part, {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"})) {
    return "a number that is not finite; expected a finite number";
  }
  double value = 0;
  if (shape.number && !to_number(unsigned_part, value)) {
    return "a number beyond the range of double precision; expected a finite number";
  }
  return "";
}

bool to_integer(std::string_view text, long long& value) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc{} && result.ptr == text.data() + text.size();
}

bool to_number(std::string_view text, double& value) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc{} && result.ptr == text.data() + text.size() && std::isfinite(value);
}

}  // namespace lop::config
