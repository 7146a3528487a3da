// Internal checks that also run in release builds.
#pragma once

#include <stdexcept>
#include <string>

namespace lop::sim {

/// A broken promise of our own: never the user's fault.
class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] inline void fail_check(const char* condition, const char* file, int line, const std::string& message) {
  throw InternalError(std::string(file) + ":" + std::to_string(line) + ": internal check failed: " + message + " (" +
                      condition + ")");
}

}  // namespace lop::sim

/// errors  InternalError with the place and the message when the condition does not hold
#define LOP_CHECK(condition, message)                                            \
  do {                                                                           \
    if (!(condition)) {                                                          \
      ::lop::sim::fail_check(#condition, __FILE__, __LINE__, message);           \
    }                                                                            \
  } while (false)
