// Runs yosys and berkeley-abc and reads their verdict strictly.
#include "tests/rtl/proofs/prover.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "tests/rtl/proofs/truth_table.hpp"
#include "tests/support/temporary_folder.hpp"

namespace lop::proof {
namespace {

namespace fs = std::filesystem;

struct Run {
  int code;
  std::string text;  // standard output and standard error
};

Run run(const std::string& command) {
  std::FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return {-1, "no process for " + command};
  Run result{-1, ""};
  char buffer[4096];
  for (std::size_t count = 0; (count = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    result.text.append(buffer, count);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) result.code = WEXITSTATUS(status);
  return result;
}

/// The unit's file and those that it needs, with `source` in place of the one of its name.
std::string rtl_sources(const Unit& unit, const fs::path& source) {
  std::vector<fs::path> files;
  for (const char* folder : {"common", "pe"}) {
    for (const auto& entry : fs::directory_iterator(fs::path(LOP_SOURCE_DIR) / "rtl" / folder)) {
      if (entry.path().extension() != ".sv") continue;
      files.push_back(entry.path().filename() == source.filename() ? source : entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  std::stable_partition(files.begin(), files.end(), [&](const fs::path& file) { return file.stem() == unit.module; });
  std::string command = "awk -f '" LOP_SOURCE_DIR "/scripts/needed_rtl.awk'";
  for (const fs::path& file : files) command += " '" + file.string() + '\'';
  std::istringstream needed(run(command).text);
  std::string text;
  for (std::string file; std::getline(needed, file);) text += " \"" + file + '"';
  return text;
}

/// From the unit to gates of one bit. No step optimises: it might turn an undefined value into what suits.
std::string yosys_script(const Unit& unit, const fs::path& source, const std::string& out) {
  std::string script = "read_verilog -sv -defer" + rtl_sources(unit, source) + "\nhierarchy -check -top " + unit.module;
  for (const auto& [name, value] : unit.parameters) script += " -chparam " + name + ' ' + value;
  return script + "\nproc\nflatten\ncheck -assert\nmemory_map\nopt_clean\ntechmap\nopt_clean\nwrite_blif " + out + '\n';
}

/// Gates as BLIF, with an input of its own for every mention of
/// an undefined value: a proof then holds whatever they are.
struct Gates {
  std::string blif;
  std::vector<std::string> undefined;
};

Gates free_undefined(const std::string& blif) {
  static const std::string kUndefined = " $undef";
  Gates gates;
  std::istringstream lines(blif);
  for (std::string line; std::getline(lines, line);) {
    if (line == ".names" + kUndefined) continue;
    for (std::size_t at = 0; (at = line.find(kUndefined, at)) != std::string::npos;) {
      gates.undefined.push_back("undefined." + std::to_string(gates.undefined.size()));
      line.replace(at + 1, kUndefined.size() - 1, gates.undefined.back());
    }
    gates.blif += line + '\n';
  }
  std::string inputs = ".inputs ";
  for (const std::string& name : gates.undefined) inputs += name + ' ';
  if (const std::size_t at = gates.blif.find(".inputs "); at != std::string::npos) gates.blif.replace(at, 8, inputs);
  return gates;
}

std::string hexadecimal(std::uint64_t word) {
  std::ostringstream text;
  text << "0x" << std::hex << word;
  return text.str();
}

std::string assignment(const std::vector<Port>& ports, const Words& words) {
  std::string text;
  for (std::size_t p = 0; p < ports.size(); ++p) {
    text +=
        (p == 0 ? "" : " ") + ports[p].name + '=' + hexadecimal(words[p] & ((std::uint64_t{1} << ports[p].width) - 1));
  }
  return text;
}

/// The input that berkeley-abc names, read against the value model; empty when the two do not fit together.
std::string counterexample(const Unit& unit, const std::string& text) {
  std::smatch output, pattern;
  static const std::regex kOutput(R"(Output (\S+): Value in Network1 = ([01])\. Value in Network2 = ([01])\.)");
  static const std::regex kPattern(R"(Input pattern:(.*))");
  if (!std::regex_search(text, output, kOutput) || !std::regex_search(text, pattern, kPattern)) return "";

  // Inputs that are not named have no influence on the output.
  std::map<std::string, bool> ones;
  std::istringstream bits(pattern[1].str());
  for (std::string bit; bits >> bit;) ones[bit.substr(0, bit.find('='))] = bit.back() == '1';
  Words inputs;
  for (const Port& port : unit.inputs) {
    inputs.push_back(0);
    for (int bit = 0; bit < port.width; ++bit) inputs.back() |= std::uint64_t{ones[bit_name(port, bit)]} << bit;
  }
  const std::optional<Words> expected = unit.value(inputs);
  if (!expected) return "";
  for (std::size_t p = 0; p < unit.outputs.size(); ++p) {
    for (int bit = 0; bit < unit.outputs[p].width; ++bit) {
      if (bit_name(unit.outputs[p], bit) != output[1]) continue;
      if ((((*expected)[p] >> bit) & 1) != (output[2] == "1")) return "";
      return assignment(unit.inputs, inputs) + ": expected " + assignment(unit.outputs, *expected) + ", gates have " +
             output[1].str() + '=' + output[3].str();
    }
  }
  return "";
}

/// The table is the first network, the gates are the second.
void read_verdict(const Unit& unit, const Run& abc, Proof& proof) {
  static const std::regex kEqual(R"((^|\n)Networks are equivalent( after [A-Za-z ]+)?\.)");
  static const std::regex kDifferent(R"((^|\n)Networks are NOT EQUIVALENT)");
  const bool equal = std::regex_search(abc.text, kEqual);
  const bool different = std::regex_search(abc.text, kDifferent);
  proof.verdict = Verdict::kToolError;
  proof.message = "berkeley-abc, exit code " + std::to_string(abc.code) + ": " + abc.text;
  if (abc.code != 0 || equal == different) return;
  if (equal) {
    proof.verdict = Verdict::kEquivalent;
    proof.message.clear();
  } else if (const std::string found = counterexample(unit, abc.text); !found.empty()) {
    proof.verdict = Verdict::kDifferent;
    proof.message = found;
  }
}

void compare(const Unit& unit, const TruthTable& table, const fs::path& source, Proof& proof) {
  const test::TemporaryFolder folder;
  const std::string in_folder = "cd '" + folder.path().string() + "' && ";
  folder.write("unit.ys", yosys_script(unit, source, "read.blif"));
  const Run yosys = run(in_folder + "yosys -q -e . -s unit.ys");  // every warning is an error
  const Gates gates = free_undefined(test::content(folder / "read.blif"));
  proof.verdict = Verdict::kToolError;
  proof.message = "yosys, exit code " + std::to_string(yosys.code) + ": " + yosys.text;
  if (yosys.code != 0 || gates.blif.empty()) return;
  folder.write("table.blif", table.blif(gates.undefined));
  folder.write("gates.blif", table.keep_promised(gates.blif));
  // Without its limits of conflicts and seconds, which would leave a proof undecided.
  read_verdict(unit, run(in_folder + "berkeley-abc -s -q 'cec -C 100000000 -T 600 table.blif gates.blif'"), proof);
}

}  // namespace

std::string missing_tools() {
  std::string missing;
  for (const char* tool : {"yosys", "berkeley-abc"}) {
    if (run(std::string("command -v ") + tool).code != 0) missing += std::string(" ") + tool;
  }
  return missing.empty() ? "" : "not installed:" + missing + "; install with: apt-get install" + missing;
}

Proof prove(const Unit& unit, const fs::path& source) {
  const auto start = std::chrono::steady_clock::now();
  const TruthTable table(unit);
  Proof proof{Verdict::kToolError, "", table.input_bits(), table.promised(), 0};
  compare(unit, table, source, proof);
  proof.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return proof;
}

}  // namespace lop::proof
