// Reader of Liberty libraries: units, defaults, wire loads, and the files that make one library.
#include "sim/characterize/liberty.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "sim/characterize/file_error.hpp"
#include "sim/characterize/liberty_cell.hpp"
#include "sim/characterize/liberty_text.hpp"
#include "sim/characterize/liberty_values.hpp"

namespace lop::characterize {

namespace {

const std::set<std::string_view> kWanted = {
    "cell",           "pin",   "pg_pin",     "ff",         "latch",     "leakage_power",      "power_lut_template",
    "internal_power", "power", "rise_power", "fall_power", "wire_load", "wire_load_selection"};

WireLoad read_wire_load(const LibertyValues& values, const LibertyGroup& group, const LibertyUnits& units) {
  if (group.names.size() != 1) values.fail(group.line, "expected wire_load (name)");
  WireLoad result;
  result.name = group.names.front();
  result.capacitance_ff_per_length = values.required_number(group, "capacitance") * units.capacitance_ff;
  result.slope = values.number(group, "slope", 0);
  for (const LibertyAttribute& attribute : group.attributes) {
    if (attribute.name != "fanout_length") continue;
    if (attribute.values.size() < 2) values.fail(attribute.line, "expected fanout_length (fanout, length)");
    const double fanout = values.to_number(attribute.values[0], attribute.line);
    if (!result.fanout_lengths.emplace(fanout, values.to_number(attribute.values[1], attribute.line)).second) {
      values.fail(attribute.line, "a fanout is there twice");
    }
  }
  if (result.fanout_lengths.empty()) values.fail(group.line, "wire_load has no fanout_length");
  return result;
}

std::vector<WireLoadRange> read_ranges(const LibertyValues& values, const LibertyGroup& group) {
  std::vector<WireLoadRange> ranges;
  for (const LibertyAttribute& attribute : group.attributes) {
    if (attribute.name != "wire_load_from_area") continue;
    if (attribute.values.size() != 3) values.fail(attribute.line, "expected wire_load_from_area (from, to, wire load)");
    ranges.push_back({values.to_number(attribute.values[0], attribute.line),
                      values.to_number(attribute.values[1], attribute.line), std::string(attribute.values[2])});
  }
  if (ranges.empty()) values.fail(group.line, "wire_load_selection has no wire_load_from_area");
  std::sort(ranges.begin(), ranges.end(),
            [](const WireLoadRange& a, const WireLoadRange& b) { return a.min_area_um2 < b.min_area_um2; });
  return ranges;
}

class LibraryReader {
 public:
  void add(const std::filesystem::path& file) {
    const LibertyText text = parse_liberty(file, kWanted);
    const LibertyGroup& group = text.top;
    const LibertyValues values(file);
    LibertyDefaults defaults = read_defaults(values, group);
    const double voltage = values.required_number(group, "nom_voltage") * defaults.units.voltage_v;
    if (library_.files.empty()) {
      library_.name = group.names.empty() ? "" : std::string(group.names.front());
      library_.voltage_v = voltage;
    } else if (voltage != library_.voltage_v) {
      values.fail(group.attribute("nom_voltage")->line,
                  fmt::format("nom_voltage {} V, but {} V in {}", voltage, library_.voltage_v,
                              library_.files.front().string()));
    }
    library_.files.push_back(file);
    for (const LibertyGroup& inner : group.groups) {
      if (inner.type == "cell") add_cell(values, read_cell(values, defaults, inner), inner.line);
    }
    add_wire_loads(values, group, defaults.units);
  }

  Library take() { return std::move(library_); }

 private:
  static LibertyDefaults read_defaults(const LibertyValues& values, const LibertyGroup& group) {
    LibertyDefaults defaults;
    defaults.units = values.units(group);
    defaults.leakage = values.number(group, "default_cell_leakage_power", 0);
    defaults.input_pin = values.number(group, "default_input_pin_cap", 0);
    defaults.output_pin = values.number(group, "default_output_pin_cap", 0);
    defaults.inout_pin = values.number(group, "default_inout_pin_cap", 0);
    for (const LibertyGroup& inner : group.groups) {
      if (inner.type != "power_lut_template") continue;
      if (inner.names.size() != 1) values.fail(inner.line, "expected power_lut_template (name)");
      defaults.templates[std::string(inner.names.front())] = read_template(values, inner);
    }
    return defaults;
  }

