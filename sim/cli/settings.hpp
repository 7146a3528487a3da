// parameter=value words of the command line.
#pragma once

#include <string>
#include <vector>

#include "models/pe/slice.hpp"

namespace lop::cli {

/// errors  pe::OperandError for a word without '=', an empty name or a name given twice
inline pe::Choices read_settings(const std::vector<std::string>& words, const std::string& option = "--set") {
  pe::Choices choices;
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw pe::OperandError(option + " " + word + ": expected parameter=value");
    }
    if (!choices.emplace(word.substr(0, equals), word.substr(equals + 1)).second) {
      throw pe::OperandError(option + " " + word + ": given twice");
    }
  }
  return choices;
}

}  // namespace lop::cli
