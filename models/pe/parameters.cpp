// Resolves a user's choice of PE parameters against what the PE offers.
#include "models/pe/parameters.hpp"

#include <algorithm>
#include <charconv>

namespace lop::pe {
namespace {

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// -1 for what is not the plain spelling of a number from 0 on.
int plain_number(const std::string& text) {
  int value = 0;
  const std::errc error = std::from_chars(text.data(), text.data() + text.size(), value).ec;
  return error == std::errc() && std::to_string(value) == text ? std::max(value, -1) : -1;
}

bool is_positive_multiple(const std::string& text, int divisor) {
  const int value = plain_number(text);
  return value > 0 && value % divisor == 0;
}

void check_value(const std::string& stem, const Parameter& parameter, const std::string& value) {
  if (parameter.multiple_of > 0) {
    if (is_positive_multiple(value, parameter.multiple_of)) return;
    throw OperandError(stem + ": " + parameter.name + ": expected a positive multiple of " +
                       std::to_string(parameter.multiple_of) + ", got '" + value + "'");
  }
  if (std::find(parameter.values.begin(), parameter.values.end(), value) != parameter.values.end()) return;
  if (parameter.accepts != nullptr && parameter.accepts(value)) return;
  throw OperandError(stem + ": " + parameter.name + ": expected one of " + listed(parameter.values) +
                     (parameter.also.empty() ? "" : ", or " + parameter.also) + ", got '" + value + "'");
}

}  // namespace

bool is_number_between(const std::string& value, int least, int most) {
  const int number = plain_number(value);
  return number >= least && number <= most;
}

Choices resolve_choices(const std::string& stem, const std::vector<Parameter>& parameters, const Choices& choices) {
  Choices resolved;
  for (const Parameter& parameter : parameters) resolved[parameter.name] = parameter.values.front();
  for (const auto& [name, value] : choices) {
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [&wanted = name](const Parameter& p) { return p.name == wanted; });
    if (found == parameters.end()) {
      std::vector<std::string> names;
      for (const Parameter& parameter : parameters) names.push_back(parameter.name);
      throw OperandError(stem + ": unknown parameter '" + name + "'; known: " + listed(names));
    }
    check_value(stem, *found, value);
    resolved[name] = value;
  }
  return resolved;
}

int choice_index(const std::vector<Parameter>& parameters, const Choices& choices, const std::string& name) {
  for (const Parameter& parameter : parameters) {
    if (parameter.name != name) continue;
    const auto found = std::find(parameter.values.begin(), parameter.values.end(), choices.at(name));
    return static_cast<int>(found - parameter.values.begin());
  }
  throw OperandError("no parameter '" + name + "'");
}

int choice_number(const Choices& choices, const std::string& name) { return std::stoi(choices.at(name)); }

}  // namespace lop::pe
