// The whole truth table of a unit, kept as a reduced decision diagram and written as BLIF.
#pragma once

#include <map>
#include <tuple>

#include "tests/rtl/proofs/unit.hpp"

namespace lop::proof {

class TruthTable {
 public:
  /// Asks the unit's value for every input.
  ///
  /// errors  std::logic_error when the unit has too many input bits, a value does not fit its port or none is promised
  explicit TruthTable(const Unit& unit);

  int input_bits() const { return input_bits_; }
  std::uint64_t promised() const { return promised_; }  // of 2^input_bits inputs

  /// A model of the unit's ports; outputs are 0 where nothing is promised.
  ///
  /// unread  inputs more, without influence
  std::string blif(const std::vector<std::string>& unread = {}) const;

  /// The unit's gates with outputs that are 0 where nothing is promised.
  ///
  /// gates  BLIF of one model with the unit's ports
  std::string keep_promised(const std::string& gates) const;

 private:
  using Node = std::uint32_t;  // 0 and 1 are the constants
  struct Choice {
    int input;  // bit, the first one 0
    Node low, high;
  };

  Node node_of(std::vector<Node> leaves);
  std::string text_of_nodes() const;

  std::vector<std::string> input_names_, output_names_;
  int input_bits_;
  std::uint64_t promised_ = 0;
  std::vector<Choice> choices_;  // node 2 first; a node comes after those it leads to
  std::map<std::tuple<int, Node, Node>, Node> known_;
  std::vector<Node> outputs_;
  Node promise_ = 0;
};

}  // namespace lop::proof
