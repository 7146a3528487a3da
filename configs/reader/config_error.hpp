// The one error of a user's configuration: where it stands, what is wrong, what was expected.
#pragma once

#include <stdexcept>
#include <string>

namespace lop::config {

/// A place in a configuration, 1-based; columns count characters. For an override the file is "--set a.b=3".
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
};

/// what() is "file:line:col: error: message", then the source line and a caret line where there is a source line.
class ConfigError : public std::runtime_error {
 public:
  ConfigError(const Place& place, const std::string& message, const std::string& source_line = "");

  const Place& place() const { return place_; }
  const std::string& message() const { return message_; }

 private:
  Place place_;
  std::string message_;
};

}  // namespace lop::config
