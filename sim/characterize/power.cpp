// Sums of the power of cells and nets.
#include "sim/characterize/power.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <stdexcept>
#include <utility>

namespace lop::characterize {

namespace {

void require(bool holds, const std::string& message) {
  if (!holds) throw std::invalid_argument(message);
}

const Pin& pin_of(const Netlist& netlist, const Terminal& terminal) {
  const Instance& instance = netlist.instances[static_cast<std::size_t>(terminal.instance)];
  return instance.cell->pins[static_cast<std::size_t>(terminal.pin)];
}

bool reaches_clock_pin(const Netlist& netlist, const Net& net) {
  for (const Terminal& load : net.loads) {
    if (pin_of(netlist, load).is_clock) return true;
  }
  return false;
}

class Calculator {
 public:
  Calculator(const Library& library, const Netlist& netlist, const std::vector<NetActivity>& activity,
             const PowerConditions& conditions)
      : library_(library),
        netlist_(netlist),
        activity_(activity),
        conditions_(conditions),
        loads_ff_(net_loads_ff(netlist, conditions)) {
    const bool positive = std::isfinite(conditions.clock_period_ps) && conditions.clock_period_ps > 0;
    require(positive, "expected a clock period above 0");
    require(activity.size() == netlist.nets.size(),
            fmt::format("activity of {} nets for a netlist of {}", activity.size(), netlist.nets.size()));
    for (std::size_t i = 0; i < activity.size(); ++i) {
      const NetActivity& net = activity[i];
      require(std::isfinite(net.toggles_per_cycle) && net.toggles_per_cycle >= 0 && net.high_fraction >= 0 &&
                  net.high_fraction <= 1,
              fmt::format("net '{}': {} toggles a cycle, high for {} of the time", netlist.nets[i].name,
                          net.toggles_per_cycle, net.high_fraction));
      is_clock_.push_back(reaches_clock_pin(netlist, netlist.nets[i]));
      if (is_clock_[i] && !netlist.nets[i].driver) activity_[i] = {2, 0.5};
    }
    power_.clock_period_ps = conditions.clock_period_ps;
    power_.groups.resize(conditions.groups.size());
    for (const Instance& instance : netlist.instances) group_of_.push_back(group_of(instance));
  }

  Power calculate() {
    for (std::size_t i = 0; i < netlist_.instances.size(); ++i) add_instance(i);
    for (std::size_t i = 0; i < netlist_.nets.size(); ++i) add_net(i);
    return std::move(power_);
  }

 private:
  int longest_prefix(const std::string& name) const {
    int best = -1;
    std::size_t length = 0;
    for (std::size_t i = 0; i < conditions_.groups.size(); ++i) {
      const std::string& prefix = conditions_.groups[i];
      if (name.compare(0, prefix.size(), prefix) == 0 && prefix.size() > length) {
        best = static_cast<int>(i);
        length = prefix.size();
      }
    }
    return best;
  }

  int group_of(const Instance& instance) const {
    int group = longest_prefix(instance.name);
    for (std::size_t pin = 0; pin < instance.nets.size() && group < 0; ++pin) {
      if (instance.cell->pins[pin].direction != Direction::kOutput || instance.nets[pin] < 0) continue;
      const Net& net = netlist_.nets[static_cast<std::size_t>(instance.nets[pin])];
      group = longest_prefix(net.name);
      for (std::size_t i = 0; i < net.aliases.size() && group < 0; ++i) group = longest_prefix(net.aliases[i]);
    }
    return group;
  }

  void add(int group, const PowerFigures& figures) {
    power_.all += figures;
    (group < 0 ? power_.rest : power_.groups[static_cast<std::size_t>(group)]) += figures;
  }

  PinActivity pin_activity(const Instance& instance, std::size_t pin) const {
    PinActivity result;
    const bool is_input = instance.cell->pins[pin].direction == Direction::kInput;
    if (is_input) {
      const auto slew = conditions_.slews.find(instance.name + "/" + instance.cell->pins[pin].name);
      result.slew = slew == conditions_.slews.end() ? conditions_.default_slew : slew->second;
    }
    const int net = instance.nets[pin];
    if (net >= 0) {
      const NetActivity& activity = activity_[static_cast<std::size_t>(net)];
      result.toggles_per_cycle = activity.toggles_per_cycle;
      result.high_fraction = activity.high_fraction;
      if (!is_input) result.load_ff = loads_ff_[static_cast<std::size_t>(net)];
    } else if (net == kOpen) {
      result.toggles_per_cycle = result.high_fraction = kUnknown;
    } else {
      result.high_fraction = net == kHigh ? 1 : 0;
    }
    return result;
  }

