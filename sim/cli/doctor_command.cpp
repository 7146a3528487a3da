// lopsim doctor: which tools and libraries are there, and what each is for.
#include <fmt/format.h>

#include <boost/version.hpp>
#include <systemc>

#include "sim/cli/commands.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/output.hpp"
#include "sim/report/process.hpp"
#include "sim/report/report.hpp"

namespace lop::cli {
namespace {

#ifdef __clang__
constexpr const char* kCompiler = __VERSION__;
#else
constexpr const char* kCompiler = "GCC " __VERSION__;
#endif

std::string boost_version() {
  return fmt::format("{}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100);
}

struct Finding {
  std::string tool;
  std::string version;   // empty: missing
  std::string purpose;
  bool needed = false;   // by run or report
  std::string remedy;
};

std::string first_line(const std::vector<std::string>& command) {
  const report::Outcome outcome = report::run_process(command);
  if (!outcome.started || outcome.exit_code != 0) return "";
  return outcome.output.substr(0, outcome.output.find('\n'));
}

Finding matplotlib() {
  Finding finding{"python3 with matplotlib", "", "the figures of report", true, ""};
  try {
    const std::string python = report::python_with_matplotlib();
    finding.version = first_line(
        {python, "-c", "import sys, matplotlib; print(sys.version.split()[0] + ' with ' + matplotlib.__version__)"});
  } catch (const report::MissingToolError& error) {
    finding.remedy = error.what();
  }
  return finding;
}

std::vector<Finding> findings() {
  const std::string gates = "the gates: cosim, and pe --rtl";
  return {
      {"compiler of this build", kCompiler, "building", false, ""},
      {"SystemC", fmt::format("{}.{}.{}", SC_VERSION_MAJOR, SC_VERSION_MINOR, SC_VERSION_PATCH),
       "fidelity: cycle of run; linked", true, ""},
      {"Boost", boost_version(), "mapped files of run; headers and a linked library", true, ""},
      matplotlib(),
      {"g++", first_line({"g++", "--version"}), gates, false, "apt-get install g++"},
      {"Verilator", first_line({"verilator", "--version"}), gates, false, "apt-get install verilator"},
      {"yosys", first_line({"yosys", "-V"}), "synthesis of the gates: areas and proofs of equivalence", false,
       "apt-get install yosys"},
      {"git", first_line({"git", "--version"}), "the commit in a result's provenance", false, "apt-get install git"},
  };
}

}  // namespace

void add_doctor_command(CLI::App& app, int&) {
  CLI::App* const command = app.add_subcommand("doctor", "Say which tools are there and what each is for");
  command->footer("Example:\n  lopsim doctor");
  command->callback([] {
    std::string missing;
    for (const Finding& finding : findings()) {
      const bool found = !finding.version.empty();
      print(fmt::format("{:<8} {:<24} {}\n         for {}\n",
                        found            ? "ok"
                        : finding.needed ? "MISSING"
                                         : "missing",
                        finding.tool, found ? finding.version : finding.remedy, finding.purpose));
      if (!found && finding.needed) missing += (missing.empty() ? "" : ", ") + finding.tool;
    }
    if (!missing.empty()) throw report::MissingToolError("needed by run or report and missing: " + missing);
  });
}

}  // namespace lop::cli
