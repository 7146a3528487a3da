// Internal power by pin, cause, supply and state.
#include "sim/characterize/cell_power.hpp"

#include <algorithm>
#include <numeric>

namespace lop::characterize {

namespace {

/// The edge behind an output's edge, as in Cause.
double from_rise(BooleanFunction::Sense sense, bool rising) {
  if (sense.rises == sense.falls) return 0.5;
  return sense.rises == rising ? 1 : 0;
}

double mean_of(const EnergyTable& table, const Slew& slew, double load_ff, double rise_fraction) {
  if (rise_fraction == 1) return table.at(slew.rise_ps, load_ff);
  if (rise_fraction == 0) return table.at(slew.fall_ps, load_ff);
  return (table.at(slew.rise_ps, load_ff) + table.at(slew.fall_ps, load_ff)) / 2;
}

double total(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

}  // namespace

CellPower::CellPower(const Cell& cell) : cell_(cell), states_(cell) {
  for (std::size_t i = 0; i < cell.pins.size(); ++i) {
    const Pin& pin = cell.pins[i];
    PinPower power;
    if (pin.direction == Direction::kInput) power.supplies = supplies_of(pin, "", nullptr);
    if (pin.direction == Direction::kOutput) add_causes(static_cast<int>(i), power);
    pins_.push_back(std::move(power));
  }
  add_leakages();
}

void CellPower::add_causes(int pin, PinPower& to) const {
  std::vector<std::string> related;
  for (const InternalPower& power : cell_.pins[static_cast<std::size_t>(pin)].powers) {
    for (const std::string& name : power.related_pins) {
      if (std::find(related.begin(), related.end(), name) == related.end()) related.push_back(name);
    }
  }
  for (const std::string& name : related) to.causes.push_back(cause(pin, name));
}

CellPower::Cause CellPower::cause(int output, const std::string& related) const {
  const std::optional<BooleanFunction>& function = states_.output(output);
  const BooleanFunction::Sense sense = function ? function->sense(related) : BooleanFunction::Sense{};
  const BooleanFunction* followed = sense.rises || sense.falls ? &*function : nullptr;
  double rise_from_rise = from_rise(sense, true), fall_from_rise = from_rise(sense, false);
  for (const Storage& storage : cell_.storages) {
    if (followed != nullptr || !storage.clock) continue;
    const BooleanFunction::Sense clock = storage.clock->sense(related);
    // Both edges of a stored output follow the one active edge.
    if (clock.rises != clock.falls) rise_from_rise = fall_from_rise = clock.rises ? 1 : 0;
  }
  return {static_cast<std::size_t>(cell_.pin_index(related)), rise_from_rise, fall_from_rise,
          StateChoice(states_, {}, followed, related),
          supplies_of(cell_.pins[static_cast<std::size_t>(output)], related, followed)};
}

std::vector<CellPower::Groups> CellPower::supplies_of(const Pin& pin, const std::string& related,
                                                      const BooleanFunction* function) const {
  std::vector<std::string> supplies;
  std::vector<std::vector<const InternalPower*>> powers;
  for (const InternalPower& power : pin.powers) {
    const auto& causes = power.related_pins;
    if (power.of_ground || (!related.empty() && std::find(causes.begin(), causes.end(), related) == causes.end())) {
      continue;
    }
    const auto found = std::find(supplies.begin(), supplies.end(), power.related_pg_pin);
    const std::size_t index = static_cast<std::size_t>(found - supplies.begin());
    if (found == supplies.end()) {
      supplies.push_back(power.related_pg_pin);
      powers.emplace_back();
    }
    powers[index].push_back(&power);
  }
  std::vector<Groups> result;
  for (auto& list : powers) {
    std::vector<const std::optional<BooleanFunction>*> whens;
    for (const InternalPower* power : list) whens.push_back(&power->when);
    result.push_back({std::move(list), StateChoice(states_, whens, function, related)});
  }
  return result;
}

void CellPower::add_leakages() {
  std::vector<std::string> supplies;
  for (const Leakage& leakage : cell_.leakages) {
    const std::string& supply = leakage.related_pg_pin;
    if (leakage.of_ground || std::find(supplies.begin(), supplies.end(), supply) != supplies.end()) continue;
    supplies.push_back(supply);
    std::vector<const std::optional<BooleanFunction>*> whens;
    std::vector<double> values;
    for (const Leakage& other : cell_.leakages) {
      if (other.related_pg_pin != supply) continue;
      whens.push_back(&other.when);
      values.push_back(other.leakage_nw);
    }
    // The cell's own figure is that of all supplies; it stands in once.
    leakages_.push_back({values, supplies.size() == 1 ? cell_.leakage_nw : 0, StateChoice(states_, whens)});
  }
  if (leakages_.empty()) leakages_.push_back({{}, cell_.leakage_nw, StateChoice(states_, {})});
}

double CellPower::input_fj(const PinPower& power, const PinActivity& activity, const std::vector<double>& high) const {
  double energy_fj = 0;
  for (const Groups& groups : power.supplies) {
    const StateChoice::Shares shares = groups.choice.shares(high);
    for (std::size_t i = 0; i < groups.powers.size(); ++i) {
      const InternalPower& tables = *groups.powers[i];
      const double rise = tables.rise.at(activity.slew.rise_ps, 0);
      const double fall = tables.fall.at(activity.slew.fall_ps, 0);
      energy_fj += shares.groups[i] * (rise + fall) / 2;
    }
  }
  return activity.toggles_per_cycle * energy_fj;
}

double CellPower::output_fj(std::size_t output, const std::vector<PinActivity>& pins,
                            const std::vector<double>& toggles, const std::vector<double>& high) const {
  const PinPower& power = pins_[output];
  if (toggles[output] == 0) return 0;
  // Toggles reach the output from each cause at its rate times the probability that the output follows it.
  std::vector<double> rates;
  for (const Cause& cause : power.causes) {
    rates.push_back(toggles[cause.pin] * cause.reaches.shares(high).none);
  }
  if (total(rates) == 0) {
    for (std::size_t i = 0; i < rates.size(); ++i) rates[i] = toggles[power.causes[i].pin];
  }
  if (total(rates) == 0) std::fill(rates.begin(), rates.end(), 1);
  const double all = total(rates);
  double energy_fj = 0;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const Cause& cause = power.causes[i];
    const Slew& slew = pins[cause.pin].slew;
    for (const Groups& groups : cause.supplies) {
      StateChoice::Shares shares = groups.choice.shares(high);
      if (total(shares.groups) == 0) shares = groups.choice.all_shares(high);
      if (total(shares.groups) == 0) std::fill(shares.groups.begin(), shares.groups.end(), 1);
      double of_cause_fj = 0;
      for (std::size_t group = 0; group < groups.powers.size(); ++group) {
        const InternalPower& tables = *groups.powers[group];
        const double rise = mean_of(tables.rise, slew, pins[output].load_ff, cause.rise_from_rise);
        const double fall = mean_of(tables.fall, slew, pins[output].load_ff, cause.fall_from_rise);
        of_cause_fj += shares.groups[group] * (rise + fall) / 2;
      }
      energy_fj += rates[i] / all * of_cause_fj / total(shares.groups);
    }
  }
  return toggles[output] * energy_fj;
}

CellPower::Figures CellPower::evaluate(const std::vector<PinActivity>& pins) const {
  std::vector<double> pin_high, pin_toggles;
  for (const PinActivity& pin : pins) {
    pin_high.push_back(pin.high_fraction);
    pin_toggles.push_back(pin.toggles_per_cycle);
  }
  const std::vector<double> high = states_.high_fractions(pin_high);
  const std::vector<double> toggles = states_.toggles(pin_toggles);
  Figures figures;
  for (std::size_t i = 0; i < pins.size(); ++i) {
    const bool is_input = cell_.pins[i].direction == Direction::kInput;
    figures.internal_fj_per_cycle.push_back(is_input ? input_fj(pins_[i], pins[i], high)
                                                     : output_fj(i, pins, toggles, high));
  }
  for (const SupplyLeakage& leakage : leakages_) {
    const StateChoice::Shares shares = leakage.choice.shares(high);
    figures.leakage_nw += shares.none * leakage.otherwise_nw;
    for (std::size_t i = 0; i < leakage.leakages_nw.size(); ++i) {
      figures.leakage_nw += shares.groups[i] * leakage.leakages_nw[i];
    }
  }
  return figures;
}

}  // namespace lop::characterize
