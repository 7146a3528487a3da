// Running another program and taking its output, without a shell.
#pragma once

#include <string>
#include <vector>

namespace lop::report {

struct Outcome {
  bool started = false;
  int exit_code = -1;      // -1 when a signal ended it
  std::string output;      // stdout and stderr
};

/// `arguments[0]` is looked up in PATH.
Outcome run_process(const std::vector<std::string>& arguments);

}  // namespace lop::report
