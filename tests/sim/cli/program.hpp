// The real program, run as a user runs it.
#pragma once

#include <string>
#include <vector>

namespace lop::cli::test {

struct Ran {
  int exit_code = -1;  // -1 when a signal ended it
  std::string out, err;
};

/// lopsim with these arguments in `folder`, with `input` on its standard input.
Ran lopsim(const std::string& folder, const std::vector<std::string>& arguments, const std::string& input = "");

/// The same with --set before each of `sets`.
Ran lopsim_with(const std::string& folder, std::vector<std::string> arguments, const std::vector<std::string>& sets);

}  // namespace lop::cli::test
