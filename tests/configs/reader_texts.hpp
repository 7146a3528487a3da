// What the reader makes of texts: refusals and documents.
#pragma once

#include <string>

#include "configs/reader/document.hpp"
#include "tests/support/temporary_folder.hpp"

namespace lop::config {

using lop::test::TemporaryFolder;

/// what() of the ConfigError that `action` throws; empty if it throws none.
template <typename Action>
std::string refusal(const Action& action) {
  try {
    action();
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

/// A document of one file with this text; the file is gone when the document is there.
inline Document document_of(const std::string& text, const std::vector<std::string>& overrides = {}) {
  const TemporaryFolder folder;
  return Document::load(folder.write("test.yaml", text), overrides);
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace lop::config
