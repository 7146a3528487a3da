// A combinational unit of rtl/ for a proof: its ports, and what the value models say of every input.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lop::proof {

struct Port {
  std::string name;
  int width;
};

/// A word a port; of a signed port sign-extended.
using Words = std::vector<std::uint64_t>;

struct Unit {
  std::string module;
  std::vector<std::pair<std::string, std::string>> parameters;  // name and value, as yosys takes them
  /// All of them. The first input is asked first by the decision diagram: what steers goes before what is steered.
  std::vector<Port> inputs, outputs;
  /// Outputs for inputs; nothing where the unit makes no promise.
  std::function<std::optional<Words>(const Words&)> value;
  std::string note = {};  // what the parameters mean

  std::string parameter_text() const {
    std::string text = note;
    for (const auto& [name, setting] : parameters) text += (text.empty() ? "" : " ") + name + '=' + setting;
    return text;
  }
};

/// Name of a bit of a port in the BLIF that yosys writes.
inline std::string bit_name(const Port& port, int bit) {
  return port.width == 1 ? port.name : port.name + '[' + std::to_string(bit) + ']';
}

inline int total_width(const std::vector<Port>& ports) {
  int width = 0;
  for (const Port& port : ports) width += port.width;
  return width;
}

}  // namespace lop::proof
