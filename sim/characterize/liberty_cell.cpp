// Reader of cells: pins, storage, leakage and internal power.
#include "sim/characterize/liberty_cell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace lop::characterize {

namespace {

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(" \t,", at)) != std::string::npos) {
    const std::size_t end = std::min(text.find_first_of(" \t,", at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

class CellReader {
 public:
  CellReader(const LibertyValues& values, const LibertyDefaults& defaults, const LibertyGroup& group)
      : values_(values), defaults_(defaults), group_(group) {}

  Cell read() {
    if (group_.names.size() != 1) values_.fail(group_.line, "expected cell (name)");
    cell_.name = group_.names.front();
    cell_.area_um2 = values_.number(group_, "area", 0);
    if (cell_.area_um2 < 0) values_.fail(group_.line, "expected an area of 0 or more");
    for (const LibertyGroup& inner : group_.groups) {
      if (inner.type == "pg_pin") read_pg_pin(inner);
    }
    for (const LibertyGroup& inner : group_.groups) {
      if (inner.type == "pin") read_pin(inner);
      if (inner.type == "ff" || inner.type == "latch") read_storage(inner);
      if (inner.type == "leakage_power") read_leakage(inner);
    }
    cell_.leakage_nw = values_.number(group_, "cell_leakage_power", defaults_.leakage) * defaults_.units.leakage_nw;
    mark_clocks();
    check_names();
    return std::move(cell_);
  }

 private:
  void read_pg_pin(const LibertyGroup& group) {
    const bool ground = values_.word(group, "pg_type").find("ground") != std::string::npos;
    for (const std::string_view name : group.names) {
      if (ground) grounds_.insert(std::string(name));
    }
  }

  void read_storage(const LibertyGroup& group) {
    if (group.names.size() != 2) {
      values_.fail(group.line, fmt::format("expected {} (state, inverted state)", group.type));
    }
    Storage storage;
    storage.state = group.names[0];
    storage.inverted_state = group.names[1];
    storage.is_latch = group.type == "latch";
    storage.clock = values_.function(group, storage.is_latch ? "enable" : "clocked_on");
    cell_.storages.push_back(std::move(storage));
  }

  void read_leakage(const LibertyGroup& group) {
    Leakage leakage;
    leakage.leakage_nw = values_.required_number(group, "value") * defaults_.units.leakage_nw;
    leakage.related_pg_pin = values_.word(group, "related_pg_pin");
    leakage.of_ground = grounds_.count(leakage.related_pg_pin) != 0;
    leakage.when = values_.function(group, "when");
    lines_.push_back(group.line);
    cell_.leakages.push_back(std::move(leakage));
  }

  void read_pin(const LibertyGroup& group) {
    if (group.names.empty()) values_.fail(group.line, "expected pin (name)");
    Pin pin;
    const std::string direction = values_.word(group, "direction");
    double capacitance = 0;
    if (direction == "input") {
      capacitance = defaults_.input_pin;
    } else if (direction == "output") {
      pin.direction = Direction::kOutput;
      capacitance = defaults_.output_pin;
    } else if (direction == "inout") {
      pin.direction = Direction::kInout;
      capacitance = defaults_.inout_pin;
    } else if (direction == "internal") {
      pin.direction = Direction::kInternal;
    } else {
      const LibertyAttribute* attribute = group.attribute("direction");
      values_.fail(attribute == nullptr ? group.line : attribute->line,
                   fmt::format("pin '{}': expected a direction input, output, inout or internal, found '{}'",
                               group.names.front(), direction));
    }
    pin.capacitance_ff = values_.number(group, "capacitance", capacitance) * defaults_.units.capacitance_ff;
    pin.is_clock = values_.flag(group, "clock");
    pin.function = values_.function(group, "function");
    for (const LibertyGroup& inner : group.groups) {
      if (inner.type == "internal_power") pin.powers.push_back(read_power(inner, pin.direction));
    }
    for (const std::string_view name : group.names) {
      pin.name = name;
      if (cell_.pin_index(pin.name) >= 0) {
        values_.fail(group.line, fmt::format("pin '{}' of cell '{}' is there twice", pin.name, cell_.name));
      }
      cell_.pins.push_back(pin);
    }
  }

  InternalPower read_power(const LibertyGroup& group, Direction direction) {
    InternalPower power;
    power.related_pins = words_of(values_.word(group, "related_pin"));
    power.related_pg_pin = values_.word(group, "related_pg_pin");
    power.of_ground = grounds_.count(power.related_pg_pin) != 0;
    if (direction == Direction::kOutput && power.related_pins.empty()) {
      values_.fail(group.line, "expected the related_pin of an output's power");
    }
    power.when = values_.function(group, "when");
    for (const LibertyGroup& inner : group.groups) {
      const bool both = inner.type == "power";
      if (!both && inner.type != "rise_power" && inner.type != "fall_power") continue;
      const EnergyTable table = read_table(inner, direction);
      if (both || inner.type == "rise_power") power.rise = table;
      if (both || inner.type == "fall_power") power.fall = table;
    }
    return power;
  }

  EnergyTable read_table(const LibertyGroup& group, Direction direction) {
    if (group.names.size() != 1) values_.fail(group.line, fmt::format("expected {} (template)", group.type));
    const std::string name(group.names.front());
    TableTemplate layout;
    if (name != "scalar") {
      const auto found = defaults_.templates.find(name);
      if (found == defaults_.templates.end()) {
        values_.fail(group.line, fmt::format("no power_lut_template '{}' in this library", name));
      }
      layout = found->second;
    }
    std::vector<double> points[2] = {{0}, {0}};
    std::size_t places[2] = {2, 2};  // of slew and load among index_1 and index_2
    for (std::size_t axis = 0; axis < layout.axes.size(); ++axis) {
      const bool is_load = layout.axes[axis] == TableAxis::kLoad;
      if (is_load && direction == Direction::kInput) {
        values_.fail(group.line, "the power of an input pin depends on an output's load; expected its slew alone");
      }
      points[is_load] = points_of(group, layout, axis);
      places[is_load] = axis;
    }
    const LibertyAttribute* attribute = group.attribute("values");
    if (attribute == nullptr) values_.fail(group.line, fmt::format("{} has no values", group.type));
    const std::vector<double> energies = values_.numbers(*attribute);
    const std::size_t slews = points[0].size(), loads = points[1].size();
    if (energies.size() != slews * loads) {
      values_.fail(attribute->line, fmt::format("expected {} values, found {}", slews * loads, energies.size()));
    }
    EnergyTable table;
    for (const double point : points[0]) table.slew_ps.push_back(point * defaults_.units.time_ps);
    for (const double point : points[1]) table.load_ff.push_back(point * defaults_.units.capacitance_ff);
    const bool slew_last = places[0] != 2 && places[1] < places[0];
    table.energy_fj.reserve(energies.size());
    for (std::size_t slew = 0; slew < slews; ++slew) {
      for (std::size_t load = 0; load < loads; ++load) {
        const std::size_t index = slew_last ? load * slews + slew : slew * loads + load;
        table.energy_fj.push_back(energies[index] * defaults_.units.energy_fj);
      }
    }
    return table;
  }

  std::vector<double> points_of(const LibertyGroup& group, const TableTemplate& layout, std::size_t axis) {
    const std::string name = fmt::format("index_{}", axis + 1);
    const LibertyAttribute* own = group.attribute(name);
    const std::vector<double> points = own != nullptr ? values_.numbers(*own) : layout.points[axis];
    const std::size_t line = own != nullptr ? own->line : group.line;
    if (points.empty()) values_.fail(line, fmt::format("{} has no points", name));
    if (std::adjacent_find(points.begin(), points.end(), [](double a, double b) { return a >= b; }) != points.end()) {
      values_.fail(line, fmt::format("expected rising points of {}", name));
    }
    return points;
  }

  void mark_clocks() {
    for (const Storage& storage : cell_.storages) {
      if (!storage.clock) continue;
      for (const std::string& name : storage.clock->names()) {
        const int pin = cell_.pin_index(name);
        if (pin >= 0) cell_.pins[static_cast<std::size_t>(pin)].is_clock = true;
      }
    }
  }

  bool is_state(const std::string& name) const {
    return std::any_of(cell_.storages.begin(), cell_.storages.end(),
                       [&](const Storage& s) { return name == s.state || name == s.inverted_state; });
  }

  void check(const std::optional<BooleanFunction>& function, std::size_t line) const {
    if (!function) return;
    for (const std::string& name : function->names()) {
      if (cell_.pin_index(name) < 0 && !is_state(name)) {
        values_.fail(line, fmt::format("cell '{}': no pin or state '{}'", cell_.name, name));
      }
    }
  }

  // Once all pins are known: the names in expressions and in related_pin.
  void check_names() const {
    for (std::size_t i = 0; i < cell_.leakages.size(); ++i) check(cell_.leakages[i].when, lines_[i]);
    for (const LibertyGroup& group : group_.groups) {
      if (group.type != "pin") continue;
      const int index = cell_.pin_index(std::string(group.names.front()));
      const Pin& pin = cell_.pins[static_cast<std::size_t>(index)];
      check(pin.function, group.line);
      std::size_t power = 0;
      for (const LibertyGroup& inner : group.groups) {
        if (inner.type != "internal_power") continue;
        check(pin.powers[power].when, inner.line);
        for (const std::string& name : pin.powers[power].related_pins) {
          if (cell_.pin_index(name) < 0) {
            values_.fail(inner.line, fmt::format("related_pin: cell '{}' has no pin '{}'", cell_.name, name));
          }
        }
        ++power;
      }
    }
  }

  const LibertyValues& values_;
  const LibertyDefaults& defaults_;
  const LibertyGroup& group_;
  Cell cell_;
  std::set<std::string> grounds_;
  std::vector<std::size_t> lines_;  // of the leakages
};

}  // namespace

TableTemplate read_template(const LibertyValues& values, const LibertyGroup& group) {
  TableTemplate result;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::string name = fmt::format("variable_{}", axis + 1);
    const LibertyAttribute* attribute = group.attribute(name);
    if (attribute == nullptr) continue;
    const std::string variable = values.word(group, name);
    const bool is_load = variable == "total_output_net_capacitance";
    const TableAxis kind = is_load ? TableAxis::kLoad : TableAxis::kSlew;
    if ((!is_load && variable != "input_transition_time") || result.axes.size() != axis || axis == 2 ||
        std::count(result.axes.begin(), result.axes.end(), kind) != 0) {
      values.fail(attribute->line,
                  fmt::format("expected input_transition_time and total_output_net_capacitance, found {} '{}'", name,
                              variable));
    }
    result.axes.push_back(kind);
    if (const LibertyAttribute* points = group.attribute(fmt::format("index_{}", axis + 1))) {
      result.points[axis] = values.numbers(*points);
    }
  }
  return result;
}

Cell read_cell(const LibertyValues& values, const LibertyDefaults& defaults, const LibertyGroup& group) {
  return CellReader(values, defaults, group).read();
}

}  // namespace lop::characterize
