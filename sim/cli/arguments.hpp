// Arguments that several subcommands share.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "configs/reader/document.hpp"

namespace lop::cli {

/// CONFIG and --set.
struct ConfigArguments {
  std::string file;
  std::vector<std::string> overrides;

  void add_to(CLI::App& command);
  /// errors  config::ConfigError
  config::Document load() const { return config::Document::load(file, overrides); }
};

/// The option --set a.b=3, one value each time, so that it may stand before a positional argument.
CLI::Option* add_set_option(CLI::App& command, std::vector<std::string>& values, const std::string& description);

/// How the program was called.
std::vector<std::string> command_words();

/// Words as a shell takes them, quoted where they need it.
std::string shell_line(const std::vector<std::string>& words);

/// How the program was called, for provenance.
inline std::string command_line() { return shell_line(command_words()); }

}  // namespace lop::cli
