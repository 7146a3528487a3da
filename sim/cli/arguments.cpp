// Arguments that several subcommands share.
#include "sim/cli/arguments.hpp"

#include <fstream>

namespace lop::cli {

void ConfigArguments::add_to(CLI::App& command) {
  command.add_option("CONFIG", file, "YAML file of a system, such as configs/systems/bitmod.yaml")->required();
  add_set_option(command, overrides,
                 "override a key, such as pe.parameters.weight_mode=int6; may be given several times");
}

CLI::Option* add_set_option(CLI::App& command, std::vector<std::string>& values, const std::string& description) {
  return command.add_option("--set", values, description)->allow_extra_args(false)->type_name("KEY=VALUE");
}

std::vector<std::string> command_words() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
  return words;
}

std::string shell_line(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty()) line += ' ';
    const bool plain = !word.empty() && word.find_first_not_of(
                                            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                            "_-./=:,+@%") == std::string::npos;
    if (plain) {
      line += word;
      continue;
    }
    line += '\'';
    for (const char c : word) line += c == '\'' ? std::string("'\\''") : std::string(1, c);
    line += '\'';
  }
  return line;
}

}  // namespace lop::cli
