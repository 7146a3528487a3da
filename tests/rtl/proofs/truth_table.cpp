// Truth tables as reduced decision diagrams, and these as BLIF of multiplexers.
#include "tests/rtl/proofs/truth_table.hpp"

#include <set>
#include <sstream>
#include <stdexcept>

namespace lop::proof {
namespace {

constexpr int kMaxInputBits = 18;

/// Bits of the ports, the highest of the first port first.
std::vector<std::string> bit_names(const std::vector<Port>& ports) {
  std::vector<std::string> names;
  for (const Port& port : ports) {
    for (int bit = port.width - 1; bit >= 0; --bit) names.push_back(bit_name(port, bit));
  }
  return names;
}

Words words_of(const std::vector<Port>& ports, std::uint64_t bits) {
  Words words(ports.size());
  for (std::size_t p = ports.size(); p-- > 0;) {
    words[p] = bits & ((std::uint64_t{1} << ports[p].width) - 1);
    bits >>= ports[p].width;
  }
  return words;
}

std::uint64_t bits_of(const Unit& unit, const Words& words) {
  if (words.size() != unit.outputs.size()) throw std::logic_error(unit.module + ": not one word an output");
  std::uint64_t bits = 0;
  for (std::size_t p = 0; p < words.size(); ++p) {
    const Port& port = unit.outputs[p];
    const bool fits = words[p] >> port.width == 0 || static_cast<std::int64_t>(words[p]) >> (port.width - 1) == -1;
    if (!fits) throw std::logic_error(unit.module + ": " + std::to_string(words[p]) + " does not fit " + port.name);
    bits = bits << port.width | (words[p] & ((std::uint64_t{1} << port.width) - 1));
  }
  return bits;
}

std::string node_name(std::uint32_t node) { return "table." + std::to_string(node); }

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += ' ' + name;
  return text;
}

}  // namespace

TruthTable::TruthTable(const Unit& unit)
    : input_names_(bit_names(unit.inputs)),
      output_names_(bit_names(unit.outputs)),
      input_bits_(total_width(unit.inputs)) {
  if (input_bits_ > kMaxInputBits) {
    throw std::logic_error(unit.module + ": " + std::to_string(input_bits_) + " input bits, more than " +
                           std::to_string(kMaxInputBits));
  }
  const std::size_t inputs = std::size_t{1} << input_bits_;
  std::vector<std::uint64_t> values(inputs);
  std::vector<Node> leaves(inputs);
  for (std::size_t input = 0; input < inputs; ++input) {
    const std::optional<Words> words = unit.value(words_of(unit.inputs, input));
    leaves[input] = words ? 1 : 0;
    promised_ += leaves[input];
    if (words) values[input] = bits_of(unit, *words);
  }
  if (promised_ == 0) throw std::logic_error(unit.module + " promises nothing");
  promise_ = node_of(leaves);
  for (std::size_t output = output_names_.size(); output-- > 0;) {
    for (std::size_t input = 0; input < inputs; ++input) leaves[input] = (values[input] >> output) & 1;
    outputs_.push_back(node_of(leaves));
  }
}

// From the last input bit to the first, each node from the two that its bit chooses between.
TruthTable::Node TruthTable::node_of(std::vector<Node> leaves) {
  for (int input = input_bits_ - 1; input >= 0; --input) {
    const std::size_t count = leaves.size() / 2;
    for (std::size_t i = 0; i < count; ++i) {
      const Node low = leaves[2 * i], high = leaves[2 * i + 1];
      leaves[i] = low;
      if (low == high) continue;
      const auto [entry, added] = known_.try_emplace({input, low, high}, static_cast<Node>(choices_.size() + 2));
      if (added) choices_.push_back({input, low, high});
      leaves[i] = entry->second;
    }
    leaves.resize(count);
  }
  return leaves.front();
}

std::string TruthTable::text_of_nodes() const {
  std::ostringstream text;
  text << ".names " << node_name(0) << "\n.names " << node_name(1) << "\n1\n";
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    const Choice& choice = choices_[i];
    text << ".names " << input_names_[static_cast<std::size_t>(choice.input)] << ' ' << node_name(choice.high) << ' '
         << node_name(choice.low) << ' ' << node_name(static_cast<Node>(i + 2)) << "\n11- 1\n0-1 1\n";
  }
  return text.str();
}

std::string TruthTable::blif(const std::vector<std::string>& unread) const {
  std::string text = ".model table\n.inputs" + joined(unread) + joined(input_names_) + "\n.outputs" +
                     joined(output_names_) + '\n' + text_of_nodes();
  for (std::size_t o = 0; o < outputs_.size(); ++o) {
    text += ".names " + node_name(outputs_[o]) + ' ' + output_names_[o] + "\n1 1\n";
  }
  return text + ".end\n";
}

std::string TruthTable::keep_promised(const std::string& gates) const {
  if (promise_ == 1) return gates;
  // Inside the model each output gets another name, and its own goes to the conjunction with the promise.
  const std::set<std::string> outputs(output_names_.begin(), output_names_.end());
  const std::string inside = "gates.";
  std::istringstream lines(gates);
  std::string text, line;
  while (std::getline(lines, line) && line != ".end") {
    std::istringstream words(line);
    std::string word;
    const bool ports = line.rfind(".outputs", 0) == 0;
    while (words >> word) text += (outputs.count(word) != 0 && !ports ? inside + word : word) + ' ';
    text += '\n';
  }
  text += text_of_nodes();
  for (const std::string& output : output_names_) {
    text += ".names " + inside + output + ' ' + node_name(promise_) + ' ' + output + "\n11 1\n";
  }
  return text + ".end\n";
}

}  // namespace lop::proof
