// Enumeration of a cell's states.
#include "sim/characterize/cell_states.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <utility>

namespace lop::characterize {

namespace {

constexpr std::size_t kMaxVariables = 16;
constexpr int kMaxNesting = 8;  // of outputs whose functions name other pins

/// Bit i of the result: the bit of `state` that holds the function's name i.
class Bits {
 public:
  Bits(const BooleanFunction& function, const std::vector<std::string>& names) : function_(function) {
    for (const std::string& name : function.names()) {
      places_.push_back(std::find(names.begin(), names.end(), name) - names.begin());
    }
  }

  bool evaluate(std::uint64_t state) const {
    std::uint64_t values = 0;
    for (std::size_t i = 0; i < places_.size(); ++i) values |= (state >> places_[i] & 1) << i;
    return function_.evaluate(values);
  }

 private:
  const BooleanFunction& function_;
  std::vector<std::ptrdiff_t> places_;
};

}  // namespace

CellStates::CellStates(const Cell& cell) : cell_(cell) {
  std::map<std::string, BooleanFunction> replacements;  // of names that are not variables
  for (const Pin& pin : cell.pins) {
    if (pin.direction != Direction::kInput && pin.function) {
      replacements.emplace(pin.name, *pin.function);
    } else {
      variables_.push_back(pin.name);
    }
  }
  for (const Storage& storage : cell.storages) {
    // Some cells name an internal pin after the state.
    if (replacements.erase(storage.state) != 0 || cell.pin_index(storage.state) < 0) {
      variables_.push_back(storage.state);
    }
    replacements.insert_or_assign(storage.inverted_state, BooleanFunction("!" + storage.state));
  }
  const auto replacement = [&](const std::string& name) {
    const auto found = replacements.find(name);
    return found == replacements.end() ? nullptr : &found->second;
  };
  const auto is_variable = [&](const std::string& name) { return replacement(name) == nullptr; };
  for (const Pin& pin : cell.pins) {
    outputs_.emplace_back();
    if (pin.direction == Direction::kInput || !pin.function) continue;
    BooleanFunction function = *pin.function;
    for (int round = 0; !std::all_of(function.names().begin(), function.names().end(), is_variable); ++round) {
      if (round == kMaxNesting) {
        throw std::invalid_argument(fmt::format("cell '{}': the function of '{}' has no end", cell.name, pin.name));
      }
      function = function.inlined(replacement);
    }
    outputs_.back() = std::move(function);
  }
}

BooleanFunction CellStates::over_variables(const BooleanFunction& function) const {
  std::map<std::string, BooleanFunction> replacements;
  for (const Storage& storage : cell_.storages) {
    replacements.emplace(storage.inverted_state, BooleanFunction("!" + storage.state));
  }
  return function.inlined([&](const std::string& name) -> const BooleanFunction* {
    const int pin = cell_.pin_index(name);
    if (pin >= 0 && output(pin)) return &*output(pin);
    const auto found = replacements.find(name);
    return found == replacements.end() ? nullptr : &found->second;
  });
}

std::vector<double> CellStates::high_fractions(const std::vector<double>& pin_high) const {
  std::vector<double> result(variables_.size(), kUnknown);
  for (std::size_t i = 0; i < variables_.size(); ++i) {
    const int own = cell_.pin_index(variables_[i]);
    if (own >= 0) result[i] = pin_high[static_cast<std::size_t>(own)];
    for (std::size_t pin = 0; pin < outputs_.size() && std::isnan(result[i]); ++pin) {
      if (!outputs_[pin] || outputs_[pin]->names() != std::vector<std::string>{variables_[i]}) continue;
      result[i] = outputs_[pin]->evaluate(1) ? pin_high[pin] : 1 - pin_high[pin];
    }
    if (std::isnan(result[i])) result[i] = 0.5;
  }
  return result;
}

std::vector<double> CellStates::toggles(std::vector<double> pin_toggles) const {
  const std::vector<double> known = pin_toggles;
  for (std::size_t pin = 0; pin < known.size(); ++pin) {
    if (!std::isnan(known[pin])) continue;
    pin_toggles[pin] = 0;
    if (!outputs_[pin] || outputs_[pin]->names().size() != 1) continue;
    for (std::size_t other = 0; other < known.size(); ++other) {
      if (!std::isnan(known[other]) && outputs_[other] && outputs_[other]->names() == outputs_[pin]->names()) {
        pin_toggles[pin] = known[other];
        break;
      }
    }
  }
  return pin_toggles;
}

StateChoice::StateChoice(const CellStates& states, const std::vector<const std::optional<BooleanFunction>*>& whens,
                         const BooleanFunction* function, const std::string& toggling)
    : group_count_(whens.size()) {
  std::vector<std::string> names;
  const auto add = [&](const BooleanFunction& from) {
    for (const std::string& name : from.names()) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  };
  std::vector<std::pair<std::int16_t, BooleanFunction>> conditions;
  std::int16_t otherwise = -1;
  for (std::size_t i = 0; i < whens.size(); ++i) {
    const auto group = static_cast<std::int16_t>(i);
    if (*whens[i]) {
      conditions.emplace_back(group, states.over_variables(**whens[i]));
      add(conditions.back().second);
    } else if (otherwise < 0) {
      otherwise = group;
    }
  }
  if (function != nullptr) add(*function);
  if (names.size() > kMaxVariables) {
    throw std::invalid_argument(
        fmt::format("conditions on {} variables; expected at most {}", names.size(), kMaxVariables));
  }
  for (const std::string& name : names) {
    const auto& all = states.variables();
    variables_.push_back(static_cast<std::size_t>(std::find(all.begin(), all.end(), name) - all.begin()));
  }
  std::vector<Bits> holds;
  for (const auto& condition : conditions) holds.emplace_back(condition.second, names);
  const std::size_t count = std::size_t{1} << names.size();
  group_of_.assign(count, otherwise);
  for (std::size_t state = 0; state < count; ++state) {
    for (std::size_t i = 0; i < holds.size(); ++i) {
      if (!holds[i].evaluate(state)) continue;
      group_of_[state] = conditions[i].first;
      break;
    }
  }
  if (function == nullptr) return;
  const Bits follows(*function, names);
  const std::size_t bit = std::size_t{1} << (std::find(names.begin(), names.end(), toggling) - names.begin());
  for (std::size_t state = 0; state < count; ++state) {
    counts_.push_back(follows.evaluate(state | bit) != follows.evaluate(state & ~bit));
  }
}

StateChoice::Shares StateChoice::sum(const std::vector<double>& high, bool all) const {
  std::vector<double> probability = {1};
  probability.reserve(group_of_.size());
  for (const std::size_t variable : variables_) {
    const std::size_t half = probability.size();
    for (std::size_t i = 0; i < half; ++i) {
      probability.push_back(probability[i] * high[variable]);
      probability[i] *= 1 - high[variable];
    }
  }
  Shares shares;
  shares.groups.assign(group_count_, 0);
  for (std::size_t state = 0; state < probability.size(); ++state) {
    if (!all && !counts_.empty() && !counts_[state]) continue;
    const int group = group_of_[state];
    (group < 0 ? shares.none : shares.groups[static_cast<std::size_t>(group)]) += probability[state];
  }
  return shares;
}

StateChoice::Shares StateChoice::shares(const std::vector<double>& high) const { return sum(high, false); }

StateChoice::Shares StateChoice::all_shares(const std::vector<double>& high) const { return sum(high, true); }

}  // namespace lop::characterize
