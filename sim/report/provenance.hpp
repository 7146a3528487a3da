// Where a result comes from: everything in it that may differ between equal runs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace lop::report {

struct Provenance {
  std::string git;       // commit; empty when unknown
  bool dirty = false;    // tracked files differ from the commit
  std::string command;
  std::optional<std::uint64_t> seed;
  std::string host;
  std::map<std::string, std::string> versions;
  double wall_s = 0;
};

/// Commit and state of the checkout the program was built from,
/// host name, versions; facts that cannot be had stay empty.
Provenance gather_provenance(const std::string& command, std::optional<std::uint64_t> seed);

}  // namespace lop::report
