// What the program exits with, and the one place where exceptions become messages and exit codes.
#pragma once

#include <stdexcept>

namespace lop::cli {

inline constexpr int kOk = 0;
inline constexpr int kFinding = 1;
inline constexpr int kBadInput = 2;
inline constexpr int kMissingTool = 3;
inline constexpr int kFailedWrite = 4;   // and other I/O
inline constexpr int kLocked = 5;
inline constexpr int kInternalError = 70;
inline constexpr int kInterrupted = 130;

/// An argument of a command that cannot be used.
class ArgumentError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Call in a catch block: prints one message about the current exception to stderr.
int report_exception();

}  // namespace lop::cli
