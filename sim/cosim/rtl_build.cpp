// Calls scripts/verilate.sh, which does nothing when the gates are there and unchanged.
#include "sim/cosim/rtl_build.hpp"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "sim/cosim/rtl_model.hpp"

extern char** environ;

namespace lop::cosim {
namespace {

int run_program(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int error = posix_spawnp(&child, arguments[0], nullptr, nullptr, arguments.data(), environ);
  if (error != 0) throw RtlError(fmt::format("cannot run {}: {}", words[0], std::strerror(error)), true);
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw RtlError(fmt::format("lost {}: {}", words[0], std::strerror(errno)), false);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

}  // namespace

std::filesystem::path rtl_folder() {
  const char* chosen = std::getenv("LOPSIM_RTL_CACHE");
  return chosen != nullptr && *chosen != '\0' ? std::filesystem::path(chosen) : std::filesystem::path(LOP_RTL_FOLDER);
}

std::filesystem::path find_or_build(const RtlRequest& request) {
  const std::string stem(request.slice->stem());
  const sim::ArrayGeometry& g = request.geometry;
  const std::uint32_t variant = request.slice->variant();
  const bool chain = g.dataflow == sim::Dataflow::kWeightStationary;
  const std::string name = fmt::format("{}_v{:x}_{}x{}_{}x{}{}{}.so", stem, variant, g.tile_rows, g.tile_columns, g.rows,
                                       g.columns, chain ? "_ws" : "", request.trace ? "_trace" : "");
  const std::filesystem::path file = (request.folder.empty() ? rtl_folder() : request.folder) / name;

  std::vector<std::string> words = {"bash", LOP_VERILATE_SCRIPT, "--out", file.string(), "--stem", stem,
                                    fmt::format("-GVariant={}", variant), fmt::format("-GRows={}", g.rows),
                                    fmt::format("-GColumns={}", g.columns)};
  if (chain) {
    words.insert(words.end(), {"--top", "ws_array"});
  } else {
    words.insert(words.end(), {fmt::format("-GTileRows={}", g.tile_rows), fmt::format("-GTileColumns={}", g.tile_columns)});
  }
  if (request.trace) words.push_back("--trace");
  for (const auto& source : request.sources) {
    words.push_back("--source");
    words.push_back(std::filesystem::absolute(source).string());
  }
  const int status = run_program(words);
  if (status == 3) throw RtlError("the gates of " + stem + " are not built yet and Verilator is missing; apt-get install verilator", true);
  if (status != 0) throw RtlError(fmt::format("building the gates of {} failed (status {})", stem, status), false);
  return file;
}

}  // namespace lop::cosim
