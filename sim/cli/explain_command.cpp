// lopsim explain: the value in force of each key, and the file and line it was written in.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "sim/cli/arguments.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/output.hpp"

namespace lop::cli {
namespace {

/// The leaves at or below `key`, all of them when it is empty.
std::vector<std::string> leaves(const config::Document& document, const std::string& key) {
  if (!key.empty()) document.value(key);   // refuses a key that is not there
  std::vector<std::string> paths;
  for (const std::string& path : document.key_paths()) {
    const bool below =
        path.rfind(key, 0) == 0 && (path.size() == key.size() || path[key.size()] == '.' || path[key.size()] == '[');
    if (key.empty() || below) paths.push_back(path);
  }
  return paths;
}

std::string explanation(const config::Document& document, const std::string& key) {
  const std::vector<std::string> paths = leaves(document, key);
  std::size_t widest = 0;
  std::vector<std::string> lines;
  for (const std::string& path : paths) {
    lines.push_back(path + " = " + document.value(path).dump());
    widest = std::max(widest, lines.back().size());
  }
  std::string text;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const config::Place place = document.origin(paths[i]);
    text += fmt::format("{:<{}}  # {}:{}:{}\n", lines[i], widest, place.file, place.line, place.column);
  }
  return text;
}

}  // namespace

void add_explain_command(CLI::App& app, int&) {
  struct Arguments : ConfigArguments {
    std::string key;
  };
  CLI::App* const command =
      app.add_subcommand("explain", "Show the value of a key, or of all, and where it was written");
  command->footer("Example:\n  lopsim explain configs/systems/bitmod.yaml memory.weight");
  const auto arguments = std::make_shared<Arguments>();
  arguments->add_to(*command);
  command->add_option("KEY", arguments->key,
                      "a key such as array.tile.rows, or one that has keys below it; all keys if left out");
  command->callback([arguments] { print(explanation(arguments->load(), arguments->key)); });
}

}  // namespace lop::cli
