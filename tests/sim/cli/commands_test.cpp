// The program as a whole: help, exit codes, and what explain, list and doctor say.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/cli/exit_code.hpp"
#include "tests/sim/cli/program.hpp"
#include "tests/sim/cli/tiny_system.hpp"

namespace lop::cli::test {
namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Help, OfEveryCommandHasAnExample) {
  const TinySystem system;
  for (const char* command :
       {"run", "validate", "explain", "list", "report", "quantize", "format", "pe", "cosim", "doctor"}) {
    const Ran ran = lopsim(system.folder(), {command, "--help"});
    EXPECT_EQ(ran.exit_code, 0) << command;
    EXPECT_TRUE(contains(ran.out, "Example") && contains(ran.out, std::string("lopsim ") + command)) << ran.out;
  }
}

TEST(Arguments, ThatAreWrongAreExitCodeTwo) {
  const TinySystem system;
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{},
                                             {"fly"},
                                             {"run"},
                                             {"run", "system.yaml", "--fast"},
                                             {"run", "system.yaml", "--seed", "-1"},
                                             {"list", "nothing"},
                                             {"report", "system.yaml"},
                                             {"report", "system.yaml", "--out", "r"},
                                             {"report", "nowhere.json", "--out", "r"}}) {
    const Ran ran = lopsim(system.folder(), arguments);
    EXPECT_EQ(ran.exit_code, 2) << (arguments.empty() ? "" : arguments.back());
    EXPECT_NE(ran.err, "");
  }
}

TEST(Output, ThatNobodyReadsIsExitCodeFour) {
  const TinySystem system;
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ::close(ends[0]);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(STDERR_FILENO);
    ::execl(LOP_PROGRAM, "lopsim", "list", "pe", nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 4);
}

TEST(Interrupt, IsExitCode130AndLeavesNoResult) {
  const TinySystem system;
  system.write(
      "workload.yaml",
      "kind: layers\nname: long\nsource: made for this test\nlayers:\n  - {name: long, m: 4096, k: 4096, n: 4096}\n");
  const pid_t child = ::fork();
  if (child == 0) {
    if (::chdir(system.folder().c_str()) != 0) ::_exit(127);
    ::close(STDERR_FILENO);
    ::execl(LOP_PROGRAM, "lopsim", "run", "system.yaml", "--set", "fidelity=cycle", "--out", "result.json", nullptr);
    ::_exit(127);
  }
  ::usleep(500'000);
  ::kill(child, SIGINT);
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 130);
  EXPECT_FALSE(std::filesystem::exists(system / "result.json"));
}

TEST(Explain, NamesValueAndOriginOfAKeyThroughExtendsAndOverrides) {
  const TinySystem system;
  system.write("child.yaml", "extends: system.yaml\nclock_ghz: 0.5\n");
  const auto explain = [&](const std::string& key) {
    return lopsim(system.folder(), {"explain", "child.yaml", key, "--set", "array.tile.rows=2"}).out;
  };
  EXPECT_EQ(explain("clock_ghz"), "clock_ghz = 0.5  # child.yaml:2:12\n");
  EXPECT_EQ(explain("fidelity"), "fidelity = \"fast\"  # system.yaml:2:11\n");
  EXPECT_EQ(explain("array.tile"),
            "array.tile.rows = 2     # --set array.tile.rows=2:1:17\narray.tile.columns = 4  # system.yaml:10:28\n");
  EXPECT_EQ(lopsim(system.folder(), {"explain", "child.yaml", "array.tiles"}).exit_code, 2);
}

TEST(Report, ShowsTheMachinesAndWhatTheirArithmeticCosts) {
  const TinySystem system;
  ASSERT_EQ(lopsim(system.folder(), {"run", "system.yaml", "--out", "tiny.json"}).exit_code, 0);
  const Ran ran = lopsim(system.folder(), {"report", "tiny.json", "--out", "report", "--arithmetic", "fp16_mac",
                                           "--traced", "system.yaml"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const std::string text = system.read("report/report.md");
  for (const char* part : {"| PE | bitmod, ", "| array | 2 x 2 tiles of 4 x 4 PEs |", "## Arithmetic of fp16_mac",
                           "accumulator fp16", "Traced layers"}) {
    EXPECT_TRUE(contains(text, part)) << part;
  }
  EXPECT_TRUE(contains(system.read("report/arithmetic_fp16_mac.csv"), "first"));
  EXPECT_TRUE(std::filesystem::exists(system / "report/energy_by_part.png"));
}

TEST(Report, OfAnUnknownPeIsExitCodeTwo) {
  const TinySystem system;
  ASSERT_EQ(lopsim(system.folder(), {"run", "system.yaml", "--out", "tiny.json"}).exit_code, 0);
  EXPECT_EQ(lopsim(system.folder(), {"report", "tiny.json", "--out", "report", "--arithmetic", "bitmud"}).exit_code, 2);
  EXPECT_FALSE(std::filesystem::exists(system / "report"));
}

TEST(Doctor, MissesWhatIsNotThere) {
  const TinySystem system;
  ::setenv("LOPSIM_PYTHON", "/no/such/python", 1);
  const Ran ran = lopsim(system.folder(), {"doctor"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_TRUE(contains(ran.out, "MISSING")) << ran.out;
  EXPECT_TRUE(contains(ran.err, "matplotlib")) << ran.err;
}

TEST(Exceptions, ThatNobodyExpectedAreInternalErrors) {
  testing::internal::CaptureStderr();
  int code = 0;
  try {
    throw std::logic_error("broken");
  } catch (...) {
    code = report_exception();
  }
  EXPECT_EQ(code, 70);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "lopsim: internal error: broken\n");
}

TEST(Systems, ThatAreShippedAreValid) {
  const TinySystem system;
  for (const auto& entry : std::filesystem::directory_iterator(LOP_SOURCE_DIR "/configs/systems")) {
    const Ran ran = lopsim(system.folder(), {"validate", entry.path().string()});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
  }
}

}  // namespace
}  // namespace lop::cli::test
