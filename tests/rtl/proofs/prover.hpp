// Proves that the gates of a unit are its truth table: yosys reads the gates, berkeley-abc compares.
#pragma once

#include <filesystem>

#include "tests/rtl/proofs/unit.hpp"

namespace lop::proof {

/// What a tool could not do is neither a proof nor a difference.
enum class Verdict { kEquivalent, kDifferent, kToolError };

struct Proof {
  Verdict verdict;
  std::string message;  // an input with what differs there, or what the tool said
  int input_bits;
  std::uint64_t promised;  // inputs for which the unit promises something, of 2^input_bits
  double seconds;
};

/// How to install what is missing; empty when nothing is.
std::string missing_tools();

/// source  replaces the file of rtl/ with its name; empty for none
/// errors  std::logic_error as TruthTable
Proof prove(const Unit& unit, const std::filesystem::path& source = {});

}  // namespace lop::proof
