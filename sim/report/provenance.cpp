// Asking git, the host and the libraries.
#include "sim/report/provenance.hpp"

#include <openssl/crypto.h>
#include <unistd.h>

#include <boost/version.hpp>
#include <nlohmann/json.hpp>

#include "sim/report/process.hpp"

namespace lop::report {
namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

Provenance gather_provenance(const std::string& command, std::optional<std::uint64_t> seed) {
  Provenance facts;
  facts.command = command;
  facts.seed = seed;
  const Outcome commit = run_process({"git", "-C", LOP_SOURCE_DIR, "rev-parse", "HEAD"});
  if (commit.started && commit.exit_code == 0) {
    facts.git = first_line(commit.output);
    const Outcome changes = run_process({"git", "-C", LOP_SOURCE_DIR, "status", "--porcelain", "--untracked-files=no"});
    facts.dirty = changes.exit_code != 0 || !changes.output.empty();
  }
  char host[256] = "";
  if (::gethostname(host, sizeof host - 1) == 0) facts.host = host;
  facts.versions = {{"lopsim", LOP_VERSION},
                    {"compiler", __VERSION__},
                    {"boost", BOOST_LIB_VERSION},
                    {"openssl", OpenSSL_version(OPENSSL_VERSION)},
                    {"nlohmann_json", nlohmann::json::meta()["version"]["string"].get<std::string>()}};
  return facts;
}

}  // namespace lop::report
