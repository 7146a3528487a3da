// The states of a cell, their probabilities, and which of several conditional groups holds in which.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "sim/characterize/boolean_function.hpp"
#include "sim/characterize/liberty.hpp"

namespace lop::characterize {

/// Probability of a pin that is connected to nothing.
inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// A cell's state is made of independent variables: input pins, stored states, and outputs without a function.
/// Outputs with a function follow from these, so Q and QN of a flip-flop never agree.
class CellStates {
 public:
  /// `cell` outlives this. errors  std::invalid_argument: functions that depend on each other in a circle
  explicit CellStates(const Cell& cell);

  const std::vector<std::string>& variables() const { return variables_; }
  /// `function` of pins over the variables alone.
  BooleanFunction over_variables(const BooleanFunction& function) const;
  /// The same of an output pin; none when it has no function.
  const std::optional<BooleanFunction>& output(int pin) const { return outputs_[static_cast<std::size_t>(pin)]; }
  /// Of each variable, from those of the pins. A stored state is high as the first known output that shows it,
  /// half the time when there is none.
  std::vector<double> high_fractions(const std::vector<double>& pin_high) const;
  /// Of each pin: toggles of an output whose rate is unknown are those of an output that shows the same state, or 0.
  std::vector<double> toggles(std::vector<double> pin_toggles) const;

 private:
  const Cell& cell_;
  std::vector<std::string> variables_;
  std::vector<std::optional<BooleanFunction>> outputs_;  // by pin
};

/// Of groups with conditions, the one that holds in each state: the first whose `when` is true, else the first without.
class StateChoice {
 public:
  /// With `function` and `toggling`, only those states count in which `function` follows the variable `toggling`.
  /// errors  std::invalid_argument when the conditions depend on more than 16 variables
  StateChoice(const CellStates& states, const std::vector<const std::optional<BooleanFunction>*>& whens,
              const BooleanFunction* function = nullptr, const std::string& toggling = "");

  struct Shares {
    std::vector<double> groups;  // probability that the group holds
    double none = 0;             // that none does
  };
  /// Variables are independent of each other. high: of each variable of the cell
  Shares shares(const std::vector<double>& high) const;
  /// The same without regard to `function`.
  Shares all_shares(const std::vector<double>& high) const;

 private:
  Shares sum(const std::vector<double>& high, bool all) const;

  std::size_t group_count_;
  std::vector<std::size_t> variables_;  // bit i of a state is variables()[variables_[i]]
  std::vector<std::int16_t> group_of_;  // by state; -1: none
  std::vector<bool> counts_;            // by state; empty: all
};

}  // namespace lop::characterize