  void add_cell(const LibertyValues& values, Cell cell, std::size_t line) {
    const std::string name = cell.name;
    if (!library_.cells.emplace(name, std::move(cell)).second) {
      values.fail(line, fmt::format("cell '{}' is there twice", name));
    }
  }

  void add_wire_loads(const LibertyValues& values, const LibertyGroup& group, const LibertyUnits& units) {
    for (const LibertyGroup& inner : group.groups) {
      if (inner.type == "wire_load") {
        WireLoad wire_load = read_wire_load(values, inner, units);
        library_.wire_loads.emplace(wire_load.name, std::move(wire_load));
      } else if (inner.type == "wire_load_selection") {
        const std::string name = inner.names.empty() ? "" : std::string(inner.names.front());
        library_.wire_load_ranges.emplace(name, read_ranges(values, inner));
      }
    }
    if (library_.default_wire_load.empty()) library_.default_wire_load = values.word(group, "default_wire_load");
    if (library_.default_wire_load_selection.empty()) {
      library_.default_wire_load_selection = values.word(group, "default_wire_load_selection");
    }
    check_wire_load(values, group, "default_wire_load", library_.default_wire_load);
    const std::string& selection = library_.default_wire_load_selection;
    if (selection.empty()) return;
    const auto ranges = library_.wire_load_ranges.find(selection);
    const char* attribute = "default_wire_load_selection";
    if (ranges == library_.wire_load_ranges.end()) {
      values.fail(group.attribute(attribute)->line, fmt::format("no wire_load_selection '{}'", selection));
    }
    for (const WireLoadRange& range : ranges->second) check_wire_load(values, group, attribute, range.wire_load);
  }

  void check_wire_load(const LibertyValues& values, const LibertyGroup& group, std::string_view attribute,
                       const std::string& name) const {
    if (name.empty() || library_.wire_loads.count(name) != 0) return;
    values.fail(group.attribute(attribute)->line, fmt::format("no wire_load '{}'", name));
  }

  Library library_;
};

}  // namespace

int Cell::pin_index(const std::string& pin_name) const {
  const auto found = std::find_if(pins.begin(), pins.end(), [&](const Pin& pin) { return pin.name == pin_name; });
  return found == pins.end() ? -1 : static_cast<int>(found - pins.begin());
}

double WireLoad::capacitance_ff(int fanout) const {
  if (fanout <= 0) return 0;
  const auto above = fanout_lengths.lower_bound(fanout);
  double length = 0;
  if (above == fanout_lengths.end()) {
    length = fanout_lengths.rbegin()->second + (fanout - fanout_lengths.rbegin()->first) * slope;
  } else if (above == fanout_lengths.begin() || above->first == fanout) {
    length = above->second - (above->first - fanout) * slope;
  } else {
    const auto below = std::prev(above);
    length = below->second + (above->second - below->second) * (fanout - below->first) / (above->first - below->first);
  }
  return std::max(length, 0.0) * capacitance_ff_per_length;
}

const Cell* Library::cell(const std::string& cell_name) const {
  const auto found = cells.find(cell_name);
  return found == cells.end() ? nullptr : &found->second;
}

const WireLoad* Library::wire_load(double area_um2) const {
  const auto ranges = wire_load_ranges.find(default_wire_load_selection);
  if (ranges == wire_load_ranges.end()) {
    return default_wire_load.empty() ? nullptr : &wire_loads.at(default_wire_load);
  }
  const WireLoadRange* chosen = &ranges->second.front();
  for (const WireLoadRange& range : ranges->second) {
    if (range.min_area_um2 <= area_um2) chosen = &range;
  }
  return &wire_loads.at(chosen->wire_load);
}

Library read_liberty(const std::vector<std::filesystem::path>& files) {
  if (files.empty()) throw FileError("", 0, "no Liberty file given");
  LibraryReader reader;
  for (const std::filesystem::path& file : files) reader.add(file);
  return reader.take();
}

}  // namespace lop::characterize
