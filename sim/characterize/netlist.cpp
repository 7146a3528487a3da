// Reader of yosys' JSON netlists.
#include "sim/characterize/netlist.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "sim/characterize/file_error.hpp"

namespace lop::characterize {

namespace {

using Json = nlohmann::ordered_json;

Json parse(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream || std::filesystem::is_directory(file)) throw FileError(file, 0, "cannot be opened");
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, text.size()));
    const auto line = 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
    throw FileError(file, line, fmt::format("is not JSON: {}", error.what()));
  }
}

class NetlistReader {
 public:
  NetlistReader(const std::filesystem::path& file, const Library& library) : file_(file), library_(library) {}

  Netlist read(const std::string& module_name) {
    const Json root = parse(file_);
    if (!root.is_object() || !root.contains("modules") || !root["modules"].is_object()) {
      fail("expected modules, as yosys' write_json writes them");
    }
    const Json& module = choose(root["modules"], module_name);
    try {
      read_names(module.at("netnames"));
      read_ports(module.at("ports"));
      for (const auto& [name, cell] : module.at("cells").items()) read_instance(name, cell);
    } catch (const Json::exception& error) {
      fail(fmt::format("module '{}': {}", netlist_.module_name, error.what()));
    }
    check_drivers();
    return std::move(netlist_);
  }

 private:
  [[noreturn]] void fail(const std::string& message) const { throw FileError(file_, 0, message); }

  static bool has_attribute(const Json& module, const char* name) {
    if (!module.is_object() || !module.contains("attributes") || !module["attributes"].contains(name)) return false;
    const Json& value = module["attributes"][name];
    if (value.is_number()) return value != 0;
    return value.is_string() && value.get<std::string>().find('1') != std::string::npos;
  }

  const Json& choose(const Json& modules, const std::string& name) {
    netlist_.module_name = name;
    if (!name.empty()) {
      if (!modules.contains(name)) fail(fmt::format("no module '{}'", name));
      return modules[name];
    }
    std::vector<std::string> candidates;
    for (const auto& [module_name, module] : modules.items()) {
      if (has_attribute(module, "blackbox") || has_attribute(module, "whitebox")) continue;
      if (has_attribute(module, "top")) {
        candidates = {module_name};
        break;
      }
      candidates.push_back(module_name);
    }
    if (candidates.size() != 1) fail(fmt::format("{} modules, none marked top; name one", candidates.size()));
    netlist_.module_name = candidates.front();
    return modules[netlist_.module_name];
  }

  /// Index of the net of a bit, or what it is tied to; kOpen for x and z.
  int net_of(const Json& bit) {
    if (bit.is_string()) {
      const std::string value = bit.get<std::string>();
      return value == "0" ? kLow : value == "1" ? kHigh : kOpen;
    }
    const auto [place, added] = net_of_bit_.try_emplace(bit.get<long>(), static_cast<int>(netlist_.nets.size()));
    if (added) netlist_.nets.emplace_back();
    return place->second;
  }

  // Names that people gave come before those that yosys made up.
  void read_names(const Json& names) {
    for (const int hidden : {0, 1}) {
      for (const auto& [name, value] : names.items()) {
        if (value.at("hide_name").get<int>() != hidden) continue;
        const Json& bits = value.at("bits");
        const int offset = value.value("offset", 0);
        const bool upto = value.value("upto", 0) != 0;
        const int width = static_cast<int>(bits.size());
        for (int i = 0; i < width; ++i) {
          const int net = net_of(bits[static_cast<std::size_t>(i)]);
          if (net < 0) continue;
          const int index = offset + (upto ? width - 1 - i : i);
          add_name(net, width == 1 && offset == 0 ? name : fmt::format("{}[{}]", name, index));
        }
      }
    }
  }

  void add_name(int index, const std::string& name) {
    Net& net = netlist_.nets[static_cast<std::size_t>(index)];
    if (!netlist_.net_of_name.emplace(name, index).second) fail(fmt::format("two nets have the name '{}'", name));
    if (net.name.empty()) {
      net.name = name;
    } else {
      net.aliases.push_back(name);
    }
  }

