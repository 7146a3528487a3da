// lopsim: the program and its subcommands.
#include <unistd.h>

#include <csignal>

#include "sim/cli/commands.hpp"
#include "sim/cli/exit_code.hpp"

namespace {

extern "C" void leave(int) {
  constexpr char kMessage[] = "lopsim: interrupted\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kMessage, sizeof kMessage - 1);
  ::_exit(lop::cli::kInterrupted);
}

int run(int argc, char** argv) {
  CLI::App app{"Cycle-level simulator of low-precision processing elements and the accelerators built from them.",
               "lopsim"};
  app.set_version_flag("--version", "lopsim " LOP_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Example:\n  lopsim run configs/systems/bitmod.yaml --out bitmod.json\n\nlopsim COMMAND --help tells more of a "
      "command.");
  int exit_code = lop::cli::kOk;
  lop::cli::add_run_command(app, exit_code);
  lop::cli::add_sweep_command(app, exit_code);
  lop::cli::add_validate_command(app, exit_code);
  lop::cli::add_explain_command(app, exit_code);
  lop::cli::add_list_command(app, exit_code);
  lop::cli::add_report_command(app, exit_code);
  lop::cli::add_format_command(app, exit_code);
  lop::cli::add_quantize_command(app, exit_code);
  lop::cli::add_pe_command(app, exit_code);
  lop::cli::add_cosim_command(app, exit_code);
  lop::cli::add_characterize_command(app, exit_code);
  lop::cli::add_dram_command(app, exit_code);
  lop::cli::add_doctor_command(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? lop::cli::kOk : lop::cli::kBadInput;
  }
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGINT, leave);
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is a failed write, not a silent end
  try {
    return run(argc, argv);
  } catch (...) {
    return lop::cli::report_exception();
  }
}
