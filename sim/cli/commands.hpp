// The subcommands: each adds itself to the program, runs when it was asked for, and says what the program exits with.
#pragma once

#include <CLI/CLI.hpp>

namespace lop::cli {

/// exit_code: set by a command that has a finding; errors are
/// exceptions, mapped to exit codes in one place (exit_code.hpp).
void add_run_command(CLI::App& app, int& exit_code);
void add_sweep_command(CLI::App& app, int& exit_code);
void add_validate_command(CLI::App& app, int& exit_code);
void add_explain_command(CLI::App& app, int& exit_code);
void add_list_command(CLI::App& app, int& exit_code);
void add_dram_command(CLI::App& app, int& exit_code);
void add_doctor_command(CLI::App& app, int& exit_code);
void add_report_command(CLI::App& app, int& exit_code);
void add_format_command(CLI::App& app, int& exit_code);
void add_quantize_command(CLI::App& app, int& exit_code);
void add_pe_command(CLI::App& app, int& exit_code);
void add_cosim_command(CLI::App& app, int& exit_code);
void add_characterize_command(CLI::App& app, int& exit_code);

}  // namespace lop::cli
