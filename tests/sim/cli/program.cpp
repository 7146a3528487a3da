// Starts the program with its streams in files.
#include "tests/sim/cli/program.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace lop::cli::test {
namespace {

std::string content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace

Ran lopsim(const std::string& folder, const std::vector<std::string>& arguments, const std::string& input) {
  const std::string in = folder + "/.stdin", out = folder + "/.stdout", err = folder + "/.stderr";
  std::ofstream(in, std::ios::binary) << input;
  std::vector<char*> argv{const_cast<char*>(LOP_PROGRAM)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) {
    ::dup2(::open(in.c_str(), O_RDONLY), STDIN_FILENO);
    ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
    ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
    if (::chdir(folder.c_str()) != 0) ::_exit(127);
    ::execv(LOP_PROGRAM, argv.data());
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content(out), content(err)};
}

Ran lopsim_with(const std::string& folder, std::vector<std::string> arguments, const std::vector<std::string>& sets) {
  for (const std::string& set : sets) arguments.insert(arguments.end(), {"--set", set});
  return lopsim(folder, arguments);
}

}  // namespace lop::cli::test