  void read_ports(const Json& ports) {
    for (const auto& [name, port] : ports.items()) {
      const std::string direction = port.at("direction").get<std::string>();
      if (direction != "input" && direction != "output") fail(fmt::format("port '{}' is {}", name, direction));
      for (const Json& bit : port.at("bits")) {
        const int net = net_of(bit);
        if (net < 0) continue;
        if (direction == "output") {
          ++netlist_.nets[static_cast<std::size_t>(net)].output_ports;
        } else {
          is_input_.resize(std::max(is_input_.size(), netlist_.nets.size()));
          is_input_[static_cast<std::size_t>(net)] = true;
        }
      }
    }
  }

  void read_instance(const std::string& name, const Json& json) {
    const std::string type = json.at("type").get<std::string>();
    Instance instance;
    instance.name = name;
    instance.cell = library_.cell(type);
    if (instance.cell == nullptr) fail(fmt::format("instance '{}': the library has no cell '{}'", name, type));
    const std::vector<Pin>& pins = instance.cell->pins;
    instance.nets.assign(pins.size(), kOpen);
    const int index = static_cast<int>(netlist_.instances.size());
    for (const auto& [pin_name, bits] : json.at("connections").items()) {
      const int pin = instance.cell->pin_index(pin_name);
      const std::string where = fmt::format("instance '{}', pin '{}' of '{}'", name, pin_name, type);
      if (pin < 0) fail(where + ": the library has no such pin");
      if (bits.size() > 1) fail(where + ": more than one bit");
      if (bits.empty()) continue;
      const int net = net_of(bits[0]);
      instance.nets[static_cast<std::size_t>(pin)] = net;
      const Direction direction = pins[static_cast<std::size_t>(pin)].direction;
      if (direction == Direction::kInout || direction == Direction::kInternal) fail(where + ": is no input or output");
      if (direction == Direction::kOutput) {
        if (net == kLow || net == kHigh) fail(where + ": an output at a constant");
        if (net >= 0) drive(net, {index, pin}, where);
      } else if (net >= 0) {
        netlist_.nets[static_cast<std::size_t>(net)].loads.push_back({index, pin});
      }
    }
    for (std::size_t pin = 0; pin < pins.size(); ++pin) {
      if (pins[pin].direction == Direction::kInput && instance.nets[pin] == kOpen) {
        fail(fmt::format("instance '{}': input '{}' of '{}' is open or undefined", name, pins[pin].name, type));
      }
    }
    netlist_.instances.push_back(std::move(instance));
  }

  void drive(int index, Terminal driver, const std::string& where) {
    Net& net = netlist_.nets[static_cast<std::size_t>(index)];
    if (net.driver) fail(fmt::format("{}: net '{}' has another driver", where, net.name));
    net.driver = driver;
  }

  void check_drivers() {
    is_input_.resize(netlist_.nets.size());
    for (std::size_t i = 0; i < netlist_.nets.size(); ++i) {
      const Net& net = netlist_.nets[i];
      if (net.driver && is_input_[i]) fail(fmt::format("input port '{}' is driven from within", net.name));
      if (!net.driver && !is_input_[i] && net.fanout() > 0) fail(fmt::format("nothing drives net '{}'", net.name));
    }
  }

  const std::filesystem::path& file_;
  const Library& library_;
  Netlist netlist_;
  std::unordered_map<long, int> net_of_bit_;
  std::vector<bool> is_input_;  // by net
};

}  // namespace

double Netlist::area_um2() const {
  double sum = 0;
  for (const Instance& instance : instances) sum += instance.cell->area_um2;
  return sum;
}

Netlist read_netlist(const std::filesystem::path& file, const Library& library, const std::string& module_name) {
  return NetlistReader(file, library).read(module_name);
}

}  // namespace lop::characterize
