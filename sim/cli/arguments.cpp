// Arguments that several subcommands share.
#include "sim/cli/arguments.hpp"

#include <fstream>
#include <iterator>

namespace lop::cli {

void ConfigArguments::add_to(CLI::App& command) {
  command.add_option("CONFIG", file, "YAML file of a system, such as configs/systems/bitmod.yaml")->required();
  add_set_option(command, overrides, "override a key, such as pe.parameters.weight_mode=int6; may be given several times");
}

CLI::Option* add_set_option(CLI::App& command, std::vector<std::string>& values, const std::string& description) {
  return command.add_option("--set", values, description)->allow_extra_args(false)->type_name("KEY=VALUE");
}

std::string command_line() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::string line{std::istreambuf_iterator<char>(file), {}};
  while (!line.empty() && line.back() == '\0') line.pop_back();
  for (char& c : line) {
    if (c == '\0') c = ' ';
  }
  return line;
}

}  // namespace lop::cli
