// Proves the units of the list and prints a line for each; exit 1 on a difference, 3 when a tool is missing or fails.
//
//   prove_units [--source FILE.sv] [TEXT...]    units whose line has one of the texts in it; all without
//
// --source: instead of the file of rtl/ with the same name.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <mutex>
#include <thread>

#include "tests/rtl/proofs/prover.hpp"
#include "tests/rtl/proofs/units.hpp"

namespace lop::proof {
namespace {

std::vector<Unit> chosen_units(const std::vector<std::string>& texts) {
  std::vector<Unit> units = proved_units();
  const auto unwanted = [&texts](const Unit& unit) {
    const std::string line = unit.module + ' ' + unit.parameter_text();
    return !texts.empty() && std::none_of(texts.begin(), texts.end(), [&line](const std::string& text) {
      return line.find(text) != std::string::npos;
    });
  };
  units.erase(std::remove_if(units.begin(), units.end(), unwanted), units.end());
  return units;
}

void print(const Unit& unit, const Proof& proof) {
  constexpr const char* kWords[] = {"equivalent", "DIFFERENT", "TOOL ERROR"};
  std::printf("%-18s  %-66s  %4d  %6llu  %-10s  %5.2f\n", unit.module.c_str(), unit.parameter_text().c_str(),
              proof.input_bits, static_cast<unsigned long long>(proof.promised),
              kWords[static_cast<int>(proof.verdict)], proof.seconds);
  if (!proof.message.empty()) std::printf("  %s\n", proof.message.c_str());
  std::fflush(stdout);
}

int prove_all(const std::vector<Unit>& units, const std::string& source) {
  std::printf("%-18s  %-66s  %4s  %6s  %-10s  %5s\n", "unit", "parameters", "bits", "inputs", "verdict", "s");
  std::atomic<std::size_t> next = 0;
  std::mutex printing;
  int verdicts[3] = {};
  const auto work = [&] {
    for (std::size_t i = 0; (i = next++) < units.size();) {
      const Proof proof = prove(units[i], source);
      const std::lock_guard lock(printing);
      print(units[i], proof);
      ++verdicts[static_cast<int>(proof.verdict)];
    }
  };
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < std::max(1u, std::thread::hardware_concurrency()); ++t) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  std::printf("%d equivalent, %d different, %d not decided by the tools\n", verdicts[0], verdicts[1], verdicts[2]);
  return verdicts[1] != 0 ? 1 : verdicts[2] != 0 ? 3 : 0;
}

}  // namespace
}  // namespace lop::proof

int main(int argc, char** argv) {
  std::vector<std::string> texts(argv + 1, argv + argc);
  std::string source;
  if (texts.size() >= 2 && texts[0] == "--source") {
    source = std::filesystem::absolute(texts[1]).string();
    texts.erase(texts.begin(), texts.begin() + 2);
  }
  const std::vector<lop::proof::Unit> units = lop::proof::chosen_units(texts);
  if (units.empty() || (!source.empty() && !std::filesystem::is_regular_file(source))) {
    const std::string reason = units.empty() ? "no unit's line has such a text in it" : "there is no file " + source;
    std::fprintf(stderr, "prove_units: %s\n", reason.c_str());
    return 2;
  }
  if (const std::string missing = lop::proof::missing_tools(); !missing.empty()) {
    std::fprintf(stderr, "prove_units: %s\n", missing.c_str());
    return 3;
  }
  return lop::proof::prove_all(units, source);
}
