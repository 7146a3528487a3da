// Results to standard output, progress to a terminal.
#pragma once

#include <string>
#include <string_view>

namespace lop::cli {

/// errors  workloads::WriteError, for a closed pipe too
void print(std::string_view text);

/// One line on stderr that is rewritten, on a terminal only; gone when the object is.
class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(const std::string& line);

 private:
  bool is_terminal_;
  bool shown_ = false;
};

}  // namespace lop::cli