  void add_instance(std::size_t index) {
    const Instance& instance = netlist_.instances[index];
    const Cell& cell = *instance.cell;
    const CellPower& model = models_.try_emplace(&cell, cell).first->second;
    std::vector<PinActivity> pins;
    for (std::size_t pin = 0; pin < cell.pins.size(); ++pin) pins.push_back(pin_activity(instance, pin));
    const CellPower::Figures result = model.evaluate(pins);
    PowerFigures figures;
    figures.leakage_nw = result.leakage_nw;
    figures.area_um2 = cell.area_um2;
    for (std::size_t pin = 0; pin < cell.pins.size(); ++pin) {
      figures.internal_fj_per_cycle += result.internal_fj_per_cycle[pin];
      if (cell.pins[pin].is_clock) figures.clock_pin_fj_per_cycle += result.internal_fj_per_cycle[pin];
    }
    add(group_of_[index], figures);
  }

  // A net belongs to its driver; one of an input port to its loads, in proportion to their pins.
  void add_net(std::size_t index) {
    const Net& net = netlist_.nets[index];
    const double volts = library_.voltage_v;
    const double energy_fj = activity_[index].toggles_per_cycle * loads_ff_[index] * volts * volts / 2;
    double pins_ff = 0;
    for (const Terminal& load : net.loads) pins_ff += pin_of(netlist_, load).capacitance_ff;
    if (net.driver) {
      add(group_of_[static_cast<std::size_t>(net.driver->instance)], switching(energy_fj, is_clock_[index]));
    } else if (pins_ff == 0) {
      add(-1, switching(energy_fj, is_clock_[index]));
    } else {
      for (const Terminal& load : net.loads) {
        const double share = pin_of(netlist_, load).capacitance_ff / pins_ff;
        add(group_of_[static_cast<std::size_t>(load.instance)], switching(energy_fj * share, is_clock_[index]));
      }
    }
  }

  static PowerFigures switching(double energy_fj, bool is_clock) {
    PowerFigures figures;
    figures.switching_fj_per_cycle = energy_fj;
    if (is_clock) figures.clock_net_fj_per_cycle = energy_fj;
    return figures;
  }

  const Library& library_;
  const Netlist& netlist_;
  std::vector<NetActivity> activity_;
  const PowerConditions& conditions_;
  std::vector<double> loads_ff_;
  std::vector<bool> is_clock_;  // by net
  std::vector<int> group_of_;   // by instance; -1: the rest
  std::map<const Cell*, CellPower> models_;
  Power power_;
};

}  // namespace

PowerFigures& PowerFigures::operator+=(const PowerFigures& other) {
  internal_fj_per_cycle += other.internal_fj_per_cycle;
  switching_fj_per_cycle += other.switching_fj_per_cycle;
  leakage_nw += other.leakage_nw;
  clock_pin_fj_per_cycle += other.clock_pin_fj_per_cycle;
  clock_net_fj_per_cycle += other.clock_net_fj_per_cycle;
  area_um2 += other.area_um2;
  return *this;
}

// 1 nW for 1 ps is 1e-6 fJ.
double Power::leakage_fj_per_cycle(const PowerFigures& figures, double clock_period_ps) {
  return figures.leakage_nw * clock_period_ps / 1e6;
}

double Power::total_fj_per_cycle() const {
  return all.internal_fj_per_cycle + all.switching_fj_per_cycle + leakage_fj_per_cycle(all, clock_period_ps);
}

double Power::total_nw() const { return total_fj_per_cycle() * 1e6 / clock_period_ps; }

std::vector<double> net_loads_ff(const Netlist& netlist, const PowerConditions& conditions) {
  std::vector<double> loads;
  for (const Net& net : netlist.nets) {
    double load_ff = net.output_ports * conditions.output_load_ff;
    if (net.driver) load_ff += pin_of(netlist, *net.driver).capacitance_ff;
    for (const Terminal& load : net.loads) load_ff += pin_of(netlist, load).capacitance_ff;
    if (conditions.wire_load != nullptr) load_ff += conditions.wire_load->capacitance_ff(net.fanout());
    loads.push_back(load_ff);
  }
  return loads;
}

Power calculate_power(const Library& library, const Netlist& netlist, const std::vector<NetActivity>& activity,
                      const PowerConditions& conditions) {
  return Calculator(library, netlist, activity, conditions).calculate();
}

}  // namespace lop::characterize
