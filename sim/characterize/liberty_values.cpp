// Conversion of the text of Liberty attributes.
#include "sim/characterize/liberty_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "sim/characterize/file_error.hpp"

namespace lop::characterize {

namespace {

constexpr std::string_view kBlanks = " \t\r\n\\";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

void LibertyValues::fail(std::size_t line, const std::string& message) const { throw FileError(file_, line, message); }

const LibertyAttribute& LibertyValues::required(const LibertyGroup& group, std::string_view name) const {
  const LibertyAttribute* attribute = group.attribute(name);
  if (attribute == nullptr) fail(group.line, fmt::format("group '{}' has no '{}'", group.type, name));
  return *attribute;
}

std::string LibertyValues::word(const LibertyGroup& group, std::string_view name, const std::string& fallback) const {
  const LibertyAttribute* attribute = group.attribute(name);
  if (attribute == nullptr) return fallback;
  if (attribute->values.size() != 1) fail(attribute->line, fmt::format("expected one value of '{}'", name));
  return std::string(trimmed(attribute->values.front()));
}

double LibertyValues::number(const LibertyGroup& group, std::string_view name, double fallback) const {
  return group.attribute(name) == nullptr ? fallback : required_number(group, name);
}

double LibertyValues::required_number(const LibertyGroup& group, std::string_view name) const {
  return to_number(word(group, name), required(group, name).line);
}

bool LibertyValues::flag(const LibertyGroup& group, std::string_view name) const {
  const std::string value = word(group, name, "false");
  if (value != "true" && value != "false") {
    fail(group.attribute(name)->line, fmt::format("expected true or false, found '{}'", value));
  }
  return value == "true";
}

std::optional<BooleanFunction> LibertyValues::function(const LibertyGroup& group, std::string_view name) const {
  const LibertyAttribute* attribute = group.attribute(name);
  if (attribute == nullptr) return std::nullopt;
  try {
    return BooleanFunction(word(group, name));
  } catch (const std::invalid_argument& error) {
    fail(attribute->line, fmt::format("{}: {}", name, error.what()));
  }
}

double LibertyValues::to_number(std::string_view text, std::size_t line) const {
  const std::string_view whole = trimmed(text);
  std::string_view digits = whole;
  if (digits.size() > 1 && digits.front() == '+') digits.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value)) {
    fail(line, fmt::format("expected a number, found '{}'", whole));
  }
  return value;
}

std::vector<double> LibertyValues::numbers(const LibertyAttribute& attribute) const {
  std::vector<double> result;
  for (const std::string_view value : attribute.values) {
    std::size_t start = 0;
    while (start <= value.size()) {
      const std::size_t end = std::min(value.find(',', start), value.size());
      const std::string_view item = trimmed(value.substr(start, end - start));
      // Some writers end a row with a comma, some separate by blanks alone.
      std::size_t at = 0;
      while (at < item.size()) {
        const std::size_t stop = std::min(item.find_first_of(kBlanks, at), item.size());
        result.push_back(to_number(item.substr(at, stop - at), attribute.line));
        at = std::min(item.find_first_not_of(kBlanks, stop), item.size());
      }
      start = end + 1;
    }
  }
  return result;
}

// Of "ps" with base 's', of "pf" with base 'f': the factor of the prefix.
double LibertyValues::scale(std::string_view text, char base, std::size_t line) const {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  if (text.size() == 1 && lower(text[0]) == base) return 1;
  if (text.size() == 2 && lower(text[1]) == base) {
    switch (text[0]) {
      case 'm': return 1e-3;
      case 'u': return 1e-6;
      case 'n': return 1e-9;
      case 'p': return 1e-12;
      case 'f': return 1e-15;
      default: break;
    }
  }
  fail(line, fmt::format("expected a unit of '{}' with a prefix m, u, n, p or f, found '{}'", base, text));
}

double LibertyValues::unit(const LibertyGroup& library, std::string_view name, char base) const {
  const std::size_t line = required(library, name).line;
  const std::string text = word(library, name);
  const std::size_t digits = std::min(text.find_first_not_of("0123456789.+- "), text.size());
  const double value = to_number(text.substr(0, digits), line) * scale(text.substr(digits), base, line);
  if (value <= 0) fail(line, fmt::format("expected a unit above 0, found '{}'", text));
  return value;
}

LibertyUnits LibertyValues::units(const LibertyGroup& library) const {
  LibertyUnits units;
  // Rounded, since 1e-9 * 1e12 need not be 1000.
  const auto in = [](double value, double inverse) { return std::round(value * inverse * 1e6) / 1e6; };
  units.time_ps = in(unit(library, "time_unit", 's'), 1e12);
  units.leakage_nw = in(unit(library, "leakage_power_unit", 'w'), 1e9);
  units.voltage_v = in(unit(library, "voltage_unit", 'v'), 1);
  const LibertyAttribute& load = required(library, "capacitive_load_unit");
  if (load.values.size() != 2) fail(load.line, "expected capacitive_load_unit (number, unit)");
  const double farad = to_number(load.values[0], load.line) * scale(trimmed(load.values[1]), 'f', load.line);
  units.capacitance_ff = in(farad, 1e15);
  if (units.time_ps <= 0 || units.leakage_nw <= 0 || units.voltage_v <= 0 || units.capacitance_ff <= 0) {
    fail(library.line, "a unit is too small to be one");
  }
  units.energy_fj = units.capacitance_ff * units.voltage_v * units.voltage_v;
  return units;
}

}  // namespace lop::characterize
