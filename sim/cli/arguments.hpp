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

/// How the program was called, for provenance.
std::string command_line();

}  // namespace lop::cli
