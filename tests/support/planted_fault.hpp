// A fault planted in a copy of one file of rtl/, to see that a test finds it.
#pragma once

#include <filesystem>
#include <ostream>
#include <stdexcept>
#include <string>

#include "tests/support/temporary_folder.hpp"

namespace lop::test {

struct Fault {
  std::string name, file, from, to;  // the file's path below rtl/
};

inline void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

/// The broken copy, in `folder` under its own name.
/// errors  std::runtime_error when the text to break is not there
inline std::filesystem::path plant(const Fault& fault, const std::filesystem::path& folder) {
  std::string source = content(std::filesystem::path(LOP_SOURCE_DIR) / "rtl" / fault.file);
  const std::size_t at = source.find(fault.from);
  if (at == std::string::npos) throw std::runtime_error("the line to break is gone from " + fault.file);
  source.replace(at, fault.from.size(), fault.to);
  std::filesystem::create_directories(folder);
  const std::filesystem::path broken = folder / std::filesystem::path(fault.file).filename();
  std::ofstream(broken) << source;
  return broken;
}

}  // namespace lop::test
